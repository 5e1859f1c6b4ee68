import { KinshipError } from '@kinledger/kinship';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Attempt, JobsService } from '../jobs/jobs.service.ts';
import { Problem } from '../problem.ts';
import { newSalt, record, rowOf } from '../record.ts';
import { type Answer, Answering } from './answer.ts';
import { ChecksStore } from './checks.store.ts';
import { Engine } from './engine.ts';
import type { CheckInputs } from './inputs.ts';

export const CHECK_JOB = 'check';

/** Answers checks from the queue: result, event and the job's end commit together, once, whoever attempts it. */
@Injectable()
export class ChecksJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly store: ChecksStore,
    private readonly answering: Answering,
    private readonly engine: Engine,
    private readonly database: DataSource,
  ) {}

  onModuleInit(): void {
    this.jobs.register(CHECK_JOB, (checkId, attempt) => this.run(checkId, attempt));
  }

  private async run(checkId: string, attempt: Attempt): Promise<void> {
    const check = await this.store.find(checkId);
    if (check === null || (await this.store.result(checkId)) !== null) return;
    const answer = await this.answer(JSON.parse(check.inputs) as CheckInputs);
    const outcome = 'code' in answer ? failed(answer.code) : done(answer);
    const facts = {
      checkId,
      ...outcome,
      engineVersion: this.engine.version,
      engineDigest: this.engine.digest,
      salt: newSalt(),
    };
    await this.database.transaction(async (tx) => {
      await this.jobs.finish(tx, attempt);
      const auditEventId = await record(tx, null, {
        type: 'check.answered',
        case: check.caseId,
        row: rowOf('check_result', checkId, facts),
        facts: { outcome: outcome.outcome, engine: this.engine.digest },
      });
      await this.store.insertResult(tx, { ...facts, auditEventId });
    });
  }

  /** What the question itself makes impossible is an answer too; anything else, such as a worker of another version, is thrown and tried again. */
  private async answer(inputs: CheckInputs): Promise<Answer | { readonly code: string }> {
    try {
      return await this.answering.answer(inputs);
    } catch (error) {
      if (error instanceof KinshipError) return { code: error.code };
      if (error instanceof Problem && error.code === 'erased') return { code: error.code };
      throw error;
    }
  }
}

function done(answer: Answer) {
  return { outcome: 'done', result: answer.text, resultDigest: answer.digest, errorCode: null } as const;
}

function failed(code: string) {
  return { outcome: 'failed', result: null, resultDigest: null, errorCode: code } as const;
}
