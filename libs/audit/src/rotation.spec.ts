import {
  type AuditDatabase,
  auditDatabase,
  exportLog,
  sealAll,
  steadyChance,
  testSigner,
} from '../../../test/support/audit-log.ts';
import { readerOf } from '../../../test/support/log-folder.ts';
import { appendEvent } from './append.store.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import { eventProof, latestCheckpoint, readTile, type Sql, sealedSize } from './log.ts';
import { recordKeys } from './rotation.store.ts';
import { keysOverTime, readKeyEvents } from './rotation.ts';
import { type SealOptions, sealPending } from './sealing.ts';
import { createWitness } from './signer.ts';
import { allTiles, tilePath } from './tiles.ts';
import { verifyLog } from './verify-log.ts';
import { verifyProof } from './verify-proof.ts';

const chance = steadyChance('rotation.spec');
const WITNESS = createWitness(new Uint8Array(32).fill(31), 'w.example').verifierKey;
const [first, second, third] = [testSigner(1), testSigner(2), testSigner(3)];
const codeOf = async (doing: () => unknown) => {
  try {
    await doing();
  } catch (error) {
    return error instanceof AuditError ? error.code : error;
  }
  return 'nothing thrown';
};

test.each([
  [
    'replaces a key that is none',
    { type: 'key.rotated', facts: { key: third.verifierKey, replaces: third.verifierKey } },
  ],
  ['brings a key that is none', { type: 'key.rotated', facts: { key: 'x', replaces: first.verifierKey } }],
  ['brings no key', { type: 'key.rotated', facts: { replaces: first.verifierKey } }],
  ['retires a key that is none', { type: 'key.retired', facts: { key: third.verifierKey } }],
  ['says nothing', { type: 'key.retired' }],
])('an event that %s is refused', async (_, event) => {
  expect(await codeOf(() => keysOverTime(first.verifierKey, [{ leafIndex: 3, event }]))).toBe('bad-key');
});

describe('in the database', () => {
  let database: AuditDatabase;
  let sql: Sql;
  beforeEach(async () => {
    database = await auditDatabase();
    sql = database.sql;
  }, 240_000);
  afterEach(() => database.close());

  const act = () => appendEvent(sql, { type: 't', actor: null, role: null }, chance);
  const seal = (by: typeof first, options: SealOptions = {}) =>
    database.transaction((tx) => sealPending(tx, by, options));
  const say = (current: typeof first, former?: typeof first) =>
    database.transaction((tx) => recordKeys(tx, current.verifierKey, former?.verifierKey, chance));
  /** A log under its first key, then both, then the second alone; with a receipt of each time. */
  async function rotatedLog() {
    const receipts: string[] = [];
    const receipt = async (by: typeof first, options: SealOptions) => {
      const id = await act();
      await seal(by, options);
      receipts.push((await eventProof(sql, id))!);
    };
    await receipt(first, {});
    await say(second, first);
    const both = { alsoSigning: [first], formerKeys: [first.verifierKey] };
    await receipt(second, both);
    await receipt(second, both);
    await say(second);
    await receipt(second, {});
    const size = await sealedSize(sql);
    const folder = await exportLog(sql, ['checkpoint', ...[...allTiles(size)].map(tilePath)]);
    return { receipts, read: readerOf(folder), size };
  }

  test('a replaced key is written down once, a retired one too, however many processes start', async () => {
    await act();
    expect(await say(first)).toBeUndefined();
    const said = await Promise.all([say(second, first), say(second, first), say(second, first)]);
    expect(said.filter((id) => id !== undefined)).toHaveLength(1);
    const retired = await Promise.all([say(second), say(second)]);
    expect(retired.filter((id) => id !== undefined)).toHaveLength(1);
    expect(await say(second)).toBeUndefined();
  });

  test('the log says itself which key counts for which sizes, and every old receipt verifies under that', async () => {
    const { receipts, read, size } = await rotatedLog();
    const logKeys = keysOverTime(first.verifierKey, await readKeyEvents(read));
    expect(logKeys).toEqual([
      { key: first.verifierKey, until: 5 },
      { key: second.verifierKey, from: 2 },
    ]);
    expect(await verifyLog(read, { logKeys })).toMatchObject({ verified: true, size: 6 });
    expect(size).toBe(6);
    for (const receipt of receipts)
      expect(await verifyProof(receipt, undefined, logKeys)).toMatchObject({ verified: true });
  });

  test('the drill of a stolen key: what the thief signs after its end is refused, and a shorter history by the witnesses', async () => {
    const { read } = await rotatedLog();
    const logKeys = keysOverTime(first.verifierKey, await readKeyEvents(read));
    const known = (await latestCheckpoint(sql))!;
    await act();
    await expect(seal(first, { formerKeys: [second.verifierKey] })).resolves.toMatchObject({ state: 'sealed' });
    const stolen = (path: string) => readTile(sql, path);
    expect(await verifyLog(stolen, { logKeys })).toMatchObject({ fault: { code: 'signature' } });

    const thief = await auditDatabase();
    await appendEvent(thief.sql, { type: 'other', actor: null, role: null }, chance);
    await sealAll(thief, first);
    const fork = (path: string) => readTile(thief.sql, path);
    expect(parseCheckpoint((await latestCheckpoint(thief.sql))!).size).toBe(1);
    expect(await verifyLog(fork, { logKeys })).toMatchObject({ verified: true });
    expect(await verifyLog(fork, { logKeys, old: [known] })).toMatchObject({ fault: { code: 'old-checkpoint' } });
    expect(await verifyLog(fork, { logKeys, witnesses: [WITNESS] })).toMatchObject({ fault: { code: 'witness' } });
    await thief.close();
  });

  test('what is not about keys does not count, and a folder with a file missing is refused', async () => {
    expect(keysOverTime(first.verifierKey, [{ leafIndex: 0, event: { type: 'other' } }])).toEqual([
      { key: first.verifierKey },
    ]);
    await act();
    await seal(first);
    const missing = async (path: string) => (path === 'checkpoint' ? readTile(sql, path) : undefined);
    expect(await codeOf(() => readKeyEvents(missing))).toBe('bad-tile');
    expect(await codeOf(() => readKeyEvents(async () => undefined))).toBe('bad-note');
  });
});
