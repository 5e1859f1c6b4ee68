import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sqlOf } from '../record.ts';

export interface StoredTimestamp {
  readonly size: number;
  readonly stampedAt: Date;
}

/** Stamps of others over checkpoints. */
@Injectable()
export class TimestampsStore {
  constructor(private readonly database: DataSource) {}

  /** Runs `act` unless another process is at it; it ends with the transaction, and so with the process. */
  async alone(act: () => Promise<void>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await sqlOf(tx)(`SELECT pg_try_advisory_xact_lock(hashtext('audit.timestamp')) AS locked`, []);
      if (row?.locked === true) await act();
    });
  }

  /** The latest checkpoint if it has no stamp and the last stamp came longer ago than `minutes`. */
  async due(minutes: number): Promise<string | undefined> {
    const [row] = await sqlOf(this.database)(
      `SELECT note FROM audit.checkpoint p
       WHERE tree_size = (SELECT max(tree_size) FROM audit.checkpoint)
         AND NOT EXISTS (SELECT FROM audit.timestamp t WHERE t.tree_size = p.tree_size
                         OR received_at > clock_timestamp() - make_interval(mins => $1))`,
      [minutes],
    );
    return row?.note as string | undefined;
  }

  async insert(size: number, response: Uint8Array, at: number): Promise<void> {
    await sqlOf(this.database)(
      'INSERT INTO audit.timestamp (tree_size, response, stamped_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [size, response, new Date(at)],
    );
  }

  async find(size: number): Promise<Uint8Array | undefined> {
    const [row] = await sqlOf(this.database)('SELECT response FROM audit.timestamp WHERE tree_size = $1', [size]);
    return row?.response as Uint8Array | undefined;
  }

  /** Sizes of the checkpoints that were stamped, smallest first. */
  async sizes(): Promise<readonly number[]> {
    const rows = await sqlOf(this.database)('SELECT tree_size FROM audit.timestamp ORDER BY tree_size', []);
    return rows.map(({ tree_size: size }) => Number(size));
  }

  async last(): Promise<StoredTimestamp | undefined> {
    const [row] = await sqlOf(this.database)(
      'SELECT tree_size, stamped_at FROM audit.timestamp ORDER BY tree_size DESC LIMIT 1',
      [],
    );
    return row && { size: Number(row.tree_size), stampedAt: row.stamped_at as Date };
  }
}
