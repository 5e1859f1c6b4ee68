import { sha256Hex } from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { Config } from '../config.ts';
import { ConfirmationsService } from '../confirmations/confirmations.service.ts';
import { Receipts } from '../confirmations/receipts.ts';
import { Problem } from '../problem.ts';
import { record } from '../record.ts';
import { noticePaper } from './notice-paper.ts';
import { Printer } from './printer.ts';
import type { Language } from './report-blocks.ts';
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
    private readonly confirmations: ConfirmationsService,
    private readonly printer: Printer,
    private readonly database: DataSource,
    private readonly config: Config,
  ) {}

  /** The family's notice of a confirmation that stands, sealed and cosigned as the policy asks. Issuing it is an event. */
  async paper(actor: Actor, id: string, language: Language): Promise<Uint8Array> {
    const { state, eventId, caseId, signatures } = await this.confirmations.view(actor, id);
    const confirmedAt = signatures.find(({ order }) => order === 2)?.at;
    if (eventId === null || confirmedAt === undefined) {
      throw new Problem(409, 'not-confirmed', 'There is no notice before the second signature.');
    }
    if (state === 'withdrawn') {
      throw new Problem(409, 'already-withdrawn', 'This confirmation has been withdrawn; no notice is issued of it.');
    }
    await this.receipts.required(eventId);
    const { code } = await this.store.signatures(id);
    const paper = noticePaper(language, confirmedAt, code, this.printer.addressOf(code));
    const bytes = await this.printer.printed(paper, language, 'refuse');
    const facts = { confirmation: id, language, digest: sha256Hex(bytes) };
    await record(this.database.manager, actor, { type: 'notice.issued', case: caseId, facts });
    return bytes;
  }

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
