import { setTimeout as pause } from 'node:timers/promises';
import { profileText } from '@kinledger/profile';
import { Client } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { dataSourceOptions } from '../../../../database/data-source.ts';
import { type MigratedDatabase, migratedDatabase } from '../../../../test/support/postgres.ts';
import { newLaboratory } from '../../../../test/support/submissions.ts';
import { ACCESS_ENTITIES } from '../access/access.entity.ts';
import type { Actor } from '../access/actor.ts';
import { record } from '../record.ts';
import { committed } from '../submissions/fate.ts';
import { actOf } from '../submissions/profiles.service.ts';
import { ProfilesStore } from '../submissions/profiles.store.ts';
import { indexedLoci } from './indexed-loci.ts';
import { RegistryMirror } from './registry-mirror.ts';
import { RegistryRowsStore } from './registry-rows.store.ts';

const LOCI = indexedLoci([]);

let database: MigratedDatabase;
let source: DataSource;
let laboratory: Actor;
let client: Client;
let store: RegistryRowsStore;

beforeAll(async () => {
  database = await migratedDatabase();
  source = await new DataSource({ ...dataSourceOptions(database.serviceUrl), entities: ACCESS_ENTITIES }).initialize();
  laboratory = await newLaboratory(source, 'lab');
  client = new Client({ connectionString: database.serviceUrl });
  await client.connect();
  store = new RegistryRowsStore(() => client);
});
afterAll(async () => {
  await client?.end();
  await source?.destroy();
  await database?.close();
});

/** Stores a version of a sample in `tx`; the first one, or one that supersedes. */
async function accept(tx: EntityManager, supersedes?: string): Promise<string> {
  const id = newId();
  const sample = supersedes ?? id;
  const genotypes = committed(profileText({ TH01: ['6', '9.3'], FGA: ['21', supersedes ? '22' : '24'] }));
  const news = { id, sample, version: supersedes ? 2 : 1, statuses: '{}', supersedes: supersedes ?? null };
  const version = { ...news, ...genotypes, reason: supersedes ? 'typed again' : null };
  const origin = { laboratoryId: laboratory.laboratoryId ?? '', accountId: laboratory.accountId, submissionId: null };
  const auditEventId = await record(tx, laboratory, actOf(origin, version));
  await new ProfilesStore(source).insert(tx, origin, [{ ...version, auditEventId }]);
  return id;
}

const acceptNow = (supersedes?: string) => source.transaction((tx) => accept(tx, supersedes));
const stands = (mirror: RegistryMirror, id: string) => mirror.standingGroupOf(id) !== undefined;

test('what began earlier and committed later is not missed, whatever was read between', async () => {
  const mirror = new RegistryMirror(store, LOCI);
  await mirror.update();
  let early = '';
  await source.transaction(async (tx) => {
    early = await accept(tx);
    const late = await acceptNow();
    await mirror.update();
    expect([stands(mirror, late), stands(mirror, early)]).toEqual([true, false]);
  });
  await mirror.update();
  expect(stands(mirror, early)).toBe(true);
});

test('what is rolled back never comes in', async () => {
  const mirror = new RegistryMirror(store, LOCI);
  await mirror.update();
  const before = mirror.size;
  await expect(
    source.transaction(async (tx) => {
      await accept(tx);
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  await mirror.update();
  expect(mirror.size).toBe(before);
});

test('a correction takes the place of the version before', async () => {
  const mirror = new RegistryMirror(store, LOCI);
  const first = await acceptNow();
  await mirror.update();
  const second = await acceptNow(first);
  await mirror.update();
  expect([stands(mirror, first), stands(mirror, second)]).toEqual([false, true]);
  const fresh = new RegistryMirror(store, LOCI);
  await fresh.update();
  expect([stands(fresh, first), stands(fresh, second), fresh.size]).toEqual([false, true, mirror.size]);
});

test('whatever was committed before a reading began is in it, while many write at once', async () => {
  const mirror = new RegistryMirror(store, LOCI);
  await mirror.update();
  const accepted = new Set<string>();
  let writing = true;
  const writers = [1, 2, 3, 4].map(async (writer) => {
    for (let n = 0; n < 12; n += 1) {
      const id = await source.transaction(async (tx) => {
        const made = await accept(tx);
        await pause((writer * n) % 7);
        return made;
      });
      accepted.add(id);
    }
  });
  const all = Promise.all(writers).finally(() => {
    writing = false;
  });
  let missed = 0;
  while (writing) {
    const before = [...accepted];
    await mirror.update();
    missed += before.filter((id) => !stands(mirror, id)).length;
  }
  await all;
  expect(missed).toBe(0);
  await mirror.update();
  expect([...accepted].filter((id) => !stands(mirror, id))).toEqual([]);
  const { rows } = await client.query('SELECT count(*)::int AS n FROM profile');
  expect(mirror.size).toBe(rows[0].n);
}, 240_000);

test('every change is announced to who listens', async () => {
  const listener = new Client({ connectionString: database.serviceUrl });
  await listener.connect();
  try {
    const heard = new Promise<void>((resolve) => {
      void new RegistryRowsStore(() => listener).listen(() => resolve());
    });
    await listener.query('SELECT 1');
    await acceptNow();
    await heard;
  } finally {
    await listener.end();
  }
});
