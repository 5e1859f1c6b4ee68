import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type JobProgress, JobsService } from '../jobs/jobs.service.ts';
import { absent, Problem } from '../problem.ts';
import { type ImportedVersion, ReferenceService } from '../reference/reference.service.ts';
import { EFFECT_JOB } from '../reference/versions.service.ts';
import type { EffectView, MovedProfileView, MovedResultView } from './effects.dto.ts';
import { EffectsStore, type FoundEffect } from './effects.store.ts';

/** What new versions of tables and kits would move: what was computed, and what became of computing it. */
@Injectable()
export class EffectsService {
  constructor(
    private readonly reference: ReferenceService,
    private readonly store: EffectsStore,
    private readonly jobs: JobsService,
    private readonly database: DataSource,
  ) {}

  /** Of every version that took the place of another, the newest first. */
  async list(): Promise<EffectView[]> {
    return this.views(await this.reference.superseding());
  }

  async effect(digest: string): Promise<EffectView> {
    const [view] = await this.views([await this.version(digest)]);
    return view!;
  }

  /** Has a comparison tried again that was interrupted or given up. What is done stands, and is never computed anew. */
  async again(digest: string): Promise<EffectView> {
    const version = await this.version(digest);
    const [before] = await this.views([version]);
    if (before!.state === 'done') {
      throw new Problem(409, 'effect-stands', 'What this version would move is computed, and stands as it is.');
    }
    if (version.earlier.length === 0) {
      throw new Problem(409, 'first-version', 'This is the first version of its id: no past result rests on another.');
    }
    await this.database.transaction(async (tx) => {
      const retried = await this.jobs.again(tx, EFFECT_JOB, version.id);
      if (!retried && before!.state === 'none') await this.jobs.enqueue(tx, EFFECT_JOB, version.id);
    });
    return this.effect(digest);
  }

  async moved(digest: string, page: number): Promise<MovedResultView[]> {
    return this.store.moved((await this.version(digest)).id, page);
  }

  async movedProfiles(digest: string, page: number): Promise<MovedProfileView[]> {
    return this.store.movedProfiles((await this.version(digest)).id, page);
  }

  private async views(versions: readonly ImportedVersion[]): Promise<EffectView[]> {
    const ids = versions.map(({ id }) => id);
    const jobs = await this.jobs.progressOf(EFFECT_JOB, ids);
    const effects = await this.store.effects(ids);
    return versions.map((version) => viewOf(version, effects.get(version.id), jobs.get(version.id)));
  }

  private async version(digest: string): Promise<ImportedVersion> {
    const version = await this.reference.imported({ digest });
    if (version === undefined) throw absent('imported version');
    return version;
  }
}

function viewOf(
  { kind, name, version, digest, earlier }: ImportedVersion,
  found: FoundEffect | undefined,
  job: JobProgress | undefined,
): EffectView {
  return {
    kind,
    id: name,
    version,
    digest,
    earlier: [...earlier],
    state: stateOf(found, job),
    attempts: job?.attempts ?? 0,
    errorCode: found === undefined ? (job?.errorCode ?? null) : null,
    results: found?.results ?? null,
    moved: found?.moved ?? null,
    otherVerdict: found?.otherVerdict ?? null,
    largestShift: found?.largestShift ?? null,
    computedAt: found === undefined ? null : new Date(found.computedAt).toISOString(),
    engine: found === undefined ? null : { version: found.engineVersion, digest: found.engineDigest },
  };
}

/** Jobs are read before effects: a job that is done has its effect. */
function stateOf(found: FoundEffect | undefined, job: JobProgress | undefined): EffectView['state'] {
  if (found !== undefined) return 'done';
  if (job === undefined) return 'none';
  return job.interrupted ? 'interrupted' : job.state;
}
