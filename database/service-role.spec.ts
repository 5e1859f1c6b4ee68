import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { freshDatabase, type MigratedDatabase, migratedDatabase, type TestDatabase } from '../test/support/postgres.ts';
import { migrate } from './migrate.ts';
import { RIGHTS } from './rights.ts';

/** The first spec of a run starts PostgreSQL, on a machine that may be busy. */
jest.setTimeout(240_000);

let database: MigratedDatabase;
let owner: Client;
let service: Client;

beforeAll(async () => {
  database = await migratedDatabase();
  owner = await connect(database.url);
  service = await connect(database.serviceUrl);
});
afterAll(async () => {
  await owner?.end();
  await service?.end();
  await database?.close();
});

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

const TABLES = `SELECT n.nspname || '.' || c.relname AS name, format('%I.%I', n.nspname, c.relname) AS quoted, c.oid FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_t%' AND c.relkind IN ('r', 'p')`;

async function tables(which: (rights: readonly string[]) => boolean): Promise<readonly string[]> {
  const { rows } = await owner.query(TABLES);
  return rows.filter(({ name }) => which(RIGHTS[name] ?? [])).map(({ quoted }) => quoted as string);
}

const isRecord = (rights: readonly string[]) => !rights.includes('UPDATE') && !rights.includes('DELETE');

test('every table of the database has its decision, and no decision is left of a table that has gone', async () => {
  const { rows } = await owner.query(TABLES);
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(RIGHTS).sort());
});

test('the service has exactly the rights that were decided, by itself or through everybody', async () => {
  const { rows } = await service.query(
    `SELECT name, array_agg(kind) AS rights FROM (${TABLES}) t,
       unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) kind
      WHERE has_table_privilege(t.oid, kind) GROUP BY name`,
  );
  const found = Object.fromEntries(rows.map(({ name, rights }) => [name, [...rights].sort()]));
  expect(found).toEqual(Object.fromEntries(Object.entries(RIGHTS).map(([name, kinds]) => [name, [...kinds].sort()])));
});

test('the service may change what is no record, and nothing that has an event of its own', async () => {
  const changing = Object.entries(RIGHTS).filter(([, rights]) => !isRecord(rights));
  const names = changing.map(([name]) => name.replace('public.', ''));
  const operational = [
    'api_key_use',
    'idempotency',
    'job',
    'session',
    'sign_in_failure',
    'profile_fingerprint',
    'registry_change',
    'search_progress',
    'upload',
    'upload_arrival',
    'upload_piece',
  ];
  expect(names.sort()).toEqual(['account_password', 'audit.pending', ...operational].sort());
  const { rows } = await owner.query(
    `SELECT attrelid FROM pg_attribute WHERE attname = 'audit_event_id' AND NOT attisdropped
       AND has_table_privilege('kinledger_service', attrelid, 'UPDATE, DELETE, TRUNCATE')`,
  );
  expect(rows).toEqual([]);
});

