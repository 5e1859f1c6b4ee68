import { canonicalJson } from '@kinledger/audit';
import type { StatedFamily } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { recordRow } from '../record.ts';
import type { StatedFamilyView } from './families.dto.ts';
import { FamiliesStore } from './families.store.ts';
import type { Fate } from './fate.ts';

const KEPT =
  'The file also says how its persons are related. That is kept with the submission as the file tells it, and proves nothing.';

/** What files say of how their persons are related: kept as told, beside the profiles. */
@Injectable()
export class Families {
  constructor(private readonly store: FamiliesStore) {}

  /** Families that name at least two of these samples. */
  among(profileIds: readonly string[]): Promise<StatedFamilyView[]> {
    return this.store.among(profileIds);
  }

  /** Requires that whoever asks may see the submission. */
  ofSubmission(submissionId: string): Promise<StatedFamilyView[]> {
    return this.store.ofSubmission(submissionId);
  }

  /** Stores what the file of this submission says, its samples having these fates. */
  async keep(
    tx: EntityManager,
    actor: Actor,
    submissionId: string,
    families: readonly StatedFamily[],
    fates: readonly Fate[],
  ): Promise<void> {
    const profiles = new Map(fates.map(({ sample, profileId }) => [sample, profileId]));
    for (const [place, { kind, persons }] of families.entries()) {
      const named = persons.map(({ name, sex, parents, twinOf }) => {
        const profile = name === null ? null : (profiles.get(name) ?? null);
        return {
          ...(profile === null ? {} : { profile }),
          ...{ sex, parents: [...parents] },
          ...(twinOf === undefined ? {} : { twinOf }),
        };
      });
      const values = { id: newId(), submissionId, place, kind, persons: canonicalJson(named) };
      const act = { type: 'submission.family-stated', facts: { submission: submissionId, persons: persons.length } };
      await this.store.insert(tx, await recordRow(tx, actor, act, 'stated_family', [values.id, values]));
    }
  }
}

/** The same fates, but where the file's families are kept, that is what is told of them. */
export function tellingOf(families: readonly StatedFamily[], fates: readonly Fate[]): readonly Fate[] {
  if (families.length === 0) return fates;
  return fates.map((fate) => ({
    ...fate,
    problems: fate.problems.map((problem) =>
      problem.code === 'pedigree-not-stored' ? { ...problem, code: 'pedigree-kept', message: KEPT } : problem,
    ),
  }));
}
