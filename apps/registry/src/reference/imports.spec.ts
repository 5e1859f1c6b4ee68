import { sha256Hex } from '@kinledger/audit';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../../../database/data-source.ts';
import { type ReferenceServices, referenceServices } from '../../../../test/support/reference-services.ts';
import { fsigen, pooled, shippedLoci } from '../../../../test/support/tables.ts';
import type { Actor } from '../access/actor.ts';
import { readConfig } from '../config.ts';
import type { ImportTable } from './imports.dto.ts';
import type { ReceivedTable } from './receive-table.ts';
import { ReferenceService } from './reference.service.ts';
import { VersionsStore } from './versions.store.ts';

let services: ReferenceServices;
let source: ReferenceServices['source'];
let reference: ReferenceServices['reference'];
let imports: ReferenceServices['imports'];
let administrator: Actor;

beforeAll(async () => {
  services = await referenceServices();
  ({ source, reference, imports, administrator } = services);
}, 240_000);
afterAll(() => services?.close());

const LOCI = ['TH01', 'FGA', 'D3S1358', 'vWA', 'Penta E'];
const own = pooled(['NIST1036-Cauc', 'NIST1036-Hisp'], LOCI);
const HEAD = { title: 'Our region', population: 'Our region', source: 'own typing', citation: 'none', licence: 'own' };

function sent(text: string, over: Partial<ImportTable> = {}): ReceivedTable<ImportTable> {
  return { bytes: new TextEncoder().encode(text), fields: { id: 'Ours', unit: 'chromosomes', ...HEAD, ...over } };
}
const add = (text: string, over: Partial<ImportTable> = {}, key?: string) =>
  imports.import(administrator, sent(text, over), key);
const codes = async (text: string, over: Partial<ImportTable> = {}) =>
  (await imports.preview(sent(text, over))).report.problems.map(({ code, locus }) => [code, locus]);
const stored = async () => (await source.query('SELECT count(*)::int AS n FROM reference_version'))[0].n;

test('a preview shows sums, N in chromosomes, 5/2N, the nearest population and the standard cases, and stores nothing', async () => {
  const { acceptable, report } = await imports.preview(sent(fsigen(own)));
  expect([acceptable, report.problems, report.warnings]).toEqual([true, [], []]);
  const { chromosomes } = own.TH01!;
  expect(report.loci.find(({ locus }) => locus === 'TH01')).toMatchObject({
    chromosomes,
    minimumFrequency: String(5 / chromosomes),
    kept: 'counts',
    problems: [],
  });
  expect(report.nearest).toMatchObject({ id: 'NIST1036-Cauc', loci: LOCI.length });
  expect(Number(report.nearest?.distance)).toBeGreaterThan(0);
  expect(Number(report.nearest?.fst)).toBeLessThan(0.01);
  expect(report.effect).toMatchObject({ against: 'NIST1036-Cauc', cases: { length: 20 } });
  expect(report.effect?.cases.filter(({ truth }) => truth === 'parent')).toHaveLength(12);
  expect(Number(report.effect?.largestShift)).toBeGreaterThan(0);
  expect(await imports.preview(sent(fsigen(own)))).toEqual({
    ...{ acceptable, conflict: null, digest: expect.any(String), report },
  });
  expect(await stored()).toBe(0);
});

test('the wrong unit doubles N and shows', async () => {
  const { report } = await imports.preview(sent(fsigen(own), { unit: 'individuals' }));
  expect(report.loci[0]?.chromosomes).toBe(2 * own.TH01!.chromosomes);
  expect(report.warnings).toContain('unit-doubtful');
});

