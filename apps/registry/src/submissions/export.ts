import { type CmfFacts, type CmfSpecimen, type Profile, writeCmf, writeCsv, writeJson } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { readingsOf } from '../access/reads.ts';
import { absent } from '../problem.ts';
import { recordAll } from '../record.ts';
import { type Exported, type ExportedProfile, ExportStore } from './export.store.ts';
import {
  CMF_NAME,
  cmfEmpty,
  cmfFacts,
  cmfTime,
  cmfUnfit,
  type ExportedSample,
  mappedSpecimen,
  type Unfit,
  unfitLoci,
} from './export-cmf.ts';
import { ownOnly } from './profiles.service.ts';
import { SubmissionsService } from './submissions.service.ts';

export const EXPORT_FORMATS = ['csv', 'json', 'cmf'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const PAGE = 1_000;

/** How a laboratory wants its file. */
export interface ExportWish {
  readonly format: ExportFormat;
  /** What that submission brought, in place of all newest versions. */
  readonly submissionId: string | undefined;
  /** Of CODIS files: what to do with what does not fit, and the laboratory's code where its name does not. */
  readonly unfit: Unfit;
  readonly laboratory: string | undefined;
}

/** Writes a laboratory's own profiles in the forms that laboratories read. */
@Injectable()
export class Export {
  constructor(
    private readonly store: ExportStore,
    private readonly submissions: SubmissionsService,
    @InjectDataSource() private readonly database: DataSource,
  ) {}

  /**
   * The newest versions of the laboratory's profiles, or what one submission brought, in pieces. Every piece is recorded as
   * a reading before it leaves. Throws before the first piece when nothing may be read, or when the form has no room for it.
   */
  async write(actor: Actor, wish: ExportWish, now: Date): Promise<AsyncGenerator<string>> {
    const laboratoryId = ownOnly(actor);
    if (laboratoryId === undefined) throw absent('laboratory');
    const { submissionId } = wish;
    if (submissionId !== undefined) await this.submissions.summary(actor, submissionId);
    const exported = { laboratoryId, submissionId };
    return this.pieces(actor, exported, await this.form(actor, exported, wish, now));
  }

  private async *pieces(actor: Actor, exported: Exported, form: Form): AsyncGenerator<string> {
    let first = true;
    for (let after: string | undefined; ; ) {
      const page: readonly ExportedProfile[] = await this.store.page(exported, after, PAGE);
      if (page.length === 0 && !first) break;
      await recordAll(this.database.manager, actor, readingsOf(actor, { profiles: page.map(({ id }) => id) }));
      yield form.part(page.map(sampleOf), first);
      first = false;
      after = page.at(-1)?.id;
      if (page.length < PAGE) break;
    }
    yield form.end;
  }

  private async form(
    actor: Actor,
    exported: Exported,
    { format, unfit, laboratory }: ExportWish,
    now: Date,
  ): Promise<Form> {
    if (format !== 'cmf') return FORMS[format];
    const source = { id: exported.laboratoryId, name: await this.store.laboratoryName(exported.laboratoryId) };
    const facts = cmfFacts(actor, source, { unfit, laboratory }, now);
    await this.assertFits(exported, unfit);
    return cmfForm(facts, unfit);
  }

  /** Told before the file begins: one that breaks off in the middle helps nobody. */
  private async assertFits(exported: Exported, unfit: Unfit): Promise<void> {
    const loci = await this.store.loci(exported);
    const strange = unfitLoci(loci);
    if (unfit === 'refuse') {
      const names = await this.store.names(exported, CMF_NAME.longest, CMF_NAME.unfit);
      if (names.count > 0 || strange.length > 0) throw cmfUnfit(names, strange);
    } else if (strange.length > 0) {
      const fitting = loci.filter((locus) => !strange.includes(locus));
      const empty = await this.store.without(exported, fitting);
      if (empty.length > 0) throw cmfEmpty(empty);
    }
  }
}

function sampleOf({ id, sample, genotypes, receivedAt }: ExportedProfile): ExportedSample {
  const profile = JSON.parse(genotypes) as Profile;
  return { profileId: id, sample, profile, readingAt: cmfTime(new Date(receivedAt)) };
}

/** A file that is written page by page: what stands before and after the samples is written once. */
interface Form {
  part(samples: readonly ExportedSample[], first: boolean): string;
  readonly end: string;
}

const FORMS: Readonly<Record<Exclude<ExportFormat, 'cmf'>, Form>> = {
  csv: { part: (samples, first) => withoutHead([...writeCsv(samples)], first), end: '' },
  json: {
    part: (samples, first) => {
      const inner = [...writeJson(samples)]
        .join('')
        .replace(/^\{"samples":\[/, '')
        .replace(/\n?\]\}\n$/, '');
      return (first ? '{"samples":[' : ',') + inner;
    },
    end: '\n]}\n',
  },
};

function cmfForm(facts: CmfFacts, unfit: Unfit): Form {
  const specimen = unfit === 'mapped' ? mappedSpecimen : (sample: ExportedSample): CmfSpecimen => sample;
  return {
    part: (samples, first) => withoutHead([...writeCmf(samples.map(specimen), facts)].slice(0, -1), first),
    end: '</CODISImportFile>\n',
  };
}

function withoutHead(pieces: readonly string[], first: boolean): string {
  return pieces.slice(first ? 0 : 1).join('');
}
