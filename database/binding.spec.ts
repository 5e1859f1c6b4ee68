import { randomBytes } from 'node:crypto';
import { appendEvent, appendRow, factName, rowDigest, type Sql } from '@kinledger/audit';
import fc from 'fast-check';
import { Client } from 'pg';
import { type MigratedDatabase, migratedDatabase } from '../test/support/postgres.ts';

// What PostgreSQL computes of a row is what libs/audit computes of it, whatever stands in the row.

jest.setTimeout(240_000);

let database: MigratedDatabase;
let sql: Client;
let owner: Client;

beforeAll(async () => {
  database = await migratedDatabase();
  sql = new Client({ connectionString: database.serviceUrl });
  await sql.connect();
  owner = new Client({ connectionString: database.url });
  await owner.connect();
});
afterAll(async () => {
  await sql?.end();
  await owner?.end();
  await database?.close();
});

const act = { type: 'test.act', actor: null, role: null };

/** Any text that PostgreSQL can hold; canonical JSON has no lone surrogates. */
const text = fc.string({ unit: 'binary' }).map((it) => it.replaceAll('\0', ''));

test('the digest of any row is the same on both sides', async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.option(text), fc.integer(), fc.boolean(), async (one, other, whole, flag) => {
      const { rows } = await sql.query(
        `SELECT audit.row_digest(row_to_json(found), ARRAY['received_at']) AS digest
           FROM (SELECT $1::text AS one_text, $2::text AS other, $3::int AS whole_number, $4::boolean AS flag,
                        gen_random_uuid()::text AS received_at) found`,
        [one, other, whole, flag],
      );
      expect(rows[0].digest).toBe(rowDigest({ oneText: one, other, wholeNumber: whole, flag }));
    }),
    { numRuns: 200 },
  );
});

describe('the trigger of a table', () => {
  const ownerSql: Sql = async (statement, values) => (await owner.query(statement, [...values])).rows;
  const empty = { order: null, otherText: null, flag: null, document: null, numbers: null, exact: null, salt: 's' };
  let id = 0;

  // Never committed.
  beforeAll(async () => {
    await owner.query('BEGIN');
    await owner.query(
      `CREATE TABLE example (id int, "order" text, other_text text, flag boolean, document jsonb, numbers int[],
         exact numeric, salt text, received_at timestamptz, audit_event_id uuid REFERENCES audit.event)`,
    );
    await owner.query(`SELECT audit.bind('example', 'received_at')`);
  });
  afterEach(() => owner.query('SAVEPOINT passed'));

  test('accepts any row whose digest its event has, and sets its time to the microsecond', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.option(text), fc.option(fc.boolean()), async (order, otherText, flag) => {
        id += 1;
        const row = { ...empty, id, order, otherText, flag };
        const event = await appendRow(ownerSql, act, ['example', String(id), row], randomBytes);
        const [time] = await ownerSql(
          `SELECT received_at = (convert_from(body, 'UTF8')::json ->> 'at')::timestamptz AS same
             FROM example JOIN audit.event ON event_id = audit_event_id WHERE event_id = $1`,
          [event],
        );
        expect(time).toEqual({ same: true });
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['null as JSON', `'null', NULL, NULL`, {}],
    ['numbers', `NULL, '{1,2}', 7`, { numbers: [1, 2], exact: 7 }],
  ])('writes %s as the library does, and refuses any other digest', async (_, values, facts) => {
    id += 1;
    const insert = async (digest: string) => {
      const row = { table: 'example', id: String(id), digest };
      const event = await appendEvent(ownerSql, { ...act, row }, randomBytes);
      const columns = 'id, salt, audit_event_id, document, numbers, exact';
      await ownerSql(`INSERT INTO example (${columns}) VALUES ($1, 's', $2, ${values})`, [id, event]);
    };
    await insert(rowDigest({ ...empty, id, ...facts }));
    await expect(insert(rowDigest({ ...empty, id, ...facts, salt: 't' }))).rejects.toThrow(/no act without its event/);
    await owner.query('ROLLBACK TO passed');
  });
});

test('every character that JSON escapes, and some beside, is written alike', async () => {
  const characters = Array.from({ length: 0x100 - 1 }, (_, i) => String.fromCharCode(i + 1)).join('');
  const all = `${characters}\u2028\u2029\ufeff\uffff"\\/😀`;
  const { rows } = await sql.query(
    `SELECT audit.row_digest(row_to_json(found), '{}') AS digest FROM (SELECT $1::text AS t) found`,
    [all],
  );
  expect(rows[0].digest).toBe(rowDigest({ t: all }));
});

test('every column of every table has the same name as a fact on both sides', async () => {
  const { rows } = await sql.query(
    `SELECT attname AS column, audit.fact_name(attname) AS fact FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND attnum > 0`,
  );
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter(({ column, fact }) => fact !== factName(column))).toEqual([]);
});