test.each<[what: string, text: () => string, over: Partial<ImportTable>, problems: unknown]>([
  ['a copy of a shipped table', () => fsigen(shippedLoci('UKDNA17-Chinese')), {}, [['copy-of-table', null]]],
  ['a locus that does not sum to 1', () => 'Allele,TH01\n6,0.5\n7,0.454\nN,200\n', {}, [['sum-not-1', 'TH01']]],
  ['a class among the alleles', () => 'Allele,FGA\n20,0.5\n>27,0.5\nN,200\n', {}, [['not-an-allele', 'FGA']]],
  ['no N', () => 'Allele,TH01\n6,0.5\n7,0.5\n', {}, [['n-not-stated', 'TH01']]],
  ['N stated twice', () => 'Allele,TH01\n6,0.5\n7,0.5\nN,200\n', { n: 100 }, [['n-stated-twice', null]]],
  ['no locus left', () => 'Allele,AMEL\n"X,X",0.5\n"X,Y",0.5\nN,200\n', {}, [['no-loci', null]]],
  [
    'two populations and no choice',
    () => 'Database\tN\tAllele\tTH01\nA\t200\t6\t1\nB\t200\t7\t1\n',
    {},
    [
      ['choose-population', null],
      ['no-loci', null],
    ],
  ],
  [
    'a copy under another name in the same file',
    () =>
      ['A', 'B']
        .map((name) => `${name}\t200\t6\t1\t1\t1`)
        .reduce((all, row) => `${all}${row}\n`, 'Database\tN\tAllele\tTH01\tFGA\tvWA\n'),
    { fileName: 'A' },
    [['copy-in-file', null]],
  ],
])('refused with the report, and nothing is stored: %s', async (_, text, over, problems) => {
  expect(await codes(text(), over)).toEqual(problems);
  await expect(add(text(), over)).rejects.toMatchObject({ code: 'table-refused', status: 422 });
  expect(await stored()).toBe(0);
});

test('a locus that is refused can be left out by name, and the report says so', async () => {
  const text = 'Allele,TH01,FGA,DYS391\n6,0.5,,\n7,0.454,,\n10,,,1\n20,,1,\nN,200,200,200\n';
  const { acceptable, report } = await imports.preview(sent(text, { without: ['THO1'] }));
  expect([acceptable, report.leftOut]).toEqual([
    true,
    [
      { locus: 'TH01', reason: 'asked' },
      { locus: 'DYS391', reason: 'not-autosomal' },
    ],
  ]);
});

test.each([
  ['an entity', '<!DOCTYPE f [<!ENTITY a SYSTEM "file:///etc/passwd">]><frequencies>&a;</frequencies>'],
  ['deep nesting', `<frequencies>${'<marker>'.repeat(100_000)}`],
  ['JSON that is deep', '{"loci":'.repeat(50_000)],
  ['nothing', ''],
  ['an archive', 'PK\u0003\u0004 and so on'],
  ['prototypes', 'Allele,TH01\n__proto__,1\n'],
])('hostile files are refused and nothing is stored: %s', async (_, text) => {
  await expect(add(text)).rejects.toThrow(expect.objectContaining({ name: 'ProfileError' }));
  expect(await stored()).toBe(0);
});

