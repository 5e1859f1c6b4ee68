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
import { type LogKeys, recordKeys } from './rotation.store.ts';
import { type KeyEvent, keyEvent, keysOverTime, readKeyEvents } from './rotation.ts';
import { type SealOptions, sealPending } from './sealing.ts';
import { createMlDsaSigner, createSigner, createWitness, type LogSigner } from './signer.ts';
import { allTiles, tilePath } from './tiles.ts';
import { verifyLog } from './verify-log.ts';
import { verifyProof } from './verify-proof.ts';

const chance = steadyChance('rotation.spec');
const WITNESS = createWitness(new Uint8Array(32).fill(31), 'w.example').verifierKey;
const [first, second, third] = [testSigner(1), testSigner(2), testSigner(3)];
let mlDsa: LogSigner;
beforeAll(async () => {
  mlDsa = await createMlDsaSigner(new Uint8Array(32).fill(7), first.name);
});
const codeOf = async (doing: () => unknown) => {
  try {
    await doing();
  } catch (error) {
    return error instanceof AuditError ? error.code : error;
  }
  return 'nothing thrown';
};

const at = (...said: Parameters<typeof keyEvent>): KeyEvent['event'] => keyEvent(...said);
const overTime = (...events: KeyEvent['event'][]) =>
  keysOverTime(
    first.verifierKey,
    events.map((event, leafIndex) => ({ leafIndex, event })),
  );
const rotation = at('key.rotated', second.verifierKey, first);

test.each([
  ['by a key that the log never had', at('key.rotated', third.verifierKey, testSigner(9))],
  ['by nobody', { type: 'key.rotated', facts: { key: third.verifierKey, by: first.verifierKey } }],
  ['in the name of another', { ...rotation, facts: { ...rotation.facts, by: third.verifierKey } }],
  ['for another key', { ...rotation, facts: { ...rotation.facts, key: third.verifierKey } }],
  ['for another act', { ...rotation, type: 'key.retired' }],
  ['for a key of another log', at('key.rotated', createSigner(new Uint8Array(32), 'other').verifierKey, first)],
  ['for a key that is none', at('key.rotated', 'x', first)],
  ['for itself', at('key.retired', first.verifierKey, first)],
  ['for a witness', at('key.rotated', WITNESS.replace('w.example', 'x'), first)],
  ['for a key of another kind', at('key.added', second.verifierKey, first)],
  ['for nothing', { type: 'key.retired' }],
  ['for an act that is none', { ...rotation, type: 'key.lost' }],
])('what is signed %s changes nothing, and is told', (_, event) => {
  expect(overTime(event, rotation)).toEqual({
    keys: [{ key: first.verifierKey }, { key: second.verifierKey, from: 2 }],
    disregarded: [0],
  });
});

test('a second key of the other kind is added and ended; what was retired says nothing more and never comes back', () => {
  const { verifierKey } = mlDsa;
  const ended = at('key.retired', first.verifierKey, second);
  expect(
    overTime(
      rotation,
      at('key.added', verifierKey, second),
      at('key.added', verifierKey, second),
      ended,
      ended,
      at('key.rotated', third.verifierKey, first),
      at('key.rotated', first.verifierKey, second),
      at('key.retired', verifierKey, second),
    ),
  ).toEqual({
    keys: [
      { key: first.verifierKey, until: 4 },
      { key: second.verifierKey, from: 1 },
      { key: verifierKey, from: 2, until: 8 },
    ],
    disregarded: [5],
  });
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
  const say = (keys: LogKeys) => database.transaction((tx) => recordKeys(tx, keys, chance));
  const exported = async () => {
    const size = await sealedSize(sql);
    return { size, read: readerOf(await exportLog(sql, ['checkpoint', ...[...allTiles(size)].map(tilePath)])) };
  };
  /** A log under its first key, then both, then the second alone; with a receipt of each time. */
  async function rotatedLog() {
    const receipts: string[] = [];
    const receipt = async (by: typeof first, options: SealOptions) => {
      const id = await act();
      await seal(by, options);
      receipts.push((await eventProof(sql, id))!);
    };
    await receipt(first, {});
    await say({ signer: second, former: first });
    const both = { alsoSigning: [first], formerKeys: [first.verifierKey] };
    await receipt(second, both);
    await receipt(second, both);
    await say({ signer: second });
    await receipt(second, {});
    return { receipts, ...(await exported()) };
  }

  test('a replaced key is written down once, a retired one too, however many processes start', async () => {
    await act();
    expect(await say({ signer: first })).toEqual([]);
    const both = { signer: second, former: first };
    const said = await Promise.all([say(both), say(both), say(both)]);
    expect(said.flat()).toHaveLength(1);
    const retired = await Promise.all([say({ signer: second }), say({ signer: second })]);
    expect(retired.flat()).toHaveLength(1);
    expect(await say({ signer: second })).toEqual([]);
    expect(await codeOf(() => say({ signer: first, former: second }))).toBe('bad-key');
  });

  test('a second signature is written down when it begins, is renewed and ends; strangers cannot say it for us', async () => {
    const thief = testSigner(9);
    for (const [type, key] of [
      ['key.added', mlDsa.verifierKey],
      ['key.retired', second.verifierKey],
      ['key.rotated', second.verifierKey],
    ] as const)
      await appendEvent(sql, keyEvent(type, key, thief), chance);
    await appendEvent(
      sql,
      { type: 'key.rotated', actor: null, role: null, facts: { key: second.verifierKey } },
      chance,
    );
    const begun = { signer: second, former: first, mlDsa };
    expect(await say(begun)).toHaveLength(2);
    expect(await say(begun)).toEqual([]);
    const renewed = await createMlDsaSigner(new Uint8Array(32).fill(8), second.name);
    await say({ ...begun, mlDsa: renewed });
    await say({ signer: second });
    expect(await say({ signer: second })).toEqual([]);
    await seal(second);
    const { read } = await exported();
    const { keys, disregarded } = keysOverTime(first.verifierKey, await readKeyEvents(read));
    expect(keys).toEqual([
      { key: first.verifierKey, until: expect.any(Number) },
      { key: second.verifierKey, from: 5 },
      { key: mlDsa.verifierKey, from: 6, until: 8 },
      { key: renewed.verifierKey, from: 7, until: expect.any(Number) },
    ]);
    expect(disregarded).toEqual([0, 1, 2, 3]);
    expect(await verifyLog(read, { logKeys: keys })).toMatchObject({ verified: true });
  });

  test('the log says itself which key counts for which sizes, and every old receipt verifies under that', async () => {
    const { receipts, read, size } = await rotatedLog();
    const { keys: logKeys } = keysOverTime(first.verifierKey, await readKeyEvents(read));
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
    const { keys: logKeys } = keysOverTime(first.verifierKey, await readKeyEvents(read));
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
    await act();
    await seal(first);
    expect(await readKeyEvents((await exported()).read)).toEqual([]);
    const missing = async (path: string) => (path === 'checkpoint' ? readTile(sql, path) : undefined);
    expect(await codeOf(() => readKeyEvents(missing))).toBe('bad-tile');
    expect(await codeOf(() => readKeyEvents(async () => undefined))).toBe('bad-note');
  });
});
