import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager, In } from 'typeorm';
import { CheckResult, KinshipCheck } from './checks.entity.ts';

@Injectable()
export class ChecksStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async insertCheck(tx: EntityManager, row: Omit<KinshipCheck, 'askedAt'>): Promise<void> {
    await tx.insert(KinshipCheck, row);
  }

  async insertResult(tx: EntityManager, row: Omit<CheckResult, 'finishedAt'>): Promise<void> {
    await tx.insert(CheckResult, row);
  }

  find(id: string): Promise<KinshipCheck | null> {
    return this.database.manager.findOneBy(KinshipCheck, { id });
  }

  result(checkId: string): Promise<CheckResult | null> {
    return this.database.manager.findOneBy(CheckResult, { checkId });
  }

  /** By check; without those that have none yet. */
  async results(checkIds: readonly string[]): Promise<ReadonlyMap<string, CheckResult>> {
    const found = await this.database.manager.findBy(CheckResult, { checkId: In([...checkIds]) });
    return new Map(found.map((each) => [each.checkId, each]));
  }

  /** The newest first; a case with more checks than this has other troubles. */
  ofCase(caseId: string): Promise<KinshipCheck[]> {
    const order = { askedAt: 'DESC', id: 'DESC' } as const;
    return this.database.manager.find(KinshipCheck, { where: { caseId }, order, take: 500 });
  }
}
