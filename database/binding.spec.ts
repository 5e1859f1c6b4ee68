import { factName, rowDigest } from '@kinledger/audit';
import fc from 'fast-check';
import { Client } from 'pg';
import { type MigratedDatabase, migratedDatabase } from '../test/support/postgres.ts';

// What PostgreSQL computes of a row is what libs/audit computes of it, whatever stands in the row.

jest.setTimeout(240_000);

let database: MigratedDatabase;
let sql: Client;

beforeAll(async () => {
  database = await migratedDatabase();
  sql = new Client({ connectionString: database.serviceUrl });
  await sql.connect();
});
afterAll(async () => {
  await sql?.end();
  await database?.close();
});

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
