import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** Why a version is not compared, whatever is asked; `current` ones are. */
type Standing = 'current' | 'superseded' | 'erased' | 'elimination';

/** One profile version as the registry has it at one moment. */
export interface RegistryRow {
  readonly id: string;
  readonly standing: Standing;
  readonly categories: readonly string[];
  /** JSON; empty when it was erased. */
  readonly genotypes: string;
}

const STANDING = (isElimination: string): string => `
  CASE WHEN EXISTS (SELECT FROM erased_row x WHERE x.row_event = p.audit_event_id) THEN 'erased'
       WHEN EXISTS (SELECT FROM profile n WHERE n.supersedes = p.id AND n.supersedes IS NOT NULL) THEN 'superseded'
       WHEN ${isElimination} THEN 'elimination' ELSE 'current' END AS standing`;

/**
 * Persons of cases and elimination profiles are samples, whichever version was named. A category is that of a person of a
 * case, or what the laboratory stated for the file.
 */
const CATEGORIES = `
SELECT laboratory_id, sample, string_agg(DISTINCT category, ',') AS categories FROM (
  SELECT v.laboratory_id, v.sample, n.category FROM case_person n JOIN profile v ON v.id = n.profile_id
  UNION ALL SELECT v.laboratory_id, v.sample, s.category FROM submission s JOIN profile v ON v.submission_id = s.id
   WHERE s.category IS NOT NULL) stated GROUP BY laboratory_id, sample`;
const MARK_STANDS = 'NOT EXISTS (SELECT FROM elimination_unmarked u WHERE u.mark_event = m.audit_event_id)';
const ELIMINATION = `
SELECT DISTINCT v.laboratory_id, v.sample FROM elimination_profile m JOIN profile v ON v.id = m.profile_id
 WHERE ${MARK_STANDS}`;

/** All of them, by joins of whole tables. */
const ALL_ROWS = `
SELECT p.id, ${STANDING('e.sample IS NOT NULL')}, coalesce(c.categories, '') AS categories, p.genotypes
  FROM profile p LEFT JOIN (${CATEGORIES}) c ON c.laboratory_id = p.laboratory_id AND c.sample = p.sample
       LEFT JOIN (${ELIMINATION}) e ON e.laboratory_id = p.laboratory_id AND e.sample = p.sample`;

/** A few of them, by look-ups: all versions of the samples that these are versions of. */
const ROWS_OF = `
WITH versions AS MATERIALIZED (
  SELECT DISTINCT p.id, p.laboratory_id, p.sample, p.audit_event_id, p.genotypes
    FROM profile a JOIN profile p ON p.laboratory_id = a.laboratory_id AND p.sample = a.sample WHERE a.id = ANY($1::uuid[]))
SELECT p.id, ${STANDING(`EXISTS (
         SELECT FROM profile v JOIN elimination_profile m ON m.profile_id = v.id
          WHERE v.laboratory_id = p.laboratory_id AND v.sample = p.sample AND ${MARK_STANDS})`)},
       coalesce((SELECT string_agg(DISTINCT stated.category, ',') FROM profile v, LATERAL (
           SELECT n.category FROM case_person n WHERE n.profile_id = v.id
           UNION ALL SELECT s.category FROM submission s WHERE s.id = v.submission_id) stated
          WHERE v.laboratory_id = p.laboratory_id AND v.sample = p.sample), '') AS categories, p.genotypes
  FROM versions p`;

interface Found {
  readonly id: string;
  readonly standing: Standing;
  readonly categories: string;
  readonly genotypes: string;
}

/** Reads the registry for an index, over a connection of its own. Everything one call answers is of one moment. */
export class RegistryRowsStore {
  constructor(private readonly connection: () => Client) {}

  private get client(): Client {
    return this.connection();
  }

  /** Hears of committed changes from now on. */
  async listen(heard: () => void): Promise<void> {
    this.client.on('notification', heard);
    await this.client.query('LISTEN kinledger_registry');
  }

  /** How many rows there are about now. */
  async estimate(): Promise<number> {
    const { rows } = await this.client.query(
      `SELECT greatest(reltuples, 0)::float8 AS n FROM pg_class WHERE oid = 'profile'::regclass`,
    );
    return rows[0].n;
  }

  /** Hands every row to `take`, in no order, and returns the snapshot that they are of. */
  async stream(take: (row: RegistryRow) => void): Promise<string> {
    await this.client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      const { rows } = await this.client.query('SELECT pg_current_snapshot()::text AS snapshot');
      await this.client.query(`SET LOCAL work_mem = '256MB'`);
      const source = this.client.query(copyTo(`COPY (${ALL_ROWS}) TO STDOUT`));
      await pipeline(
        source,
        linesTo((line) => take(parseLine(line))),
      );
      return rows[0].snapshot;
    } finally {
      await this.client.query('COMMIT');
    }
  }

  /**
   * All versions of the samples that transactions touched which `snapshot` did not see, and the snapshot they are of now.
   * Transaction ids order nothing here: what counts is which of them each snapshot saw, so that one that began early and
   * committed late is not missed.
   */
  async since(snapshot: string): Promise<{ readonly snapshot: string; readonly rows: readonly RegistryRow[] }> {
    await this.client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      const changed = await this.client.query(
        `SELECT pg_current_snapshot()::text AS snapshot, ARRAY(
           SELECT DISTINCT unnest(profile_ids) FROM registry_change
            WHERE xid >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, $1::pg_snapshot)) AS ids`,
        [snapshot],
      );
      const { snapshot: now, ids } = changed.rows[0] as { snapshot: string; ids: string[] };
      return { snapshot: now, rows: ids.length === 0 ? [] : await this.versionsOf(ids) };
    } finally {
      await this.client.query('COMMIT');
    }
  }

  /** All versions of the samples that these are versions of. */
  async versionsOf(ids: readonly string[]): Promise<readonly RegistryRow[]> {
    const { rows } = await this.client.query<Found>(ROWS_OF, [ids]);
    return rows.map(rowOf);
  }
}

function rowOf({ id, standing, categories, genotypes }: Found): RegistryRow {
  return { id, standing, categories: categories === '' ? [] : categories.split(','), genotypes };
}

/** COPY's text format. A backslash in JSON is doubled there, and only genotypes could hold one. */
function parseLine(line: string): RegistryRow {
  const [id = '', standing = '', categories = '', genotypes = ''] = line.split('\t');
  return rowOf({
    id,
    standing: standing as Standing,
    categories,
    genotypes: genotypes.includes('\\') ? genotypes.replaceAll('\\\\', '\\') : genotypes,
  });
}

function linesTo(take: (line: string) => void): (source: AsyncIterable<Buffer>) => Promise<void> {
  return async (source) => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of source) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    }
  };
}
