import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { recordRow } from '../record.ts';
import { DemoLoad, Installation } from './access.entity.ts';

/** What this database is for: trying out, or real cases. Decided once, at its first start. */
@Injectable()
export class InstallationStore {
  constructor(private readonly database: DataSource) {}

  /** Decides it if nobody has yet, and returns what was decided. */
  async decide(tx: EntityManager, trial: boolean): Promise<{ readonly trial: boolean }> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kinledger installation'))`);
    const decided = await tx.findOneBy(Installation, { single: true });
    if (decided !== null) return decided;
    const act = { type: 'installation.decided', facts: { trial } };
    await tx.insert(
      Installation,
      await recordRow(tx, null, act, 'installation', ['installation', { single: true, trial }]),
    );
    return { trial };
  }

  async read(): Promise<{ readonly trial: boolean; readonly demoLoaded: boolean }> {
    const [installation, load] = await Promise.all([
      this.database.getRepository(Installation).findOneBy({ single: true }),
      this.database.getRepository(DemoLoad).findOneBy({ single: true }),
    ]);
    return { trial: installation?.trial ?? false, demoLoaded: load !== null };
  }

  /** Marks the simulated registry as loaded, in the caller's transaction; false when it was already or is no trial. */
  async markDemoLoaded(tx: EntityManager): Promise<boolean> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kinledger installation'))`);
    const installation = await tx.findOneBy(Installation, { single: true, trial: true });
    if (installation === null || (await tx.existsBy(DemoLoad, { single: true }))) return false;
    const row = { single: true, trial: true };
    await tx.insert(DemoLoad, await recordRow(tx, null, { type: 'demo.loaded' }, 'demo_load', ['demo', row]));
    return true;
  }
}
