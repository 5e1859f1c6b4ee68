import type { CollectedSamples } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { recordAll } from '../record.ts';
import type { Category } from './categories.ts';
import { decideFates, type Fate, isNews, type NewVersion } from './fate.ts';
import { eachPatiently } from './patiently.ts';
import { actOf } from './profiles.service.ts';
import { type Origin, ProfilesStore } from './profiles.store.ts';
import type { QualityRules } from './rules.ts';
import { SubmissionsStore } from './submissions.store.ts';
import { type Seen, Twins } from './twins.ts';
import type { Counts } from './uploads.store.ts';

/** By what the samples of a file are judged. */
export interface Terms {
  readonly laboratoryId: string;
  readonly reason: string | undefined;
  readonly rules: QualityRules;
  /** What the laboratory says that the persons are. */
  readonly category: Category | undefined;
  /** What came earlier in the same file. */
  readonly seen: Seen;
}

/** Decides what becomes of samples, and stores it. */
@Injectable()
export class Intake {
  constructor(
    private readonly profiles: ProfilesStore,
    private readonly submissions: SubmissionsStore,
    private readonly twins: Twins,
  ) {}

  /** Requires the laboratory's lock in `tx` for the answer to stay true; without it, it is a look ahead. */
  async decide(tx: EntityManager, samples: CollectedSamples, terms: Terms): Promise<readonly Fate[]> {
    const { laboratoryId, rules, category, seen, reason } = terms;
    const names = samples.samples.map(({ sample }) => sample);
    const standing = await this.profiles.standing(tx, laboratoryId, names);
    const news = samples.samples.filter((sample) => isNews(sample, standing));
    const twins = await this.twins.of(tx, laboratoryId, news, seen);
    return decideFates(samples, standing, reason, { rules, twins, category });
  }

  /**
   * Takes the laboratory's lock until `tx` ends, and keeps others from judging or storing profiles like these meanwhile. To be
   * called once in a transaction, with all that it is to decide.
   */
  async lock(tx: EntityManager, laboratoryId: string, { samples }: CollectedSamples): Promise<void> {
    await this.profiles.lockLaboratory(tx, laboratoryId);
    await this.twins.lock(
      tx,
      samples.map(({ profile }) => profile),
    );
  }

  /** Stores what was decided in the same transaction; `after` rows of the submission stand already. */
  async keep(
    tx: EntityManager,
    actor: Actor,
    origin: Origin & { readonly submissionId: string },
    fates: readonly Fate[],
    after = 0,
  ): Promise<void> {
    await this.keepProfiles(
      tx,
      actor,
      origin,
      fates.flatMap((fate) => fate.created ?? []),
    );
    const kept = fates.flatMap(({ created, profile }) => (created && profile ? [{ id: created.id, profile }] : []));
    await this.twins.keep(tx, kept);
    await this.submissions.insertRows(tx, origin.submissionId, fates, after);
  }

  /** Every version has an event of its own: what happens to one person's profile is found by that profile. */
  private async keepProfiles(
    tx: EntityManager,
    actor: Actor,
    origin: Origin,
    versions: readonly NewVersion[],
  ): Promise<void> {
    const acts = await eachPatiently(versions, (version) => actOf(origin, version));
    const events = await recordAll(tx, actor, acts);
    const recorded = versions.map((version, place) => ({ ...version, auditEventId: events[place]! }));
    await this.profiles.insert(tx, origin, recorded);
  }
}

/** A sample that became a new version counts as accepted. */
export function counts(fates: readonly Fate[]): Counts {
  const having = (...statuses: Fate['status'][]) => fates.filter(({ status }) => statuses.includes(status)).length;
  return { accepted: having('accepted', 'new-version'), refused: having('refused'), unchanged: having('unchanged') };
}
