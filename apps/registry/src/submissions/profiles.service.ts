import { type LocusStatuses, type Profile, parseProfile, profileText, statusesOf } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { absent, erased, Problem } from '../problem.ts';
import { type Act, record, rowOf } from '../record.ts';
import { committed, type NewVersion, statusesText } from './fate.ts';
import { type FoundProfile, type Origin, ProfilesStore } from './profiles.store.ts';
import { RulesService } from './rules.service.ts';
import { refusedTwin } from './rules.ts';
import type { CorrectProfile, ProfileSummary, ProfileView } from './submissions.dto.ts';
import { Seen, Twins } from './twins.ts';

/** One version of a sample's profile, read back; without genotypes when it was erased. */
export interface ProfileFacts extends Omit<FoundProfile, 'genotypes' | 'statuses'> {
  readonly genotypes: Profile;
  readonly statuses: LocusStatuses;
}

@Injectable()
export class ProfilesService {
  constructor(
    private readonly store: ProfilesStore,
    private readonly twins: Twins,
    private readonly rules: RulesService,
    private readonly idempotency: Idempotency,
  ) {}

  /** The version with this id, when `actor` may see it: laboratories see their own only. */
  async profile(actor: Actor, id: string): Promise<ProfileFacts> {
    return visible(actor, await this.store.find(id));
  }

  /** The newest version of the sample that `id` is a version of, when `actor` may see it. */
  async newest(actor: Actor, id: string): Promise<ProfileFacts> {
    return visible(actor, await this.store.findNewest(id));
  }

  /** The version with this id, for work that a person who may see it asked for. */
  async version(id: string): Promise<ProfileFacts> {
    const found = await this.store.find(id);
    if (found === undefined) throw absent('profile');
    return facts(found);
  }

  /** Those of these versions that have been corrected since; none of the others is before `tx` ends. */
  superseded(tx: EntityManager, ids: readonly string[]): Promise<readonly string[]> {
    return this.store.superseded(tx, ids);
  }

  /** Newest versions whose sample name begins with `sample`. No name holds a control character. */
  async list(actor: Actor, sample: string | undefined): Promise<ProfileSummary[]> {
    const own = ownOnly(actor);
    return sample !== undefined && /\p{C}/u.test(sample) ? [] : this.store.list(own, sample);
  }

  async view(actor: Actor, id: string): Promise<ProfileView> {
    const { digest: _, ...found } = await this.profile(actor, id);
    const twins = found.erased === null ? await this.twins.ofStored(ownOnly(actor), id, found.genotypes) : [];
    const genotypes = Object.fromEntries(Object.entries(found.genotypes).map(([locus, all]) => [locus, [...all]]));
    return {
      ...found,
      genotypes,
      statuses: { ...found.statuses },
      twins: [...twins],
      versions: await this.store.versions(id),
    };
  }

  /** Stores a corrected profile as the next version. Refused when someone else has corrected it since it was read. */
  async correct(actor: Actor, id: string, request: CorrectProfile, key: string | undefined): Promise<ProfileView> {
    const asked = await this.profile(actor, id);
    if (asked.erased !== null) throw erased('This profile');
    const profile = parseProfile(request.genotypes);
    const genotypes = profileText(profile);
    const repeatable = {
      actor,
      key,
      request: { correct: id, expectedVersion: request.expectedVersion, genotypes, reason: request.reason },
    };
    const created = await this.idempotency.once(repeatable, async (tx) => {
      await this.store.lockLaboratory(tx, asked.laboratory.id);
      const standing = (await this.store.standing(tx, asked.laboratory.id, [asked.sample])).get(asked.sample);
      if (standing === undefined) throw absent('profile');
      if (standing.version !== request.expectedVersion) throw staleVersion(standing.version);
      if (standing.genotypes === genotypes) throw unchanged();
      await this.assertNoTwin(tx, asked, profile);
      const { sample } = asked;
      const next = {
        id: newId(),
        sample,
        version: standing.version + 1,
        statuses: statusesText(statusesOf(profile)),
        ...committed(genotypes),
        supersedes: standing.id,
        reason: request.reason,
      };
      const origin = { laboratoryId: asked.laboratory.id, accountId: actor.accountId, submissionId: null };
      const auditEventId = await record(tx, actor, actOf(origin, next));
      await this.store.insert(tx, origin, [{ ...next, auditEventId }]);
      await this.twins.keep(tx, [{ id: next.id, profile }]);
      return next.id;
    });
    return this.view(actor, created);
  }

  /** A correction must not bring in what the rules refuse in a file: the genotypes of somebody else's sample. */
  private async assertNoTwin(tx: EntityManager, { laboratory, sample }: ProfileFacts, profile: Profile): Promise<void> {
    await this.twins.lock(tx, [profile]);
    const corrected = { row: 0, sample, profile, statuses: {}, kits: [], problems: [], warnings: [] };
    const twins = await this.twins.of(tx, laboratory.id, [corrected], new Seen());
    const refused = refusedTwin(sample, twins.get(sample) ?? [], await this.rules.current());
    if (refused !== undefined) throw new Problem(422, refused.code, refused.message);
  }
}

/** The act of storing a version, as its event tells it. The salted digest commits to the genotypes (RFC 9901). */
export function actOf(origin: Origin, version: NewVersion): Act {
  const { id, digest, supersedes } = version;
  return {
    type: supersedes === null ? 'profile.accepted' : 'profile.corrected',
    row: rowOf('profile', id, { ...origin, ...version }),
    facts: {
      version: version.version,
      ...(supersedes === null ? {} : { supersedes }),
      ...(origin.submissionId === null ? {} : { submission: origin.submissionId }),
      _sd: [digest],
      _sd_alg: 'sha-256',
    },
  };
}

/** The laboratory whose rows alone `actor` may see; undefined for those who see all. */
export function ownOnly(actor: Actor): string | undefined {
  if (actor.role !== 'laboratory') return undefined;
  if (actor.laboratoryId === null) throw absent('laboratory');
  return actor.laboratoryId;
}

function visible(actor: Actor, found: FoundProfile | undefined): ProfileFacts {
  const own = ownOnly(actor);
  if (found === undefined || (own !== undefined && found.laboratory.id !== own)) throw absent('profile');
  return facts(found);
}

function facts(found: FoundProfile): ProfileFacts {
  const statuses = JSON.parse(found.statuses) as LocusStatuses;
  return { ...found, statuses, genotypes: found.erased === null ? parseProfile(JSON.parse(found.genotypes)) : {} };
}

function staleVersion(currentVersion: number): Problem {
  const detail = 'A newer version of this profile stands by now. Read it, and correct that one if it is still wrong.';
  return new Problem(409, 'stale-version', detail, { currentVersion });
}

function unchanged(): Problem {
  return new Problem(
    422,
    'unchanged',
    'The profile stands with exactly these alleles already; there is nothing to correct.',
  );
}
