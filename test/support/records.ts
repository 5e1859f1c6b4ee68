import { randomBytes } from 'node:crypto';
import { appendEvent, factName, rowDigest } from '@kinledger/audit';
import type { DataSource } from 'typeorm';
import { sqlOf } from '../../apps/registry/src/record.ts';

/**
 * Inserts a row with an event of its own, past all rules of the product, to see what the database itself refuses.
 * `row`: every column but `audit_event_id` and the row's own time.
 */
export function insertRecord(
  database: DataSource,
  table: string,
  row: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const columns = Object.keys(row);
  const facts = Object.fromEntries(columns.map((column) => [factName(column), row[column]]));
  return database.transaction(async (tx) => {
    const about = { table, id: 'row', digest: rowDigest(facts) };
    const event = { type: 'test.act', actor: null, role: null, row: about };
    const audit_event_id = await appendEvent(sqlOf(tx), event, randomBytes);
    const names = [...columns, 'audit_event_id'].join(', ');
    return tx.query(`INSERT INTO ${table} (${names}) SELECT ${names} FROM json_populate_record(NULL::${table}, $1)`, [
      { ...row, audit_event_id },
    ]);
  });
}

/** Changes what no login of the product may change, as someone who owns the tables and switches their triggers off. */
export async function tamper(owner: DataSource, table: string, statement: string): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await tx.query(statement);
    await tx.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  });
}
