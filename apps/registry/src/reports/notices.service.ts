import { Injectable } from '@nestjs/common';
import { Config } from '../config.ts';
import { Receipts } from '../confirmations/receipts.ts';
import type { NoticeView } from './reports.dto.ts';
import { ReportsStore } from './reports.store.ts';

const CODE = /^[0-9a-f]{32}$/;

const NOT_GENUINE: NoticeView = {
  genuine: false,
  confirmedAt: null,
  log: null,
  leafIndex: null,
  withdrawn: null,
  withdrawnAt: null,
};

/** Tells anybody who holds a paper whether its code is genuine, and nothing of any person. */
@Injectable()
export class NoticesService {
  constructor(
    private readonly store: ReportsStore,
    private readonly receipts: Receipts,
    private readonly config: Config,
  ) {}

  /** `typed`: the code with blanks and hyphens as people write it. What is no code is looked up as well, as one nobody has. */
  async notice(typed: string): Promise<NoticeView> {
    const code = typed.replace(/[\s-]/g, '').toLowerCase();
    const found = await this.store.byCode(CODE.test(code) ? code : '');
    const receipt = found && (await this.receipts.now(found.eventId));
    if (found === undefined || receipt === undefined) return NOT_GENUINE;
    return {
      genuine: true,
      confirmedAt: found.confirmedAt.toISOString(),
      log: this.config.logOrigin,
      leafIndex: receipt.leafIndex,
      withdrawn: found.withdrawnAt !== null,
      withdrawnAt: found.withdrawnAt?.toISOString() ?? null,
    };
  }
}
