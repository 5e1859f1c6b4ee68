import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { appendEvent, latestCheckpoint, parsePolicy, sealPending, verifyProof } from '@kinledger/audit';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditLog1700000000001 } from '../../../../database/migrations/0001-audit-log.ts';
import { Timestamps1700000000006 } from '../../../../database/migrations/0006-timestamps.ts';
import { testSigner } from '../../../../test/support/audit-log.ts';
import { freshDatabase } from '../../../../test/support/postgres.ts';
import { startInstead, startWitness, type TestWitness } from '../../../../test/support/witness.ts';
import type { Config } from '../config.ts';
import { Receipts } from '../confirmations/receipts.ts';
import { sqlOf } from '../record.ts';
import { LogHealth } from './log-health.ts';
import type { LogKey } from './log-key.ts';
import { TimestampsStore } from './timestamps.store.ts';
import { WitnessesStore } from './witnesses.store.ts';
import { Witnesses } from './witnesses.ts';

const signer = testSigner();
const logKeys = [signer.verifierKey];
const cleanups: (() => Promise<unknown>)[] = [];
let list: TestWitness[];
let log: TestLog;

/** A database with a log in it. */
interface TestLog {
  readonly source: DataSource;
  /** Writes and seals as many events; returns the id of the last. */
  readonly grow: (count: number) => Promise<string>;
}

async function newLog(): Promise<TestLog> {
  const database = await freshDatabase();
  const migrations = [AuditLog1700000000001, Timestamps1700000000006];
  const source = await new DataSource({ type: 'postgres', url: database.url, migrations, poolSize: 8 }).initialize();
  await source.runMigrations();
  cleanups.push(async () => {
    await source.destroy();
    await database.close();
  });
  const grow = async (count: number): Promise<string> => {
    let id = '';
    for (let n = 0; n < count; n += 1) {
      id = await appendEvent(sqlOf(source), { type: 'test.event', actor: null, role: null }, randomBytes);
    }
    await source.transaction((tx) => sealPending(sqlOf(tx), signer));
    return id;
  };
  return { source, grow };
}

const policyOf = (witnesses: readonly TestWitness[], quorum: number): string =>
  JSON.stringify({
    log: [{ key: signer.verifierKey }],
    witnesses: witnesses.map(({ key, url }) => ({ key, url })),
    quorum,
  });

function configOf(witnesses: readonly TestWitness[], quorum: number): Config {
  return { logPolicy: parsePolicy(policyOf(witnesses, quorum)) } as Config;
}

/** The asking side of one process. */
function processOf({ source }: TestLog, witnesses: readonly TestWitness[], quorum = 2): Witnesses {
  const asking = new Witnesses(new WitnessesStore(source), { signer } as LogKey, configOf(witnesses, quorum));
  cleanups.push(() => asking.onApplicationShutdown());
  return asking;
}

const healthOf = ({ source }: TestLog, asking: Witnesses): LogHealth =>
  new LogHealth(new WitnessesStore(source), asking, new TimestampsStore(source));

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(20);
}

const cosigned = async ({ source }: TestLog, count: number): Promise<string | undefined> =>
  latestCheckpoint(sqlOf(source), count);
const cosignatures = async ({ source }: TestLog) =>
  (await source.query('SELECT tree_size::int AS size, witness FROM audit.cosignature ORDER BY 1, 2')) as {
    size: number;
    witness: string;
  }[];

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  list = await Promise.all([1, 2, 3].map((number) => startWitness(number, logKeys)));
  cleanups.push(...list.map(({ close }) => close));
  log = await newLog();
});
afterEach(async () => {
  for (const end of cleanups.splice(0).reverse()) await end().catch(() => {});
});

test('what is sealed is cosigned by all, and a receipt comes only when a quorum has', async () => {
  const receipts = new Receipts(log.source, configOf(list, 2));
  const event = await log.grow(3);
  await expect(receipts.required(event)).rejects.toMatchObject({ status: 409, code: 'not-cosigned' });
  const asking = processOf(log, list);
  await asking.guard();
  asking.start();
  await until(async () => (await cosignatures(log)).length === 3);
  const { proof } = await receipts.required(event);
  const { witnesses, quorum } = parsePolicy(policyOf(list, 2));
  expect(await verifyProof(proof, undefined, logKeys, { witnesses, quorum })).toMatchObject({ verified: true });
  const next = await log.grow(300);
  asking.sealed();
  await until(async () => (await receipts.now(next)) !== undefined);
});

test('an event that nobody has sealed is told apart from one that nobody has cosigned', async () => {
  const waiting = await appendEvent(sqlOf(log.source), { type: 'test.event', actor: null, role: null }, randomBytes);
  const receipts = new Receipts(log.source, configOf(list, 2));
  await expect(receipts.required(waiting)).rejects.toMatchObject({ status: 409, code: 'not-sealed' });
});

