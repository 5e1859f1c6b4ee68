import { setImmediate } from 'node:timers/promises';
import { KinshipError, type ParentageResult } from '@kinledger/kinship';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Attempt, JobsService } from '../jobs/jobs.service.ts';
import { Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import { type ImportedVersion, ReferenceService } from '../reference/reference.service.ts';
import { EFFECT_JOB } from '../reference/versions.service.ts';
import { Answering } from './answer.ts';
import { EffectsStore, type MovedResult, type PastResult } from './effects.store.ts';
import { KitEffects, type MovedProfile } from './effects-kits.ts';
import { Engine } from './engine.ts';
import { type CheckInputs, locusRatesInput, ratesOf } from './inputs.ts';

const FIRST = '00000000-0000-0000-0000-000000000000';

/** What is to be stored of a comparison: its counts, and what moves. */
interface Effect {
  readonly results: number;
  readonly moved: number;
  readonly otherVerdict: number;
  readonly largestShift: string;
  readonly rows: readonly MovedResult[];
  readonly profiles: readonly MovedProfile[];
}

/** Computes past results again with a new version of what they were computed with, and notes what would move. Changes none. */
@Injectable()
export class EffectsJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly reference: ReferenceService,
    private readonly answering: Answering,
    private readonly store: EffectsStore,
    private readonly kits: KitEffects,
    private readonly engine: Engine,
    private readonly database: DataSource,
  ) {}

  /** One at a time: comparing takes long and can wait, checks cannot. */
  onModuleInit(): void {
    this.jobs.register(EFFECT_JOB, (versionId, attempt) => this.run(versionId, attempt), 1);
  }

  private async run(versionId: string, attempt: Attempt): Promise<void> {
    const version = await this.reference.imported({ id: versionId });
    if (version === undefined || (await this.store.effects([versionId])).has(versionId)) return;
    const effect = version.kind === 'kit' ? await this.ofKit(version) : await this.ofTable(version);
    const { rows, profiles, ...counts } = effect;
    const row = { versionId, ...counts, engineVersion: this.engine.version, engineDigest: this.engine.digest };
    await this.database.transaction(async (tx) => {
      await this.jobs.finish(tx, attempt);
      const { kind, digest } = version;
      const facts = { kind, digest, results: row.results, moved: row.moved, otherVerdict: row.otherVerdict };
      const act = { type: 'reference.compared', facts };
      await this.store.insertEffect(tx, await recordRow(tx, null, act, 'reference_effect', [versionId, row]));
      await this.store.insertMoved(tx, versionId, rows);
      await this.store.insertMovedProfiles(tx, versionId, profiles);
    });
  }

  private async ofTable(version: ImportedVersion): Promise<Effect> {
    const compared = await this.compared(version);
    const rows = compared.filter(hasMoved);
    return {
      results: compared.length,
      moved: rows.length,
      otherVerdict: rows.filter(({ verdictBefore, verdictAfter }) => verdictBefore !== verdictAfter).length,
      largestShift: String(rows.reduce((most, each) => Math.max(most, shiftOf(each)), 0)),
      rows,
      profiles: [],
    };
  }

  private async ofKit({ digest, earlier }: ImportedVersion): Promise<Effect> {
    const [before, after] = await Promise.all(
      [earlier.at(-1) ?? digest, digest].map((each) => this.reference.exact('kit', each)),
    );
    if (before === undefined || after === undefined) throw new Error('The figures of a kit are not there.');
    const { profiles: results, moved: profiles } = await this.kits.compare(before.value, after.value);
    const otherVerdict = profiles.filter(({ flagged }) => flagged.length > 0).length;
    return { results, moved: profiles.length, otherVerdict, largestShift: '0', rows: [], profiles };
  }

  private async compared(version: ImportedVersion): Promise<readonly MovedResult[]> {
    const compared: MovedResult[] = [];
    for (let after = FIRST; ; ) {
      const page = await this.store.past(
        version.kind === 'mutation' ? 'mutation' : 'frequencies',
        version.earlier,
        after,
      );
      for (const past of page) {
        compared.push(await this.compare(version, past));
        await setImmediate();
      }
      const last = page.at(-1);
      if (last === undefined) return compared;
      after = last.checkId;
    }
  }

  private async compare(version: ImportedVersion, { checkId, inputs, result }: PastResult): Promise<MovedResult> {
    const { combined, verdict } = JSON.parse(result) as ParentageResult;
    const before = { checkId, log10Before: combined.log10, verdictBefore: verdict };
    try {
      const now = await this.answer(version, JSON.parse(inputs) as CheckInputs);
      return { ...before, log10After: now.combined.log10, verdictAfter: now.verdict, errorCode: null };
    } catch (error) {
      const known = error instanceof KinshipError || (error instanceof Problem && error.status < 500);
      if (!known) throw error;
      return { ...before, log10After: null, verdictAfter: null, errorCode: error.code };
    }
  }

  private async answer({ kind, digest }: ImportedVersion, inputs: CheckInputs): Promise<ParentageResult> {
    if (kind === 'frequencies') {
      const { value } = await this.reference.exactTable(digest);
      return (await this.answering.answerWith(inputs, value)).result;
    }
    const rates = await this.reference.exact('mutation', digest);
    const locusRates = rates === undefined ? [] : locusRatesInput(ratesOf(rates.value));
    const mutation = { ...inputs.settings.mutation, locusRates };
    return (await this.answering.answer({ ...inputs, settings: { ...inputs.settings, mutation } })).result;
  }
}

function hasMoved({ log10Before, log10After, verdictBefore, verdictAfter }: MovedResult): boolean {
  return log10Before !== log10After || verdictBefore !== verdictAfter;
}

/** How far a result moves; what becomes or was impossible has no distance. */
function shiftOf({ log10Before, log10After }: MovedResult): number {
  return log10Before === null || log10After === null ? 0 : Math.abs(Number(log10After) - Number(log10Before));
}
