import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
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

  ofCase(caseId: string): Promise<KinshipCheck[]> {
    return this.database.manager.find(KinshipCheck, { where: { caseId }, order: { askedAt: 'DESC', id: 'DESC' } });
  }
}