test('PostgreSQL refuses the service every change of a record, its triggers and its table', async () => {
  const records = await tables(isRecord);
  expect(records.length).toBeGreaterThan(25);
  for (const name of records) {
    const { rows } = await owner.query(
      `SELECT quote_ident(attname) AS column FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 LIMIT 1`,
      [name],
    );
    const column = rows[0]?.column;
    for (const statement of [
      `UPDATE ${name} SET ${column} = ${column}`,
      `DELETE FROM ${name}`,
      `TRUNCATE ${name} CASCADE`,
      `ALTER TABLE ${name} DISABLE TRIGGER USER`,
      `ALTER TABLE ${name} OWNER TO CURRENT_USER`,
      `CREATE TRIGGER mine BEFORE INSERT ON ${name} FOR EACH ROW EXECUTE FUNCTION audit.bind_profile()`,
      `CREATE RULE mine AS ON INSERT TO ${name} DO INSTEAD NOTHING`,
      `DROP TABLE ${name} CASCADE`,
    ]) {
      await expect(service.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  }
});

test.each([
  'SET session_replication_role = replica',
  'DROP SCHEMA audit CASCADE',
  'CREATE TABLE audit.mine (id int)',
  'CREATE TABLE public.mine (id int)',
  `CREATE OR REPLACE FUNCTION audit.bind_profile() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
  'ALTER FUNCTION audit.refuse_change() RENAME TO gone',
  `INSERT INTO audit.event VALUES (gen_random_uuid(), '{"at":"2020-01-01T00:00:00.000000Z"}')`,
  `COPY audit.event FROM STDIN`,
  `SELECT audit.bind('profile', 'received_at')`,
  'INSERT INTO audit.pending (event_id) SELECT event_id FROM audit.event',
  `DO $$ BEGIN EXECUTE format('GRANT UPDATE ON profile TO %I', current_user); IF NOT has_table_privilege('profile', 'UPDATE') THEN RAISE insufficient_privilege; END IF; END $$`,
])('PostgreSQL refuses the service: %s', async (statement) => {
  await expect(service.query(statement)).rejects.toMatchObject({ code: '42501' });
});

test('RESET ROLE leads a connection of the service nowhere else', async () => {
  await service.query('RESET ROLE');
  const { rows } = await service.query('SELECT current_user AS role');
  expect(rows).toEqual([{ role: 'kinledger_service' }]);
});

test('the triggers refuse changes of records to their owner too', async () => {
  const { rows } = await owner.query(
    `SELECT name FROM (${TABLES}) t WHERE NOT EXISTS (
       SELECT FROM pg_trigger g WHERE g.tgrelid = t.oid AND g.tgenabled = 'O' AND (g.tgtype & 32) > 0)`,
  );
  const open = rows.map(({ name }) => name as string).filter((name) => isRecord(RIGHTS[name] ?? []));
  expect(open.sort()).toEqual(['public.fingerprint_key', 'public.migrations']);
  for (const name of await tables((rights) => rights.length === 2 && isRecord(rights))) {
    await expect(owner.query(`TRUNCATE ${name} CASCADE`)).rejects.toMatchObject({ code: '23001' });
  }
});

test('every table of records is bound to its events, and every event belongs to one row at most', async () => {
  const { rows } = await owner.query(
    `SELECT quoted AS name FROM (${TABLES}) t
      WHERE EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'audit_event_id' AND a.attnotnull)
        AND EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = t.oid AND g.tgname = 'bind_row')
        AND EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
                     WHERE i.indrelid = t.oid AND i.indisunique AND i.indnkeyatts = 1 AND a.attname = 'audit_event_id')
        AND EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = t.oid AND c.confrelid = 'audit.event'::regclass)`,
  );
  const bound = rows.map(({ name }) => name as string);
  const records = await tables((rights) => rights.includes('INSERT') && isRecord(rights));
  const free = records.filter((name) => !name.startsWith('audit.') && !bound.includes(name));
  // A submission's rows and a comparison's are told by its own event; a person's key is what an erasure destroys.
  const told = ['submission_row', 'person_key', 'reference_effect_row', 'reference_effect_profile'];
  expect(free).toEqual(told.map((name) => `public.${name}`).filter((name) => records.includes(name)));
});

test('what binds a table of records covers each of its columns but the reference to the event and its own time', async () => {
  const { rows } = await owner.query(
    `SELECT quoted AS name, array_agg(attname::text) AS columns, array_agg(format_type(atttypid, NULL)) AS types
       FROM (${TABLES}) t JOIN pg_trigger g ON g.tgrelid = t.oid AND g.tgname = 'bind_row' JOIN pg_proc p ON p.oid = g.tgfoid
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE a.attname <> 'audit_event_id' AND position(format('to_json(NEW.%I)', a.attname) IN p.prosrc) = 0
      GROUP BY quoted`,
  );
  expect(rows.length).toBeGreaterThan(20);
  for (const { name, columns, types } of rows) {
    expect([name, ...types]).toEqual([name, 'timestamp with time zone']);
    expect(columns).toHaveLength(1);
  }
});

test('the service writes an event by its function alone, which takes neither a time nor an id of its choice', async () => {
  const draft = (at: string, id: string, more = '') =>
    `{"actor":null,"at":"${at}","facts":{"at":"0000-00-00T00:00:00.000000Z"${more}},"id":"${id}","version":1}`;
  const blank = ['0000-00-00T00:00:00.000000Z', '00000000-0000-7000-8000-000000000000'] as const;
  const append = (body: string, at: number, id: number) =>
    service.query('SELECT audit.append($1, $2, $3, $4) AS id', [Buffer.from(body), at + 1, id + 1, randomBytes(8)]);
  const honest = draft(...blank);
  const idAt = honest.indexOf(blank[1]);
  const { rows } = await append(honest, honest.indexOf(blank[0]), idAt);
  const { rows: stored } = await service.query(
    `SELECT convert_from(body, 'UTF8')::json ->> 'at' AS at FROM audit.event WHERE event_id = $1`,
    [rows[0].id],
  );
  expect(Math.abs(Date.parse(stored[0].at) - Date.now())).toBeLessThan(3_600_000);
  const backdated = draft('2020-01-01T00:00:00.000000Z', blank[1]);
  await expect(append(backdated, backdated.lastIndexOf(blank[0]), idAt)).rejects.toThrow(/not where the draft/);
  const chosen = draft(blank[0], '01890000-0000-7000-8000-000000000000', `,"id":"${blank[1]}"`);
  await expect(append(chosen, chosen.indexOf(blank[0]), chosen.indexOf(blank[1]))).rejects.toThrow(
    /not where the draft/,
  );
});

test('five starts at once on five databases of one server make the role once, and each gets its rights', async () => {
  const databases = await Promise.all(Array.from({ length: 5 }, () => freshDatabase()));
  try {
    const accesses = await Promise.all(databases.map(({ url }) => migrate(url)));
    expect(accesses.map(({ warning }) => warning)).toEqual(Array(5).fill(undefined));
    expect(await migrate(databases[0]?.url ?? '')).toEqual(accesses[0]);
  } finally {
    await Promise.all(databases.map((each) => each.close()));
  }
});

test('a right that somebody gave the service beyond its own is taken back at the next start', async () => {
  await owner.query('GRANT DELETE ON withdrawal TO kinledger_service');
  await migrate(database.url);
  await expect(service.query('DELETE FROM withdrawal')).rejects.toMatchObject({ code: '42501' });
});

describe('logins of somebody else, on a server where many are', () => {
  let server: TestDatabase;
  const undo: (() => Promise<unknown>)[] = [];
  const asOwner = async (url: string, statement: string) => {
    const client = await connect(url);
    await client.query(statement).finally(() => client.end());
  };
  /** A login with nothing to its name, and the address by which it enters `database`. */
  const login = async (rights = ''): Promise<{ name: string; urlOf: (url: string) => string }> => {
    const name = `login_${randomBytes(8).toString('hex')}`;
    await asOwner(database.url, `CREATE ROLE ${name} LOGIN PASSWORD 'secret' ${rights}`);
    undo.push(() => asOwner(database.url, `DROP ROLE ${name}`));
    const urlOf = (url: string) => {
      const address = new URL(url);
      address.username = name;
      address.password = 'secret';
      return address.href;
    };
    return { name, urlOf };
  };
  beforeEach(async () => {
    server = await freshDatabase();
  });
  afterEach(async () => {
    await server.close();
    for (const each of undo.splice(0)) await each();
  });

  test('two logins: the one owns and migrates, the other adds and reads, and needs no right to make roles', async () => {
    const [one, other] = [await login(), await login()];
    await asOwner(database.url, `GRANT ${one.name} TO CURRENT_USER`);
    await asOwner(database.url, `ALTER DATABASE ${new URL(server.url).pathname.slice(1)} OWNER TO ${one.name}`);
    const urls = [other.urlOf(server.url), one.urlOf(server.url)] as const;
    await expect(migrate(urls[0])).rejects.toThrow(/DATABASE_OWNER_URL/);
    expect(await migrate(...urls)).toEqual({ url: urls[0] });
    const client = await connect(urls[0]);
    await client.query('SELECT FROM profile');
    for (const statement of ['UPDATE profile SET sample = sample', 'SET ROLE kinledger_service']) {
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
    await client.end();
    // A worker is given the service's login alone, once the tables are there.
    expect(await migrate(urls[0])).toEqual({ url: urls[0] });
  });

  test('one login that owns the database and may not make roles: the service starts, and says what is missing', async () => {
    const one = await login();
    await asOwner(database.url, `GRANT ${one.name} TO CURRENT_USER`);
    await asOwner(database.url, `ALTER DATABASE ${new URL(server.url).pathname.slice(1)} OWNER TO ${one.name}`);
    const url = one.urlOf(server.url);
    expect(await migrate(url)).toEqual({ url, warning: expect.stringContaining('Production') });
    await asOwner(database.url, `GRANT kinledger_service TO ${one.name}`);
    const { url: restricted, warning } = await migrate(url);
    expect(warning).toBeUndefined();
    const client = await connect(restricted);
    await expect(client.query('DELETE FROM profile')).rejects.toMatchObject({ code: '42501' });
    await client.end();
  });
});
