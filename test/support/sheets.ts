import {
  allTiles,
  appendEvent,
  appendEvents,
  type ReadFile,
  rowDigest,
  type Sql,
  sealedSize,
  tilePath,
} from '@kinledger/audit';
import { type AuditDatabase, exportLog, steadyChance } from './audit-log.ts';
import { readerOf } from './log-folder.ts';

// Two tables whose rows each have their event, and one without: what the service's tables are to the audit log.

export const chance = steadyChance('sheets');
export const act = { actor: null, role: null };
export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export async function createSheets(sql: Sql): Promise<void> {
  await sql(
    `CREATE TABLE sheet (id uuid PRIMARY KEY, text text NOT NULL, count int NOT NULL, remark text, salt text NOT NULL,
       written_at timestamptz NOT NULL,
       audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event)`,
    [],
  );
  await sql(
    `CREATE TABLE part (sheet_id uuid REFERENCES sheet, place int, salt text NOT NULL,
       audit_event_id uuid NOT NULL UNIQUE REFERENCES audit.event, PRIMARY KEY (sheet_id, place))`,
    [],
  );
  await sql('CREATE TABLE scratch (id int)', []);
}

export async function writeSheets(sql: Sql, from: number, to: number): Promise<void> {
  const rows = Array.from({ length: to - from }, (_, i) => {
    const n = from + i;
    return { id: uuid(n), text: `sheet ${n}`, count: n, remark: null, salt: `salt ${n}` };
  });
  const acts = rows.map((row) => ({
    ...act,
    type: 'sheet.written',
    row: { table: 'sheet', id: row.id, digest: rowDigest(row) },
  }));
  const events = await appendEvents(sql, acts, chance);
  await sql(
    `INSERT INTO sheet (id, text, count, remark, salt, written_at, audit_event_id)
     SELECT n.id, text, count, remark, salt, (convert_from(body, 'UTF8')::json ->> 'at')::timestamptz, event
     FROM jsonb_to_recordset($1) AS n (id uuid, text text, count int, remark text, salt text, event uuid)
     JOIN audit.event ON event_id = event`,
    [JSON.stringify(rows.map((row, i) => ({ ...row, event: events[i] })))],
  );
}
export async function writePart(sql: Sql, sheet: number, place: number): Promise<void> {
  const facts = { sheetId: uuid(sheet), place, salt: `salt ${sheet} ${place}` };
  const row = { table: 'part', id: facts.sheetId, digest: rowDigest(facts) };
  const event = await appendEvent(sql, { ...act, type: 'part.written', row }, chance);
  await sql('INSERT INTO part VALUES ($1, $2, $3, $4)', [facts.sheetId, place, facts.salt, event]);
}
export async function mirror(sql: Sql): Promise<ReadFile> {
  const paths = [...allTiles(await sealedSize(sql))].map(tilePath);
  return readerOf(await exportLog(sql, ['checkpoint', ...paths]));
}

/** Runs `run` as somebody with every right, in a transaction that is rolled back. */
export async function tampered<T>(database: AuditDatabase, run: (sql: Sql) => Promise<T>): Promise<T> {
  const { sql, close } = await database.connect();
  await sql('BEGIN', []);
  try {
    await sql('ALTER TABLE part DROP CONSTRAINT part_sheet_id_fkey', []);
    await sql('ALTER TABLE audit.event DISABLE TRIGGER USER', []);
    return await run(sql);
  } finally {
    await sql('ROLLBACK', []);
    await close();
  }
}