test('a witness that hangs and one that answers rubbish hold up neither each other nor the quorum', async () => {
  const hanging = await startInstead(4, () => {});
  const rubbish = await startInstead(5, (_request, response) => void response.end('— x\n'.repeat(100_000)));
  cleanups.push(hanging.close, rubbish.close);
  const some = [hanging, rubbish, list[0]!, list[1]!];
  const asking = processOf(log, some);
  asking.start();
  const health = healthOf(log, asking);
  for (const size of [1, 2, 3]) {
    const event = await log.grow(1);
    asking.sealed();
    await until(async () => (await new Receipts(log.source, configOf(some, 2)).now(event)) !== undefined);
    expect(await health.view()).toMatchObject({ size, waiting: 0, quorum: 2, cosignedSize: size, refusal: null });
  }
  await until(async () => (await health.view()).witnesses[1]?.trouble === 'too-large');
});

test('cosignatures of witnesses that the policy no longer names count for nothing', async () => {
  const event = await log.grow(1);
  const before = processOf(log, [list[0]!, list[1]!]);
  before.start();
  await until(async () => (await cosignatures(log)).length === 2);
  const receipts = new Receipts(log.source, configOf([list[1]!, list[2]!], 2));
  expect(await receipts.now(event)).toBeUndefined();
  await before.onApplicationShutdown();
  processOf(log, [list[1]!, list[2]!]).start();
  await until(async () => (await receipts.now(event)) !== undefined);
});

test('two processes: each checkpoint is cosigned once by each, and what one leaves the other takes up', async () => {
  const [first, second] = [processOf(log, list), processOf(log, list)];
  await Promise.all([first.guard(), second.guard()]);
  first.start();
  second.start();
  await log.grow(5);
  await until(async () => (await cosignatures(log)).length === 3);
  await first.onApplicationShutdown();
  await log.grow(5);
  await until(async () => (await cosignatures(log)).length === 6);
  expect(second.contradiction).toBeUndefined();
});

test('a process that ended between the cosignature and the writing down of it is no contradiction', async () => {
  await log.grow(5);
  const first = processOf(log, list);
  await first.guard();
  await log.source.query('ALTER TABLE audit.cosignature DISABLE TRIGGER USER');
  await log.source.query('DELETE FROM audit.cosignature');
  const second = processOf(log, list);
  await second.guard();
  expect(await cosigned(log, 3)).toBeDefined();
});

test('a database that holds less than a witness has seen is not started on', async () => {
  await log.grow(5);
  await processOf(log, list).guard();
  const older = await newLog();
  const asking = processOf(older, [list[0]!], 1);
  await expect(asking.guard()).rejects.toMatchObject({ code: 'log-rolled-back' });
  await older.grow(4);
  const rolledBack = /witness\d\.example has cosigned 5 leaves, the database holds 4/;
  await expect(processOf(older, list).guard()).rejects.toThrow(rolledBack);
});

test('a database with another history than a witness has seen is not started on', async () => {
  await log.grow(5);
  await processOf(log, list).guard();
  const other = await newLog();
  await other.grow(5);
  await expect(processOf(other, list).guard()).rejects.toMatchObject({ code: 'log-forked' });
  await other.grow(2);
  await expect(processOf(other, list).guard()).rejects.toMatchObject({ code: 'log-forked' });
});

test('a witness that learns of another history while the service runs ends the asking, and says why', async () => {
  await log.grow(5);
  const asking = processOf(log, list);
  await asking.guard();
  asking.start();
  const other = await newLog();
  await other.grow(5);
  await until(async () => (await cosignatures(log)).length === 3);
  const elsewhere = processOf(other, [list[0]!], 1);
  elsewhere.start();
  await until(async () => elsewhere.contradiction !== undefined);
  expect(elsewhere.contradiction).toMatchObject({ code: 'log-forked' });
  const health = healthOf(other, elsewhere);
  expect((await health.view()).refusal).toContain('witness1.example');
  expect(asking.contradiction).toBeUndefined();
});

test('a witness that cannot be reached, and one that does not know our key, are no obstacle', async () => {
  const strangers = await startWitness(6, [testSigner(2).verifierKey]);
  cleanups.push(strangers.close);
  await list[0]!.close();
  const asking = processOf(log, [list[0]!, strangers]);
  await asking.guard();
  expect(asking.list.map(({ trouble }) => trouble)).toEqual(['unreachable', 'status 403']);
});

test('before the first event, a witness that knows of none cosigns nothing that is kept', async () => {
  const asking = processOf(log, list);
  await asking.guard();
  expect(await cosignatures(log)).toEqual([]);
  asking.start();
  await log.grow(1);
  asking.sealed();
  await until(async () => (await cosigned(log, 3)) !== undefined);
});
