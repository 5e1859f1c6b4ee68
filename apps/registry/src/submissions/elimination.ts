import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { absent, erased, Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import type { EliminationKind, EliminationView } from './elimination.dto.ts';
import { EliminationStore } from './elimination.store.ts';
import { ownOnly, ProfilesService } from './profiles.service.ts';

/** Profiles that samples of persons should never equal: of the staff, of controls. A mark is taken back by a new record. */
@Injectable()
export class Elimination {
  constructor(
    private readonly store: EliminationStore,
    private readonly profiles: ProfilesService,
    @InjectDataSource() private readonly database: DataSource,
  ) {}

  list(actor: Actor): Promise<EliminationView[]> {
    return this.store.list(laboratoryOf(actor));
  }

  async mark(actor: Actor, profileId: string, kind: EliminationKind): Promise<EliminationView> {
    const laboratoryId = laboratoryOf(actor);
    const profile = await this.profiles.profile(actor, profileId);
    if (profile.erased !== null) throw erased('This profile');
    await this.database.transaction(async (tx) => {
      await this.store.lock(tx, profileId);
      if ((await this.store.standing(tx, profileId)) !== undefined) throw marked();
      const values = { profileId, kind, accountId: actor.accountId };
      const act = { type: 'profile.marked', facts: { profile: profileId, kind } };
      await this.store.insert(tx, await recordRow(tx, actor, act, 'elimination_profile', [profileId, values]));
    });
    return (await this.store.list(laboratoryId)).find((each) => each.profileId === profileId)!;
  }

  /** Takes the mark back, for a reason: what was marked by mistake can be asked about again. The mark stays on record. */
  async unmark(actor: Actor, profileId: string, reason: string): Promise<void> {
    laboratoryOf(actor);
    await this.profiles.profile(actor, profileId);
    await this.database.transaction(async (tx) => {
      await this.store.lock(tx, profileId);
      const markEvent = await this.store.standing(tx, profileId);
      if (markEvent === undefined) throw notMarked();
      const values = { markEvent, reason, accountId: actor.accountId };
      const act = { type: 'profile.unmarked', facts: { profile: profileId, mark: markEvent } };
      await this.store.insertUnmarked(tx, await recordRow(tx, actor, act, 'elimination_unmarked', [markEvent, values]));
    });
  }

  /** Those of these profiles that no question may reach: a version of their sample is marked. */
  among(profileIds: readonly string[]): Promise<readonly string[]> {
    return this.store.among(profileIds);
  }
}

function laboratoryOf(actor: Actor): string {
  const laboratoryId = ownOnly(actor);
  if (laboratoryId === undefined) throw absent('laboratory');
  return laboratoryId;
}

function marked(): Problem {
  return new Problem(409, 'marked-already', 'This profile is marked as an elimination profile already.');
}

function notMarked(): Problem {
  return new Problem(409, 'not-marked', 'This profile is not marked as an elimination profile.');
}
