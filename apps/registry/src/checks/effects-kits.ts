import { setImmediate } from 'node:timers/promises';
import { byKind, type Kit, kitFit, type Profile, parseProfile } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import { EffectsStore, type StandingProfile } from './effects.store.ts';

/** A profile that another version of its kit says something else of. */
export interface MovedProfile {
  readonly profileId: string;
  /** Loci that only the new version does not know as they are typed. */
  readonly flagged: readonly string[];
  /** Loci that only the version before does not know so. */
  readonly cleared: readonly string[];
}

export interface ComparedKits {
  /** Profiles that were compared. */
  readonly profiles: number;
  readonly moved: readonly MovedProfile[];
}

const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * What a new version of a kit would tell of the profiles that stand. Profiles do not name their kit, so those are compared
 * whose typed loci are the kit's: all of its autosomal ones, and none that it has not. No likelihood ratio rests on a kit.
 */
@Injectable()
export class KitEffects {
  constructor(private readonly store: EffectsStore) {}

  async compare(before: Kit, after: Kit): Promise<ComparedKits> {
    const moved: MovedProfile[] = [];
    let profiles = 0;
    for (let from = FIRST; ; ) {
      const page = await this.store.profilesAfter(from);
      for (const { id, genotypes, typed } of page) {
        if (!isTypedWith(before, typed)) continue;
        profiles += 1;
        const change = changeOf({ id, genotypes }, before, after);
        if (change !== undefined) moved.push(change);
      }
      await setImmediate();
      const last = page.at(-1);
      if (last === undefined) return { profiles, moved };
      from = last.id;
    }
  }
}

function isTypedWith({ loci }: Kit, typed: readonly string[]): boolean {
  const ofKit = loci.map(({ locus }) => locus);
  const autosomal = Object.keys(byKind(Object.fromEntries(ofKit.map((locus) => [locus, true]))).autosomal);
  const required = autosomal.length > 0 ? autosomal : ofKit;
  return typed.every((locus) => ofKit.includes(locus)) && required.every((locus) => typed.includes(locus));
}

function changeOf(
  { id, genotypes }: Pick<StandingProfile, 'id' | 'genotypes'>,
  before: Kit,
  after: Kit,
): MovedProfile | undefined {
  const profile = parseProfile(JSON.parse(genotypes));
  const [old, now] = [unknownTo(before, profile), unknownTo(after, profile)];
  const flagged = now.filter((locus) => !old.includes(locus));
  const cleared = old.filter((locus) => !now.includes(locus));
  return flagged.length + cleared.length === 0 ? undefined : { profileId: id, flagged, cleared };
}

/** The loci that an upload naming the kit is warned of. */
function unknownTo(kit: Kit, profile: Profile): readonly string[] {
  const { foreign, unknownVariant } = kitFit(profile, kit);
  return [...foreign, ...unknownVariant];
}
