import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, sha256Hex } from '@kinledger/audit';
import { Command } from 'commander';
import { testSigner } from '../../../test/support/audit-log.ts';
import { bundleFiles, confirmedCheck, type Draft, withRow, zipOf } from '../../../test/support/evidence.ts';
import { addRecomputeCommand } from './recompute.ts';
import { addVerifyCommand } from './verify.ts';

const key = testSigner().verifierKey;
const good = confirmedCheck();
let temporary: string;
let printed: string[];

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'kinledger-recompute-'));
  const keep = (line: unknown): void => {
    printed.push(String(line));
  };
  jest.spyOn(console, 'log').mockImplementation(keep);
  jest.spyOn(console, 'error').mockImplementation(keep);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(temporary, { recursive: true });
  process.exitCode = 0;
});

/** Runs the command and returns its exit code; what it printed is in `printed`. */
async function run(...words: readonly string[]): Promise<number> {
  process.exitCode = 0;
  printed = [];
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addVerifyCommand(program);
  addRecomputeCommand(program);
  await program.parseAsync(words, { from: 'user' });
  return Number(process.exitCode);
}
function write(name: string, bytes: Uint8Array): string {
  const path = join(temporary, name);
  writeFileSync(path, bytes);
  return path;
}
const bundleOf = async (drafts: readonly Draft[] = good, change = (files: Map<string, Uint8Array>) => files) =>
  write('bundle.zip', zipOf(change(await bundleFiles(drafts))));
/** The place of a table's first row among the drafts. */
const at = (table: string): number => good.findIndex((draft) => draft.table === table);
const SECOND = good.length - 1;

test('a bundle verifies, and the words say what was checked and what was not', async () => {
  expect(await run('verify', await bundleOf(), '--log-key', key)).toBe(0);
  const said = printed.join('\n');
  for (const words of [
    '7 events',
    '7 rows',
    '2 profiles',
    'frequency table NIST1036-Asian',
    'content that was signed',
    'Two different persons signed it: caseworker at leaf 5, reviewer at leaf 6.',
    'kinledger recompute',
    'VERIFIED',
  ]) {
    expect(said).toContain(words);
  }
});

test('its ratios come out again, locus by locus', async () => {
  expect(await run('recompute', await bundleOf(), '--log-key', key)).toBe(0);
  const said = printed.join('\n');
  expect(said).toMatch(/TH01 +(\S+) +\1\n/);
  expect(said).toMatch(/combined log10 +(\S+) +\1\n {2}SAME: every digit/);
  expect(said).toContain('1 recomputed, 1 the same in every digit, 0 not.');
});

test('--json has one line for each bundle of a folder, of an export, and of those named', async () => {
  const bundle = zipOf(await bundleFiles(good));
  write(
    'b.zip',
    zipOf(
      new Map([
        ['1.zip', bundle],
        ['2.zip', bundle],
        ['README.txt', Buffer.from('read me')],
      ]),
    ),
  );
  write('a.zip', bundle);
  write('notes.txt', Buffer.from('no bundle'));
  expect(await run('recompute', temporary, join(temporary, 'a.zip'), '--json')).toBe(0);
  const lines = printed.map((line) => JSON.parse(line));
  expect(lines.map(({ file, same }) => [file, same])).toEqual([
    ['a.zip', true],
    ['b.zip: 1.zip', true],
    ['b.zip: 2.zip', true],
    ['a.zip', true],
  ]);
  expect(lines[0].loci).toHaveLength(4);
  expect(lines[0].loci[0].stored).toBe(lines[0].loci[0].now);
  expect(lines[0]).toMatchObject({
    log10Stored: lines[0].log10Now,
    different: [],
    engine: { stored: lines[0].engine.now },
  });
});

