import { type ReferenceServices, referenceServices } from '../../../../test/support/reference-services.ts';
import type { Actor } from '../access/actor.ts';

// Mutation rates and kits that administrators bring in.

let services: ReferenceServices;
let source: ReferenceServices['source'];
let reference: ReferenceServices['reference'];
let administrator: Actor;

beforeAll(async () => {
  services = await referenceServices();
  ({ source, reference, administrator } = services);
}, 240_000);
afterAll(() => services?.close());

const stored = async () => (await source.query('SELECT count(*)::int AS n FROM reference_version'))[0].n;
const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const bring = (kind: 'mutation' | 'kit', value: unknown, fields = {}) =>
  services.figures.import(administrator, kind, { bytes: bytes(value), fields }, undefined);
const rates = {
  id: 'Own-2026',
  title: 'Own study',
  source: 'own',
  citation: 'none',
  notes: ['Counted in 2026.'],
  loci: { vWA: { maternal: '0.0003', paternal: '0.0017' }, FGA: { maternal: '0.0005', paternal: '0.0032' } },
};
const kit = {
  id: 'OwnKit',
  title: 'Own kit',
  manufacturer: 'us',
  source: 'own',
  verified: 'by us',
  aliases: ['Own_v1'],
  loci: [{ locus: 'TH01', dye: 'blue', ladder: ['5', '6', '9.3'], further: ['8.3'] }],
};

test('a first version is in use at once; the next one says which loci changed, and asks for its effect', async () => {
  const first = await bring('mutation', rates);
  expect(first).toMatchObject({ version: 1, report: { added: ['FGA', 'vWA'], changed: [] } });
  expect((await reference.mutationTable('Own-2026')).loci.vWA).toEqual({ maternal: '0.0003', paternal: '0.0017' });
  const changed = { ...rates, loci: { ...rates.loci, FGA: { maternal: '0.0006', paternal: '0.0032' } } };
  await expect(bring('mutation', changed)).rejects.toMatchObject({ code: 'stale-table' });
  const fields = { supersedes: first.digest, reason: 'More meioses' };
  const next = await bring('mutation', changed, fields);
  expect(next).toMatchObject({ version: 2, report: { added: [], removed: [], changed: ['FGA'] } });
  expect((await reference.mutationTable('Own-2026')).digest).toBe(next.digest);
  expect((await reference.exact('mutation', first.digest))?.value.loci.FGA?.maternal).toBe('0.0005');
  expect(await source.query(`SELECT 1 AS one FROM job WHERE kind = 'reference-effect'`)).toHaveLength(1);
});

test('a preview tells what would change, what is unusual and what standard cases come to, and stores nothing', async () => {
  const look = (kind: 'mutation' | 'kit', value: unknown, fields = {}) =>
    services.figures.preview(kind, { bytes: bytes(value), fields });
  const before = await stored();
  const fresh = await look('mutation', {
    ...rates,
    id: 'Fresh',
    loci: { vWA: { maternal: '0.03', paternal: '0.02' } },
  });
  expect(fresh).toMatchObject({ acceptable: true, conflict: null, version: 1, loci: 1, title: 'Own study' });
  expect(fresh.report).toMatchObject({ added: ['vWA'], unusual: ['vWA'], effect: { against: 'defaults' } });
  expect(fresh.report.effect?.cases).toHaveLength(20);
  expect(Number(fresh.report.effect?.largestShift)).toBeGreaterThan(0);
  const newest = await reference.mutationTable('Own-2026');
  const third = { ...rates, loci: { ...newest.loci, vWA: { maternal: '0.0004', paternal: '0.0017' } } };
  expect(await look('mutation', third)).toMatchObject({ acceptable: false, conflict: 'stale-table', version: 3 });
  const next = await look('mutation', third, { supersedes: newest.digest, reason: 'More' });
  expect(next).toMatchObject({ acceptable: true, report: { unusual: [], effect: { against: 'Own-2026' } } });
  expect(next.report.changes).toEqual([{ locus: 'vWA', before: '0.0003 / 0.0017', after: '0.0004 / 0.0017' }]);
  expect(await look('kit', kit)).toMatchObject({
    acceptable: true,
    version: 1,
    report: { added: ['TH01'], effect: null },
  });
  expect(await stored()).toBe(before);
  expect(await services.figures.report(newest.digest)).toMatchObject({ changed: ['FGA'] });
});

test('a kit is served with those of the makers', async () => {
  const { digest } = await bring('kit', kit);
  expect((await reference.kits()).find(({ id }) => id === 'OwnKit')).toEqual({ ...kit, digest });
  const other = { ...kit, id: 'Another', title: 'Another', aliases: [] };
  await expect(bring('kit', other)).rejects.toMatchObject({ code: 'table-stands' });
  const [locus] = kit.loci;
  const fields = { supersedes: digest, reason: 'A rung more' };
  const next = { ...kit, loci: [{ ...locus, ladder: ['5', '6', '7', '9.3'], further: [] }] };
  const { report } = await services.figures.preview('kit', { bytes: bytes(next), fields });
  expect(report.changes).toEqual([{ locus: 'TH01', before: '(8.3)', after: '7' }]);
});

test.each(['Global-Filer', 'own kit', 'OWN V1'])('a kit must not go by the name of another: %s', async (name) => {
  const taken = { ...kit, id: 'Mine', title: 'Mine', aliases: [name] };
  await expect(bring('kit', taken)).rejects.toMatchObject({
    code: 'bad-table',
    detail: expect.stringMatching(/Kit|Filer/),
  });
});

test.each<[string, 'mutation' | 'kit', unknown]>([
  ['no JSON', 'mutation', '{"id":'],
  ['a rate above a tenth', 'mutation', { ...rates, id: 'High', loci: { vWA: { maternal: '0.2', paternal: '0.1' } } }],
  ['a rate that is a float', 'mutation', { ...rates, id: 'Float', loci: { vWA: { maternal: 0.1, paternal: '0.1' } } }],
  ['a locus nobody knows', 'mutation', { ...rates, id: 'Odd', loci: { Odd: { maternal: '0.1', paternal: '0.1' } } }],
  ['an id that is a path', 'mutation', { ...rates, id: '../etc' }],
  ['control characters', 'kit', { ...kit, id: 'Bell', title: 'Ding\u0007' }],
  ['a ladder out of order', 'kit', { ...kit, id: 'Mix', loci: [{ ...kit.loci[0], ladder: ['9', '8'] }] }],
  ['something that is no allele', 'kit', { ...kit, id: 'Ol', loci: [{ ...kit.loci[0], ladder: ['5', 'OL'] }] }],
  ['a list', 'kit', []],
  ['null', 'mutation', null],
])('refused: %s', async (_, kind, value) => {
  const code = expect.stringMatching(/^(broken-file|bad-table)$/);
  await expect(bring(kind, value)).rejects.toMatchObject({ code });
});
