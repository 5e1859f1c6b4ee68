import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import { STANDING_MARK } from './elimination.store.ts';

/** A profile that stands, with a fingerprint that was asked for. */
export interface Candidate {
  readonly sample: string;
  readonly laboratoryId: string;
  readonly genotypes: string;
  readonly elimination: boolean;
}

/** Enough to tell of; equal profiles beyond these are the same news again. */
const MOST_CANDIDATES = 5;

@Injectable()
export class TwinsStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async key(): Promise<Buffer> {
    const [{ key }]: [{ key: Buffer }] = await this.database.query('SELECT key FROM fingerprint_key');
    return key;
  }

  /** Newest versions with these fingerprints, by the place of the fingerprint. */
  async candidates(
    tx: EntityManager,
    fingerprints: readonly Buffer[],
  ): Promise<ReadonlyMap<number, readonly Candidate[]>> {
    if (fingerprints.length === 0) return new Map();
    const found: (Candidate & { place: number })[] = await tx.query(
      `SELECT asked.place::int - 1 AS place, p.sample, p.laboratory_id AS "laboratoryId", p.genotypes,
              EXISTS (SELECT FROM elimination_profile e JOIN profile v ON v.id = e.profile_id
                       WHERE v.laboratory_id = p.laboratory_id AND v.sample = p.sample
                         AND ${STANDING_MARK}) AS elimination
         FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (fingerprint, place)
         CROSS JOIN LATERAL (
           SELECT p.* FROM profile_fingerprint f JOIN profile p ON p.id = f.profile_id
            WHERE f.fingerprint = asked.fingerprint AND NOT EXISTS (SELECT FROM profile n WHERE n.supersedes = p.id)
            LIMIT ${MOST_CANDIDATES}) p
        ORDER BY place, p.received_at`,
      [fingerprints],
    );
    const byPlace = new Map<number, Candidate[]>();
    for (const { place, ...candidate } of found) byPlace.set(place, [...(byPlace.get(place) ?? []), candidate]);
    return byPlace;
  }

  async insert(
    tx: EntityManager,
    rows: readonly { readonly id: string; readonly fingerprint: Buffer }[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      'INSERT INTO profile_fingerprint (profile_id, fingerprint) SELECT * FROM unnest($1::uuid[], $2::bytea[])',
      [rows.map(({ id }) => id), rows.map(({ fingerprint }) => fingerprint)],
    );
  }
}