test('a digit that does not come out again: exit 1, and the locus', async () => {
  const stored = JSON.parse(String(good[at('check_result')]!.row.result));
  stored.loci[0].ratio = `${stored.loci[0].ratio.slice(0, -1)}${stored.loci[0].ratio.endsWith('1') ? 2 : 1}`;
  stored.loci.pop();
  const result = canonicalJson(stored);
  const resultDigest = sha256Hex(result);
  const content = canonicalJson({ inputs: good[at('kinship_check')]!.row.inputsDigest, result: resultDigest });
  const contentHash = sha256Hex(content);
  let drafts = withRow(good, at('check_result'), { result, resultDigest });
  drafts = withRow(drafts, at('confirmation'), { content, contentHash });
  for (const place of [SECOND - 1, SECOND]) drafts = withRow(drafts, place, { contentHash });
  const bundle = await bundleOf(drafts);
  expect(await run('verify', bundle, '--log-key', key)).toBe(0);
  expect(await run('recompute', bundle)).toBe(1);
  const said = printed.join('\n');
  expect(said).toMatch(new RegExp(`${stored.loci[0].locus} .* DIFFERENT`));
  expect(said).toMatch(/ - +\S+ +DIFFERENT/);
  expect(said).toContain('DIFFERENT: loci.');
  expect(await run('recompute', bundle, '--json')).toBe(1);
  expect(JSON.parse(printed[0]!)).toMatchObject({ same: false, different: ['loci'] });
});