describe('in order', () => {
  let first: string;
  let second: string;

  test('an imported table is in use, whole, with its event; ten requests at once make one', async () => {
    const text = fsigen(own);
    const answers = await Promise.all(Array.from({ length: 10 }, () => add(text, {}, 'one-import-please')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { table } = answers[0]!;
    first = table.digest;
    expect(table).toMatchObject({ id: 'Ours', version: 1, origin: 'imported', state: 'in-use' });
    const found = await reference.table('Ours');
    expect(found.loci.TH01!.frequencies['6']).toBe(own.TH01!.counts['6']! / own.TH01!.chromosomes);
    const kept = await reference.exactTable(first);
    expect(JSON.parse(kept.text).loci.TH01.counts).toEqual(own.TH01!.counts);
    expect(await imports.report(first)).toMatchObject({ fileSha256: sha256Hex(new TextEncoder().encode(text)) });
    const events = await source.query(
      `SELECT convert_from(body, 'UTF8')::json -> 'facts' AS facts FROM audit.event WHERE audit.member(body, 'type') = 'reference.imported'`,
    );
    expect(events).toEqual([
      { facts: { kind: 'frequencies', name: 'Ours', version: 1, digest: first, file: expect.any(String) } },
    ]);
  });

  test('another process finds it', async () => {
    const other = new ReferenceService(readConfig({}, process.cwd()), new VersionsStore(source));
    expect((await other.table('Ours')).digest).toBe(first);
  });

  test('the same figures again, or another table of that id, are refused', async () => {
    await expect(add(fsigen(own))).rejects.toMatchObject({ code: 'table-stands' });
    await expect(add(fsigen(own), { id: 'Theirs' })).rejects.toMatchObject({ code: 'table-refused' });
    const other = fsigen(pooled(['NIST1036-Cauc', 'NIST1036-AfAm'], LOCI));
    await expect(add(other)).rejects.toMatchObject({ code: 'stale-table', extra: { newest: first } });
    expect(await imports.preview(sent(other))).toMatchObject({ acceptable: false, conflict: 'stale-table' });
    await expect(add(other, { id: 'New', supersedes: first, reason: 'none' })).rejects.toMatchObject({
      code: 'stale-table',
    });
  });

  test('a next version takes the place of the one before, which stays; its effect is asked for', async () => {
    const text = fsigen(pooled(['NIST1036-Cauc', 'NIST1036-Hisp', 'NIST1036-Asian'], LOCI), 3);
    const { table, report } = await add(text, { supersedes: first, reason: 'More persons typed' });
    second = table.digest;
    expect([table.version, report.effect?.againstDigest, report.warnings]).toEqual([2, first, ['rounded']]);
    expect((await reference.table('Ours')).digest).toBe(second);
    expect((await reference.table(first)).digest).toBe(first);
    const all = (await reference.populations({ state: 'all' })).filter(({ id }) => id === 'Ours');
    expect(all.map(({ version, state }) => [version, state])).toEqual([
      [1, 'superseded'],
      [2, 'in-use'],
    ]);
    expect((await reference.populations()).filter(({ id }) => id === 'Ours')).toHaveLength(1);
    expect(await source.query(`SELECT kind FROM job`)).toEqual([{ kind: 'reference-effect' }]);
  });

  test('a version tells who brought it in and why, and what is shipped that nobody did', async () => {
    const { digest } = await reference.table('NIST1036-Asian');
    const nobody = { origin: 'shipped', importedBy: null, reason: null, retiredBy: null, versions: [digest] };
    expect(await reference.provenance(digest)).toMatchObject({ id: 'NIST1036-Asian', kind: 'frequencies', ...nobody });
    expect(await reference.provenance(second)).toMatchObject({
      ...{ id: 'Ours', version: 2, state: 'in-use', importedBy: 'admin', supersedes: first },
      ...{ reason: 'More persons typed', versions: [first, second], retiredAt: null },
    });
    await expect(reference.provenance('0'.repeat(64))).rejects.toMatchObject({ status: 404 });
  });

  test('a retired table, shipped or not, is for no new check, and is found for the past', async () => {
    const { digest } = await reference.table('NIST1036-AfAm');
    for (const retired of [second, digest]) {
      const request = { kind: 'frequencies', digest: retired, reason: 'A mistake in it' } as const;
      await imports.retire(administrator, request);
      await expect(imports.retire(administrator, request)).rejects.toMatchObject({ code: 'already-retired' });
      expect((await reference.exactTable(retired)).value.digest).toBe(retired);
      expect(await reference.provenance(retired)).toMatchObject({
        retiredBy: 'admin',
        retiredReason: 'A mistake in it',
      });
    }
    for (const asked of ['Ours', second, 'NIST1036-AfAm']) {
      await expect(reference.table(asked)).rejects.toMatchObject({ code: 'table-retired' });
    }
    expect((await reference.populations()).map(({ id }) => id)).not.toContain('NIST1036-AfAm');
  });

  test('the database refuses to change or take away a version, and one without its event', async () => {
    await expect(source.query(`UPDATE reference_version SET content = '{}'`)).rejects.toThrow(/permission denied/);
    await expect(source.query('DELETE FROM reference_retired')).rejects.toThrow(/permission denied/);
    const owner = await new DataSource(dataSourceOptions(services.url)).initialize();
    await expect(owner.query(`UPDATE reference_version SET content = '{}'`)).rejects.toThrow(/never changed/);
    await owner.destroy();
  });
});

test('of rivals who bring in the same figures at once, one succeeds and the others are told', async () => {
  const { value, text } = await reference.exactTable((await reference.table('NIST1036-Asian')).digest);
  const digest = '1'.repeat(64);
  const seen = (await reference.standing('frequencies')).length;
  const base = { kind: 'frequencies' as const, content: text, report: '{}', fileSha256: value.digest, digest };
  await Promise.all(Array.from({ length: 4 }, () => source.query('SELECT pg_sleep(0.1)'))); // connections at hand
  const settled = await Promise.allSettled(
    ['Rival-1', 'Rival-2', 'Rival-3', 'Rival-4'].map((name) => {
      const figures = { ...base, name, supersedes: undefined, reason: undefined };
      return source.transaction((tx) => services.versions.add(tx, administrator, figures, seen));
    }),
  );
  const told = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
  expect(told).toEqual(['table-stands', 'table-stands', 'table-stands']);
  // What stands under a digest that is not its own is never used.
  await expect(reference.table(digest)).rejects.toThrow(/not the ones that its digest stands for/);
  await expect(reference.populations()).rejects.toThrow(/not the ones that its digest stands for/);
});
