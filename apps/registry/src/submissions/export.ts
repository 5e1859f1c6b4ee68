import { type Profile, type SampleToWrite, writeCmf, writeCsv, writeJson } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { readingsOf } from '../access/reads.ts';
import { absent } from '../problem.ts';
import { recordAll } from '../record.ts';
import { ownOnly } from './profiles.service.ts';
import { ProfilesStore } from './profiles.store.ts';
import { SubmissionsService } from './submissions.service.ts';

export const EXPORT_FORMATS = ['csv', 'json', 'cmf'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const PAGE = 1_000;

/** Writes a laboratory's own profiles in the forms that laboratories read. */
@Injectable()
export class Export {
  constructor(
    private readonly profiles: ProfilesStore,
    private readonly submissions: SubmissionsService,
    @InjectDataSource() private readonly database: DataSource,
  ) {}

  /**
   * The newest versions of the laboratory's profiles, or what one submission brought, in pieces. Every piece is recorded as
   * a reading before it leaves. Throws before the first piece when nothing may be read.
   */
  async write(
    actor: Actor,
    format: ExportFormat,
    submissionId: string | undefined,
    now: Date,
  ): Promise<AsyncGenerator<string>> {
    const laboratoryId = ownOnly(actor);
    if (laboratoryId === undefined) throw absent('laboratory');
    if (submissionId !== undefined) await this.submissions.summary(actor, submissionId);
    return this.pieces(actor, laboratoryId, format, submissionId, now);
  }

  private async *pieces(
    actor: Actor,
    laboratoryId: string,
    format: ExportFormat,
    submissionId: string | undefined,
    now: Date,
  ): AsyncGenerator<string> {
    const form = formOf(format, now);
    let first = true;
    for (let after: string | undefined; ; ) {
      const page: readonly { id: string; sample: string; genotypes: string }[] = await this.profiles.page(
        laboratoryId,
        submissionId,
        after,
        PAGE,
      );
      if (page.length === 0 && !first) break;
      await recordAll(this.database.manager, actor, readingsOf(actor, { profiles: page.map(({ id }) => id) }));
      const samples = page.map(({ sample, genotypes }) => ({ sample, profile: JSON.parse(genotypes) as Profile }));
      yield form.part(samples, first);
      first = false;
      after = page.at(-1)?.id;
      if (page.length < PAGE) break;
    }
    yield form.end;
  }
}

/** A file that is written page by page: what stands before and after the samples is written once. */
interface Form {
  part(samples: readonly SampleToWrite[], first: boolean): string;
  readonly end: string;
}

function formOf(format: ExportFormat, now: Date): Form {
  if (format === 'csv') return { part: (samples, first) => withoutHead([...writeCsv(samples)], first), end: '' };
  if (format === 'json') {
    return {
      part: (samples, first) => {
        const inner = [...writeJson(samples)]
          .join('')
          .replace(/^\{"samples":\[/, '')
          .replace(/\n?\]\}\n$/, '');
        return (first ? '{"samples":[' : ',') + inner;
      },
      end: '\n]}\n',
    };
  }
  const at = now.toISOString().slice(0, 19);
  const facts = {
    destination: 'KINLEDGER',
    sourceLaboratory: 'KINLEDGER',
    submittedBy: 'kinledger',
    submittedAt: at,
    readingBy: 'kinledger',
    readingAt: at,
    category: 'Other',
  };
  const end = '</CODISImportFile>\n';
  return {
    part: (samples, first) => withoutHead([...writeCmf(samples, facts)].slice(0, -1), first),
    end,
  };
}

function withoutHead(pieces: readonly string[], first: boolean): string {
  return pieces.slice(first ? 0 : 1).join('');
}