type Files = Map<string, Uint8Array>;
test.each<[what: string, drafts: () => Draft[], words: string, change?: (files: Files) => Files]>([
  [
    'a question that is not what was digested',
    () => withRow(good, at('kinship_check'), { inputs: '{}' }),
    'inputs at leaf 2',
  ],
  [
    'a result that is not what was digested',
    () => withRow(good, at('check_result'), { result: '{}' }),
    'result at leaf 3',
  ],
  ['a check without a result', () => withRow(good, at('check_result'), { result: null }), 'holds no result'],
  ['a result of another check', () => withRow(good, at('check_result'), { checkId: 'x' }), 'of another check'],
  ['no question', () => good.filter(({ table }) => table !== 'kinship_check'), 'no row of kinship_check'],
  ['two questions', () => [...good, good[at('kinship_check')]!], 'two rows of kinship_check'],
  ['a profile that is missing', () => good.slice(1), 'profile of person P0 is missing'],
  [
    'other genotypes',
    () => withRow(good, 1, { genotypes: '{"TH01":["6","6"]}' }),
    'profile of person P1 is not the one',
  ],
  [
    'a confirmation of another check',
    () => withRow(good, at('confirmation'), { checkId: 'x' }),
    'of another check, than',
  ],
  [
    'a content that is not what was hashed',
    () => withRow(good, at('confirmation'), { content: '{}' }),
    'content at leaf 4',
  ],
  [
    'a content that rests on another result',
    () => {
      const content = '{}';
      return withRow(good, at('confirmation'), { content, contentHash: sha256Hex(content) });
    },
    'rests on another question',
  ],
  [
    'a signature under another content',
    () => withRow(good, SECOND, { contentHash: 'x' }),
    'signature at leaf 6 is under another content',
  ],
  [
    'a signature in the name of another',
    () => withRow(good, SECOND, { accountId: 'x' }),
    'not given by the one it names',
  ],
  [
    'one person for both',
    () =>
      good.map((draft, i) =>
        i === SECOND
          ? { ...draft, actor: good[SECOND - 1]!.actor, row: { ...draft.row, accountId: good[SECOND - 1]!.actor } }
          : draft,
      ),
    'Both signatures are by one person',
  ],
  ['no second signature', () => good.slice(0, -1), 'one first and one second signature'],
  ['three signatures', () => [...good, good[SECOND]!], 'one first and one second signature'],
  [
    'a withdrawal of something else',
    () => [...good, { ...good[SECOND]!, table: 'withdrawal', row: { confirmationId: 'x' } }],
    'withdrawal is of another',
  ],
  [
    'no frequency table',
    () => good,
    'tables/NIST1036-Asian.json',
    (files) => new Map([...files].filter(([path]) => !path.startsWith('tables/'))),
  ],
  [
    'another frequency table',
    () => good,
    'figures of table',
    (files) =>
      files.set(
        'tables/NIST1036-Asian.json',
        Buffer.from(`${Buffer.from(files.get('tables/NIST1036-Asian.json')!)}`.replace(/"digest": ?"./, '"digest":"x')),
      ),
  ],
  [
    'another text shown as signed',
    () => good,
    'signed-content.json is not',
    (files) => files.set('signed-content.json', Buffer.from('{}')),
  ],
  [
    'an event out of the log',
    () => good,
    'does not hold this event',
    (files) => {
      const [path = '', proof] = [...files].find(([name]) => name.includes('confirmed')) ?? [];
      return files.set(path, Buffer.from(`${Buffer.from(proof!)}`.replace(/^index \d+/m, 'index 0')));
    },
  ],
])('%s: exit 1 and the reason', async (...[, drafts, words, change]) => {
  const bundle = await bundleOf(drafts(), change);
  expect(await run('verify', bundle, '--log-key', key)).toBe(1);
  expect(printed.at(-1)).toContain('NOT VERIFIED');
  expect(printed.at(-1)).toContain(words);
  expect(await run('recompute', bundle)).toBe(1);
  expect(printed.join('\n')).toContain(words);
});

/** As somebody would who reaches the database: another row, and an event that calls it the tombstone of an erasure. */
const erased = (drafts: readonly Draft[], place: number, change: Draft['row']): Draft[] =>
  drafts.map((draft, i) => (i === place ? { ...draft, tombstone: { ...draft.row, ...change } } : draft));

test('a result or a signature that was exchanged under the name of an erasure is found; texts of a case may be erased', async () => {
  for (const table of ['profile', 'kinship_check', 'check_result', 'confirmation', 'confirmation_signature']) {
    expect(await run('verify', await bundleOf(erased(good, at(table), { salt: 'other' })), '--log-key', key)).toBe(1);
    expect(printed.at(-1)).toContain(`row of ${table} at leaf ${at(table)} was erased by order`);
  }
  const opened = { table: 'case_file', type: 'case.opened', actor: null, role: null, row: { report: 'R', salt: 'x' } };
  const bundle = await bundleOf(erased([...good, opened], good.length, { report: 'erased' }));
  expect(await run('verify', bundle, '--log-key', key)).toBe(0);
  expect(printed.join()).toContain('1 of them erased by order');
});

test('a bundle about a check alone verifies; one that says it is about something else does not', async () => {
  const alone = good.filter(({ table }) => !table.startsWith('confirmation'));
  const check = { kind: 'check', id: String(good[at('kinship_check')]!.row.id) };
  const path = write('check.zip', zipOf(await bundleFiles(alone, check)));
  expect(await run('verify', path, '--log-key', key)).toBe(0);
  expect(await run('recompute', path)).toBe(0);
  for (const subject of [
    { ...check, id: 'x' },
    { ...check, kind: 'x' },
  ]) {
    expect(await run('verify', write('other.zip', zipOf(await bundleFiles(alone, subject))))).toBe(1);
  }
});

test('a withdrawn confirmation says so', async () => {
  const confirmationId = good[SECOND]!.row.confirmationId;
  const withdrawal = { ...good[SECOND]!, table: 'withdrawal', type: 'confirmation.withdrawn', row: { confirmationId } };
  expect(await run('verify', await bundleOf([...good, withdrawal]), '--log-key', key)).toBe(0);
  expect(printed.join('\n')).toContain('IT WAS WITHDRAWN, at leaf 7');
});

test('a file that is no part of a bundle is named, not believed', async () => {
  await run('verify', await bundleOf(good, (files) => files.set('extra.txt', Buffer.from('x'))));
  expect(printed.join('\n')).toContain('no part of a bundle: extra.txt');
});

test('another key, an archive that is none, a folder without bundles, nothing at all: exit 1', async () => {
  const bundle = await bundleOf();
  expect(await run('verify', bundle, '--log-key', testSigner(2).verifierKey)).toBe(1);
  expect(await run('recompute', bundle, '--log-key', testSigner(2).verifierKey)).toBe(1);
  const broken = write('broken.zip', zipOf(new Map([['../a', Buffer.from('x')]])));
  expect(await run('verify', broken)).toBe(1);
  expect(await run('recompute', broken, '--json')).toBe(1);
  expect(JSON.parse(printed[0]!).error).toContain('name no bundle has');
  rmSync(broken);
  rmSync(bundle);
  expect(await run('recompute', temporary)).toBe(1);
  expect(await run('recompute', join(temporary, 'nothing'))).toBe(1);
  expect(await run('verify', bundle, '--reconcile', 'postgres://x')).toBe(1);
});

test('--strict asks for a key and a witness, and for a log also for what was seen before', async () => {
  const bundle = await bundleOf();
  expect(await run('verify', bundle)).toBe(0);
  expect(await run('verify', bundle, '--strict')).toBe(1);
  expect(printed.at(-1)).toMatch(/nobody vouches for it: give a key of the log.*, a witness/);
  expect(await run('verify', bundle, '--strict', '--log-key', key)).toBe(1);
  expect(printed.at(-1)).not.toContain('a key of the log');
});
