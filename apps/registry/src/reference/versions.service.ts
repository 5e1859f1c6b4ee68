import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { JobsService } from '../jobs/jobs.service.ts';
import { Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import { ReferenceService } from './reference.service.ts';
import type { Standing } from './standing.ts';
import type { ReferenceKind } from './versions.entity.ts';
import { VersionsStore } from './versions.store.ts';

/** Computes what a new version would move in past results; its subject is the version. */
export const EFFECT_JOB = 'reference-effect';

/** Figures that are to become a version. `content` is the whole of them in the shipped form, `report` canonical JSON. */
export interface NewFigures {
  readonly kind: ReferenceKind;
  readonly name: string;
  readonly digest: string;
  readonly content: string;
  readonly report: string;
  readonly fileSha256: string;
  /** Digest of the newest version of this name, where there is one. */
  readonly supersedes: string | undefined;
  readonly reason: string | undefined;
}

/** Adds versions of tables and kits. Nothing that stands is ever changed. */
@Injectable()
export class Versions {
  constructor(
    private readonly reference: ReferenceService,
    private readonly store: VersionsStore,
    private readonly jobs: JobsService,
  ) {}

  /**
   * Stores the figures as the first or the next version of their name, in `tx`, with their event. `seen`: the versions that
   * stood when the figures were judged; refused when others came since. A next version has its effect computed by a job.
   */
  async add(tx: EntityManager, actor: Actor, figures: NewFigures, seen: number): Promise<number> {
    await this.store.lock(tx);
    const all = await this.reference.standing(figures.kind, tx);
    const conflict = conflictOf(figures, all);
    if (conflict !== undefined) throw conflict;
    if (all.length !== seen) throw overtaken();
    const { kind, name, digest, fileSha256 } = figures;
    const version = (newestOf(all, name)?.version ?? 0) + 1;
    const row = {
      ...figures,
      id: newId(),
      version,
      supersedes: figures.supersedes ?? null,
      reason: figures.reason ?? null,
      accountId: actor.accountId,
    };
    const act = { type: 'reference.imported', facts: { kind, name, version, digest, file: fileSha256 } };
    await this.store.insert(tx, await recordRow(tx, actor, act, 'reference_version', [row.id, row]));
    if (row.supersedes !== null) await this.jobs.enqueue(tx, EFFECT_JOB, row.id);
    return version;
  }
}

/** What stands in the way of figures with this digest under this name. */
export function conflictOf(
  { name, digest, supersedes }: Pick<NewFigures, 'name' | 'digest' | 'supersedes'>,
  all: readonly Standing[],
): Problem | undefined {
  const same = all.find((each) => each.digest === digest);
  if (same !== undefined) {
    const detail = `These very figures stand already, as version ${same.version} of ${same.name}.`;
    return new Problem(409, 'table-stands', detail);
  }
  const newest = newestOf(all, name);
  if (newest?.digest === supersedes) return undefined;
  const detail =
    newest === undefined
      ? 'There is nothing of this id to take the place of; leave "supersedes" out.'
      : 'Something of this id stands; choose another id, or state the digest of its newest version in "supersedes".';
  return new Problem(409, 'stale-table', detail, { newest: newest?.digest ?? null });
}

/** Whether the figures are a copy of what came in the meantime was not looked at. */
function overtaken(): Problem {
  const detail = 'Something else was imported at the same moment; send this again.';
  return new Problem(409, 'still-running', detail, { retryAfter: 1 });
}

/** The newest version of this name. */
export function newestOf(all: readonly Standing[], name: string): Standing | undefined {
  return all.findLast((each) => each.name === name);
}
