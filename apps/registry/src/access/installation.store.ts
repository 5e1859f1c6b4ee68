import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Installation } from './access.entity.ts';

/** What this database is for: trying out, or real cases. Decided once, at its first start. */
@Injectable()
export class InstallationStore {
  constructor(private readonly database: DataSource) {}

  /** Decides it if nobody has yet, and returns what was decided. */
  async decide(tx: EntityManager, trial: boolean): Promise<{ readonly trial: boolean }> {
    await tx.query('INSERT INTO installation (trial) VALUES ($1) ON CONFLICT (single) DO NOTHING', [trial]);
    return tx.findOneByOrFail(Installation, { single: true });
  }

  async read(): Promise<{ readonly trial: boolean; readonly demoLoaded: boolean }> {
    const row = await this.database.getRepository(Installation).findOneBy({ single: true });
    return { trial: row?.trial ?? false, demoLoaded: (row?.demoLoadedAt ?? null) !== null };
  }

  /** Marks the simulated registry as loaded, in the caller's transaction; false when it was already or is no trial. */
  async markDemoLoaded(tx: EntityManager): Promise<boolean> {
    const marked: readonly unknown[] = await tx.query(
      `WITH marked AS (UPDATE installation SET demo_loaded_at = now()
         WHERE trial AND demo_loaded_at IS NULL RETURNING single) SELECT single FROM marked`,
    );
    return marked.length === 1;
  }
}
