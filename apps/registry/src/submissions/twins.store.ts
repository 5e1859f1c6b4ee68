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

/** Beyond so many at once, one lock on all of them is cheaper than one on each. */
const MOST_LOCKS = 64;
const LOCKS = `hashtext('fingerprints')`;

/** Enough to tell of; equal profiles beyond these are the same news again. */
const MOST_CANDIDATES = 5;

/** Whether a version of the sample of profile `p` is marked. */
const IS_ELIMINATION = `EXISTS (SELECT FROM elimination_profile e JOIN profile v ON v.id = e.profile_id
  WHERE v.laboratory_id = p.laboratory_id AND v.sample = p.sample AND ${STANDING_MARK})`;

@Injectable()
export class TwinsStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async key(): Promise<Buffer> {
    const [{ key }]: [{ key: Buffer }] = await this.database.query('SELECT key FROM fingerprint_key');
    return key;
  }

  /**
   * Until `tx` ends nobody else looks for profiles with these fingerprints, or stores any: of two who bring one person at the
   * same moment, one comes second. To be called once in a transaction, or two of them could wait for each other.
   */
  async lock(tx: EntityManager, fingerprints: readonly Buffer[]): Promise<void> {
    if (fingerprints.length === 0) return;
    const all = fingerprints.length > MOST_LOCKS;
    await tx.query(`SELECT pg_advisory_xact_lock${all ? '' : '_shared'}(${LOCKS}, -1)`);
    if (all) return;
    const places = [...new Set(fingerprints.map((fingerprint) => fingerprint.readUInt16BE(0)))].sort((a, b) => a - b);
    await tx.query(`SELECT pg_advisory_xact_lock(${LOCKS}, place) FROM unnest($1::int[]) place`, [places]);
  }

  /** Newest versions that have the fingerprint of this one, without it. */
  async like(profileId: string): Promise<readonly Candidate[]> {
    return this.database.query(
      `SELECT p.sample, p.laboratory_id AS "laboratoryId", p.genotypes, ${IS_ELIMINATION} AS elimination
         FROM profile_fingerprint own JOIN profile_fingerprint f ON f.fingerprint = own.fingerprint
         JOIN profile p ON p.id = f.profile_id
        WHERE own.profile_id = $1 AND NOT EXISTS (SELECT FROM profile n WHERE n.supersedes = p.id)
          AND NOT EXISTS (SELECT FROM profile v WHERE v.id = $1 AND v.laboratory_id = p.laboratory_id AND v.sample = p.sample)
        ORDER BY p.received_at, p.id LIMIT ${MOST_CANDIDATES}`,
      [profileId],
    );
  }

  /** Newest versions with these fingerprints, by the place of the fingerprint. */
  async candidates(
    tx: EntityManager,
    fingerprints: readonly Buffer[],
  ): Promise<ReadonlyMap<number, readonly Candidate[]>> {
    if (fingerprints.length === 0) return new Map();
    const found: (Candidate & { place: number })[] = await tx.query(
      `SELECT asked.place::int - 1 AS place, p.sample, p.laboratory_id AS "laboratoryId", p.genotypes,
              ${IS_ELIMINATION} AS elimination
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
