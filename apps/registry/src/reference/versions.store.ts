import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { type ReferenceKind, ReferenceRetired, ReferenceVersion } from './versions.entity.ts';

/** A version without its figures. */
export interface VersionHead {
  readonly name: string;
  readonly version: number;
  readonly digest: string;
}

/** Who did what with a version, and why; all null for one that is shipped and in use. */
export interface Provenance {
  readonly importedAt: Date | null;
  readonly importedBy: string | null;
  readonly fileSha256: string | null;
  readonly supersedes: string | null;
  readonly reason: string | null;
  readonly retiredAt: Date | null;
  readonly retiredBy: string | null;
  readonly retiredReason: string | null;
}

@Injectable()
export class VersionsStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** All that were imported, by name and version. */
  heads(kind: ReferenceKind, tx: EntityManager = this.database.manager): Promise<VersionHead[]> {
    return tx.query('SELECT name, version, digest FROM reference_version WHERE kind = $1 ORDER BY name, version', [
      kind,
    ]);
  }

  /** Those that took the place of another, the newest first; more than this nobody reads at once. */
  superseding(): Promise<(VersionHead & { readonly id: string; readonly kind: ReferenceKind })[]> {
    return this.database.query(
      `SELECT id, kind, name, version, digest FROM reference_version WHERE supersedes IS NOT NULL
        ORDER BY imported_at DESC, id DESC LIMIT 500`,
    );
  }

  /** The digests of those that are retired. */
  async retired(kind: ReferenceKind, tx: EntityManager = this.database.manager): Promise<ReadonlySet<string>> {
    const found: { digest: string }[] = await tx.query('SELECT digest FROM reference_retired WHERE kind = $1', [kind]);
    return new Set(found.map(({ digest }) => digest));
  }

  find(kind: ReferenceKind, digest: string): Promise<ReferenceVersion | null> {
    return this.database.manager.findOneBy(ReferenceVersion, { kind, digest });
  }

  findByDigest(digest: string): Promise<ReferenceVersion | null> {
    return this.database.manager.findOneBy(ReferenceVersion, { digest });
  }

  findById(id: string): Promise<ReferenceVersion | null> {
    return this.database.manager.findOneBy(ReferenceVersion, { id });
  }

  findRetired(kind: ReferenceKind, digest: string, tx: EntityManager): Promise<ReferenceRetired | null> {
    return tx.findOneBy(ReferenceRetired, { kind, digest });
  }

  async provenance(kind: ReferenceKind, digest: string): Promise<Provenance> {
    const [found]: Provenance[] = await this.database.query(
      `SELECT v.imported_at AS "importedAt", a.name AS "importedBy", v.file_sha256 AS "fileSha256", v.supersedes,
              v.reason, r.retired_at AS "retiredAt", b.name AS "retiredBy", r.reason AS "retiredReason"
         FROM (SELECT $1::text AS kind, $2::text AS digest) asked
              LEFT JOIN reference_version v USING (kind, digest) LEFT JOIN account a ON a.id = v.account_id
              LEFT JOIN reference_retired r USING (kind, digest) LEFT JOIN account b ON b.id = r.account_id`,
      [kind, digest],
    );
    return found!;
  }

  /** Others who bring in or retire something wait until `tx` ends. */
  async lock(tx: EntityManager): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('reference', 0))`);
  }

  async insert(tx: EntityManager, row: Omit<ReferenceVersion, 'importedAt'>): Promise<void> {
    await tx.insert(ReferenceVersion, row);
  }

  async insertRetired(tx: EntityManager, row: Omit<ReferenceRetired, 'retiredAt'>): Promise<void> {
    await tx.insert(ReferenceRetired, row);
  }
}
