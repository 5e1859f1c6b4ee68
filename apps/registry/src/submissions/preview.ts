import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { tellingOf } from './families.ts';
import type { Fate } from './fate.ts';
import { counts, Intake } from './intake.ts';
import { UploadReading } from './reading.ts';
import type { ReceivedFile } from './receive.ts';
import type { PreviewView } from './submissions.dto.ts';
import { LARGE_BYTES, LARGE_SAMPLES, MOST_ROWS, SubmissionsService } from './submissions.service.ts';
import { Turnstile } from './turnstile.ts';
import { Seen } from './twins.ts';

const DUPLICATE = ['same-genotype-as', 'equals-control', 'equals-elimination'];

/** Large files are looked through to their end, which takes long: few at once, so that handing in goes on beside them. */
const AT_ONCE = 2;
const MOST_WAITING = 20;

/** Tells what handing in a file would do, chunk by chunk, with nothing stored and no more held than is shown. */
@Injectable()
export class Preview {
  private readonly turnstile = new Turnstile(AT_ONCE, MOST_WAITING);

  constructor(
    private readonly submissions: SubmissionsService,
    private readonly reading: UploadReading,
    private readonly intake: Intake,
    @InjectDataSource() private readonly database: DataSource,
  ) {}

  preview(actor: Actor, file: ReceivedFile): Promise<PreviewView> {
    return this.turnstile.pass(async () => {
      const { laboratoryId, rules, mapping } = await this.submissions.delivery(actor, file);
      const { survey, chunks } = await this.reading.survey(file.source, rules, mapping?.mapping);
      const terms = { laboratoryId, reason: file.reason, rules, category: file.category, seen: new Seen() };
      const isLarge = file.size > LARGE_BYTES || survey.samples > LARGE_SAMPLES;
      const families = isLarge ? [] : survey.families;
      const sum = { accepted: 0, refused: 0, unchanged: 0, newVersions: 0, duplicates: 0 };
      const shown: Fate[] = [];
      for await (const chunk of chunks()) {
        const fates = tellingOf(families, await this.intake.decide(this.database.manager, chunk, terms));
        const { accepted, refused, unchanged } = counts(fates);
        sum.accepted += accepted;
        sum.refused += refused;
        sum.unchanged += unchanged;
        sum.newVersions += fates.filter(({ status }) => status === 'new-version').length;
        sum.duplicates += fates.filter(isDuplicate).length;
        shown.push(...fates.slice(0, MOST_ROWS - shown.length));
      }
      shown.sort((a, b) => a.row - b.row);
      const rows = shown.map(({ row, sample, status, problems }) => ({ row, sample, status, problems: [...problems] }));
      return { fileName: file.fileName, format: survey.format, ...sum, rulesVersion: rules.version, rows };
    });
  }
}

function isDuplicate({ created, problems }: Fate): boolean {
  return created !== undefined && problems.some(({ code }) => DUPLICATE.includes(code));
}
