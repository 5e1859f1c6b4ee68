import type { Sql } from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sqlOf } from '../record.ts';
import type { LogHealthView } from './log-health.dto.ts';

/** A signed checkpoint without its cosignatures. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

/** What the database knows of the witnesses; see libs/audit for the tables. */
@Injectable()
export class WitnessesStore {
  constructor(private readonly database: DataSource) {}

  get sql(): Sql {
    return sqlOf(this.database);
  }

  /** Runs `act` unless another process is at it; it ends with the transaction, and so with the process. */
  async alone<T>(act: () => Promise<T>): Promise<T | undefined> {
    return this.database.transaction(async (tx) => {
      const [row] = await sqlOf(tx)(`SELECT pg_try_advisory_xact_lock(hashtext('audit.cosignature')) AS locked`, []);
      return row?.locked === true ? act() : undefined;
    });
  }

  async latest(): Promise<StoredCheckpoint | undefined> {
    const [row] = await this.sql('SELECT tree_size, note FROM audit.checkpoint ORDER BY tree_size DESC LIMIT 1', []);
    return row && { size: Number(row.tree_size), note: row.note as string };
  }

  /** Who has cosigned the checkpoint of this size. */
  async cosigners(size: number): Promise<ReadonlySet<string>> {
    const rows = await this.sql('SELECT witness FROM audit.cosignature WHERE tree_size = $1', [size]);
    return new Set(rows.map(({ witness }) => witness as string));
  }

  /** The largest checkpoint each of these has cosigned, and when; without those that never did. */
  async last(witnesses: readonly string[]): Promise<ReadonlyMap<string, { readonly size: number; readonly at: Date }>> {
    const rows = await this.sql(
      `SELECT witness, tree_size, received_at FROM unnest($1::text[]) AS asked (witness) CROSS JOIN LATERAL (
         SELECT tree_size, received_at FROM audit.cosignature c WHERE c.witness = asked.witness
         ORDER BY tree_size DESC LIMIT 1) last`,
      [witnesses],
    );
    return new Map(
      rows.map((row) => [row.witness as string, { size: Number(row.tree_size), at: row.received_at as Date }]),
    );
  }

  /** How far the sealing is. An event's id begins with the milliseconds at which it was written (RFC 9562). */
  async state(): Promise<Pick<LogHealthView, 'size' | 'sealedAt' | 'waiting' | 'waitingSince'>> {
    const [row] = await this.sql(
      `SELECT count(*)::int AS waiting, min(event_id::text) AS oldest, max(size) AS size, max(sealed_at) AS sealed_at
       FROM (SELECT 1) one LEFT JOIN audit.pending ON true
            LEFT JOIN (SELECT tree_size AS size, signed_at AS sealed_at FROM audit.checkpoint
                       ORDER BY tree_size DESC LIMIT 1) last ON true`,
      [],
    );
    const oldest = row?.oldest as string | null;
    return {
      size: Number(row?.size ?? 0),
      sealedAt: (row?.sealed_at as Date | null)?.toISOString() ?? null,
      waiting: oldest === null ? 0 : Number(row?.waiting),
      waitingSince: oldest && new Date(Number.parseInt(oldest.replace('-', '').slice(0, 12), 16)).toISOString(),
    };
  }
}
