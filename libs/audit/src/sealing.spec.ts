import { type AuditDatabase, auditDatabase, insertEvents, testSigner } from '../../../test/support/audit-log.ts';
import { AuditError } from './errors.ts';
import { latestCheckpoint, readTile, type Sql, sealedSize } from './log.ts';
import { type SealResult, sealPending } from './sealing.ts';
import type { LogSigner } from './signer.ts';
import { verifyLog } from './verify-log.ts';

// 250 events are sealed and ten wait, so that the next sealing fills a tile. Every fault is planted in a transaction
// that is rolled back afterwards, whatever became of it.

const signer = testSigner();
let database: AuditDatabase;
jest.setTimeout(240_000);

beforeAll(async () => {
  database = await auditDatabase();
  await insertEvents(database.sql, 0, 250);
  await database.transaction((sql) => sealPending(sql, signer));
  await insertEvents(database.sql, 250, 260);
});
afterAll(() => database.close());

type Outcome = { readonly refused: string } | { readonly result: SealResult; readonly verified: boolean };

/** Seals with a fault, looks at what came of it, and rolls it back. */
async function attempt(faulty: (sql: Sql) => Sql, by: LogSigner = signer): Promise<Outcome> {
  const { sql } = database;
  await sql('BEGIN', []);
  try {
    const old = [(await latestCheckpoint(sql))!];
    const result = await sealPending(faulty(sql), by);
    const report = await verifyLog((path) => readTile(sql, path), { logKeys: [signer.verifierKey], old });
    const [row] = await sql('SELECT count(*)::int AS twice FROM audit.pending JOIN audit.leaf USING (event_id)', []);
    return { result, verified: report.verified && row!.twice === 0 };
  } catch (error) {
    return { refused: error instanceof AuditError ? error.code : 'database' };
  } finally {
    await sql('ROLLBACK', []);
  }
}

/** One thing of a value changed: a bit of bytes, a character, a number, an element. */
function corrupt(value: unknown, pick: number): unknown {
  if (value instanceof Uint8Array)
    return value.map((byte, i) => (i === pick % value.length ? byte ^ (1 << (pick % 8)) : byte));
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string' && value !== '') {
    const at = pick % value.length;
    return value.slice(0, at) + (value[at] === '0' ? '1' : '0') + value.slice(at + 1);
  }
  if (Array.isArray(value) && value.length > 0)
    return value.with(pick % value.length, corrupt(value[pick % value.length], pick));
  if (value !== null && typeof value === 'object') {
    const names = Object.keys(value);
    const name = names[pick % names.length]!;
    return { ...value, [name]: corrupt((value as Record<string, unknown>)[name], pick) };
  }
  return value;
}

type Fault = (call: number) => (sql: Sql) => Sql;
const inParameters =
  (pick: number): Fault =>
  (call) =>
    onCall(call, (sql, text, parameters) => sql(text, corrupt(parameters, pick) as unknown[]));
const inRows =
  (pick: number): Fault =>
  (call) =>
    onCall(
      call,
      async (sql, text, parameters) => corrupt(await sql(text, parameters), pick) as Record<string, unknown>[],
    );
const rowLost: Fault = (call) => onCall(call, async (sql, text, parameters) => (await sql(text, parameters)).slice(1));
const rowsInDisorder: Fault = (call) =>
  onCall(call, async (sql, text, parameters) => [...(await sql(text, parameters))].reverse());
const notDone: Fault = (call) => onCall(call, async () => []);

function onCall(
  call: number,
  faulty: (sql: Sql, text: string, parameters: readonly unknown[]) => ReturnType<Sql>,
): (sql: Sql) => Sql {
  return (sql) => {
    let calls = 0;
    return (text, parameters) => {
      calls += 1;
      return calls === call ? faulty(sql, text, parameters) : sql(text, parameters);
    };
  };
}

async function callsOfOneSealing(): Promise<number> {
  let calls = 0;
  const counted = await attempt((sql) => (text, parameters) => {
    calls += 1;
    return sql(text, parameters);
  });
  expect(counted).toMatchObject({ result: { state: 'sealed', size: 260, sealed: 10 }, verified: true });
  return calls;
}

test.each<[string, Fault]>([
  ...[0, 7, 1001, 4321].map((pick): [string, Fault] => [
    `a value changed on its way to the database (${pick})`,
    inParameters(pick),
  ]),
  ...[0, 7, 1001, 4321].map((pick): [string, Fault] => [
    `a value changed on its way from the database (${pick})`,
    inRows(pick),
  ]),
  ['a row lost', rowLost],
  ['rows in another order', rowsInDisorder],
  ['a statement that was never run', notDone],
])('%s, at any statement of the sealing: nothing wrong is ever signed', async (_, fault) => {
  const calls = await callsOfOneSealing();
  let refused = 0;
  for (let call = 1; call <= calls; call += 1) {
    const outcome = await attempt(fault(call));
    if ('refused' in outcome) refused += 1;
    // What was not refused must be right: the fault changed nothing, or only the order in which events were sealed.
    else if (outcome.result.state === 'sealed') expect(outcome).toMatchObject({ verified: true });
    else expect(['busy', 'nothing']).toContain(outcome.result.state);
  }
  expect(refused).toBeGreaterThan(0);
  expect(await sealedSize(database.sql)).toBe(250);
});

test.each(['{"b":1,"a":2}', '{"a":1.5}', '{"a": 1}', '{"a":1,"a":1}'])(
  'an event that no verifier would accept is not sealed: %s',
  async (text) => {
    const { sql } = database;
    await sql('BEGIN', []);
    try {
      await sql(`INSERT INTO audit.event VALUES (gen_random_uuid(), convert_to($1, 'UTF8'))`, [text]);
      await expect(sealPending(sql, signer)).rejects.toMatchObject({ code: 'log-damaged' });
      expect(await sealedSize(sql)).toBe(250);
    } finally {
      await sql('ROLLBACK', []);
    }
  },
);

test('a clock that jumps back or forward, by an hour or to its ends: every event is sealed once', async () => {
  const { sql } = database;
  await sql('BEGIN', []);
  try {
    const times = ['000000000000', '018f00000000', '018effc913a0', '018f0036ee80', 'ffffffffffff', '018f00000001'];
    for (const [n, time] of times.entries()) {
      const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-00000000000${n}`;
      await sql(`INSERT INTO audit.event VALUES ($1, convert_to($2, 'UTF8'))`, [id, `{"clock":${n}}`]);
      await sealPending(sql, signer, { limit: n + 1 });
    }
    while ((await sealPending(sql, signer)).state === 'sealed');
    const report = await verifyLog((path) => readTile(sql, path), { logKeys: [signer.verifierKey] });
    expect(report).toMatchObject({ verified: true, size: 260 + times.length });
  } finally {
    await sql('ROLLBACK', []);
  }
});

test('a signer whose signature does not verify, or that signs something else, publishes nothing', async () => {
  const broken: LogSigner = { ...signer, sign: () => signer.sign('something else\n') };
  expect(await attempt((sql) => sql, broken)).toEqual({ refused: 'log-damaged' });
  const otherText: LogSigner = { ...signer, sign: () => '— a\n' };
  expect(await attempt((sql) => sql, otherText)).toEqual({ refused: 'bad-note' });
});

test('after all these faults the log is sealed and verifies', async () => {
  expect(await database.transaction((sql) => sealPending(sql, signer))).toMatchObject({ state: 'sealed', size: 260 });
  const report = await verifyLog((path) => readTile(database.sql, path), { logKeys: [signer.verifierKey] });
  expect(report).toMatchObject({ verified: true, size: 260 });
});
