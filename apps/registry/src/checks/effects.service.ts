import { Injectable } from '@nestjs/common';
import { JobsService } from '../jobs/jobs.service.ts';
import { absent } from '../problem.ts';
import { type ImportedVersion, ReferenceService } from '../reference/reference.service.ts';
import { EFFECT_JOB } from '../reference/versions.service.ts';
import type { EffectView, MovedResultView } from './effects.dto.ts';
import { EffectsStore } from './effects.store.ts';

@Injectable()
export class EffectsService {
  constructor(
    private readonly reference: ReferenceService,
    private readonly store: EffectsStore,
    private readonly jobs: JobsService,
  ) {}

  async effect(digest: string): Promise<EffectView> {
    const version = await this.version(digest);
    const found = await this.store.effect(version.id);
    const state = found === undefined ? ((await this.jobs.stateOf(EFFECT_JOB, version.id)) ?? 'none') : 'done';
    return {
      kind: version.kind,
      id: version.name,
      version: version.version,
      digest,
      earlier: [...version.earlier],
      // A job that is done by now was not when we looked for its effect: the next answer has both.
      state: found === undefined && state === 'done' ? 'running' : state,
      results: found?.results ?? null,
      moved: found?.moved ?? null,
      otherVerdict: found?.otherVerdict ?? null,
      largestShift: found?.largestShift ?? null,
      computedAt: found === undefined ? null : new Date(found.computedAt).toISOString(),
      engine: found === undefined ? null : { version: found.engineVersion, digest: found.engineDigest },
    };
  }

  async moved(digest: string, page: number): Promise<MovedResultView[]> {
    return this.store.moved((await this.version(digest)).id, page);
  }

  private async version(digest: string): Promise<ImportedVersion> {
    const version = await this.reference.imported({ digest });
    if (version === undefined) throw absent('imported version');
    return version;
  }
}
