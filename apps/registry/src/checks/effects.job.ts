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
import { Engine } from './engine.ts';
import { type CheckInputs, locusRatesInput, ratesOf } from './inputs.ts';

const FIRST = '00000000-0000-0000-0000-000000000000';

/** Computes past results again with a new version of what they were computed with, and notes what would move. Changes none. */
@Injectable()
export class EffectsJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly reference: ReferenceService,
    private readonly answering: Answering,
    private readonly store: EffectsStore,
    private readonly engine: Engine,
    private readonly database: DataSource,
  ) {}

  onModuleInit(): void {
    this.jobs.register(EFFECT_JOB, (versionId, attempt) => this.run(versionId, attempt));
  }

  private async run(versionId: string, attempt: Attempt): Promise<void> {
    const version = await this.reference.imported({ id: versionId });
    if (version === undefined || (await this.store.effect(versionId)) !== undefined) return;
    const compared = await this.compared(version);
    const moved = compared.filter(hasMoved);
    const row = {
      versionId,
      results: compared.length,
      moved: moved.length,
      otherVerdict: moved.filter(({ verdictBefore, verdictAfter }) => verdictBefore !== verdictAfter).length,
      largestShift: String(moved.reduce((most, each) => Math.max(most, shiftOf(each)), 0)),
      engineVersion: this.engine.version,
      engineDigest: this.engine.digest,
    };
    await this.database.transaction(async (tx) => {
      await this.jobs.finish(tx, attempt);
      const { kind, digest } = version;
      const facts = { kind, digest, results: row.results, moved: row.moved, otherVerdict: row.otherVerdict };
      const act = { type: 'reference.compared', facts };
      await this.store.insertEffect(tx, await recordRow(tx, null, act, 'reference_effect', [versionId, row]));
      await this.store.insertMoved(tx, versionId, moved);
    });
  }

  private async compared(version: ImportedVersion): Promise<readonly MovedResult[]> {
    const compared: MovedResult[] = [];
    for (let after = FIRST; ; ) {
      const page = await this.store.past(version.kind, version.earlier, after);
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
