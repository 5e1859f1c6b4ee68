import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { absent, erased, Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import { isUniqueViolation } from '../violations.ts';
import type { EliminationKind, EliminationView } from './elimination.dto.ts';
import { EliminationStore } from './elimination.store.ts';
import { ownOnly, ProfilesService } from './profiles.service.ts';

/** Profiles that samples of persons should never equal: of the staff, of controls. Once marked, they stay it. */
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
    await this.database
      .transaction(async (tx) => {
        const values = { profileId, kind, accountId: actor.accountId };
        const act = { type: 'profile.marked', facts: { profile: profileId, kind } };
        await this.store.insert(tx, await recordRow(tx, actor, act, 'elimination_profile', [profileId, values]));
      })
      .catch((error: unknown) => {
        throw isUniqueViolation(error, 'elimination_profile') ? marked() : error;
      });
    return (await this.store.list(laboratoryId)).find((each) => each.profileId === profileId)!;
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
