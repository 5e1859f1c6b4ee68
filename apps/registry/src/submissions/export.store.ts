import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** Which profiles of a laboratory are exported: the newest versions, or what a submission brought. Erased ones are not. */
export interface Exported {
  readonly laboratoryId: string;
  readonly submissionId: string | undefined;
}

export interface ExportedProfile {
  readonly id: string;
  readonly sample: string;
  readonly genotypes: string;
  readonly receivedAt: Date;
}

const CHOSEN = `p.laboratory_id = $1 AND p.genotypes <> '{}'
  AND CASE WHEN $2::uuid IS NULL THEN NOT EXISTS (SELECT FROM profile n WHERE n.supersedes = p.id)
           ELSE p.submission_id = $2 END`;

@Injectable()
export class ExportStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async laboratoryName(laboratoryId: string): Promise<string> {
    const [found]: { name: string }[] = await this.database.query('SELECT name FROM laboratory WHERE id = $1', [
      laboratoryId,
    ]);
    return found?.name ?? '';
  }

  /** In the order of their ids, after this one. */
  page({ laboratoryId, submissionId }: Exported, after: string | undefined, limit: number): Promise<ExportedProfile[]> {
    return this.database.query(
      `SELECT p.id, p.sample, p.genotypes, p.received_at AS "receivedAt" FROM profile p
        WHERE ${CHOSEN} AND ($3::uuid IS NULL OR p.id > $3) ORDER BY p.id LIMIT $4`,
      [laboratoryId, submissionId ?? null, after ?? null, limit],
    );
  }

  /** Every locus that any of them is typed at. */
  async loci({ laboratoryId, submissionId }: Exported): Promise<readonly string[]> {
    const found: { locus: string }[] = await this.database.query(
      `SELECT DISTINCT locus FROM profile p CROSS JOIN json_object_keys(p.genotypes::json) locus WHERE ${CHOSEN} ORDER BY 1`,
      [laboratoryId, submissionId ?? null],
    );
    return found.map(({ locus }) => locus);
  }

  /** How many names are longer than this, or hold one of these characters, and some of them. */
  async names(
    { laboratoryId, submissionId }: Exported,
    longest: number,
    unfit: string,
  ): Promise<{ readonly count: number; readonly some: readonly string[] }> {
    const [found]: [{ count: number; some: string[] | null }] = await this.database.query(
      `SELECT count(*)::int AS count, (array_agg(p.sample ORDER BY p.id))[1:5] AS some FROM profile p
        WHERE ${CHOSEN} AND (char_length(p.sample) > $3 OR p.sample ~ $4)`,
      [laboratoryId, submissionId ?? null, longest, unfit],
    );
    return { count: found.count, some: found.some ?? [] };
  }

  /** Some of the names of those who are typed at none of these loci. */
  async without({ laboratoryId, submissionId }: Exported, loci: readonly string[]): Promise<readonly string[]> {
    const found: { sample: string }[] = await this.database.query(
      `SELECT p.sample FROM profile p WHERE ${CHOSEN}
          AND NOT EXISTS (SELECT FROM json_object_keys(p.genotypes::json) locus WHERE locus = ANY ($3::text[]))
        ORDER BY p.id LIMIT 5`,
      [laboratoryId, submissionId ?? null, loci],
    );
    return found.map(({ sample }) => sample);
  }
}
