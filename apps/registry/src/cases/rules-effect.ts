import { Injectable } from '@nestjs/common';
import { completed, RulesService } from '../submissions/rules.service.ts';
import { leastLoci, type QualitySettings, refuses } from '../submissions/rules.ts';
import type { RulesEffectView } from './rules-effect.dto.ts';
import { type AlikeProfiles, RulesEffectStore } from './rules-effect.store.ts';

/** Standing profiles that are looked at: enough to see what rules do, few enough to wait for. */
const MOST = 50_000;

/** Tells what quality rules would do to the profiles that stand, before anybody decides them. */
@Injectable()
export class RulesEffect {
  constructor(
    private readonly store: RulesEffectStore,
    private readonly rules: RulesService,
  ) {}

  async of(asked: QualitySettings): Promise<RulesEffectView> {
    const standing = await this.rules.current();
    const settings = completed(asked, standing.settings);
    const groups = await this.store.alike(MOST);
    const looked = sum(groups);
    const refused = groups.filter((group) => against(group, settings).length > 0);
    const before = groups.filter((group) => against(group, standing.settings).length > 0);
    return {
      rulesVersion: standing.version,
      looked,
      all: looked < MOST,
      wouldNotPass: sum(refused),
      newlyRefused: sum(refused.filter((group) => !before.includes(group))),
      newlyPassing: sum(before.filter((group) => !refused.includes(group))),
      byCode: counted(refused, (group) => against(group, settings)).map(([code, profiles]) => ({ code, profiles })),
      byCategory: counted(refused, ({ categories }) => (categories.length > 0 ? categories : [null])).map(
        ([category, profiles]) => ({ category, profiles }),
      ),
      untold: settings.threshold === standing.settings.threshold ? [] : ['threshold'],
    };
  }
}

/** What of a profile these rules refuse. A person of two categories needs the loci of both. */
export function against(
  { categories, loci, statuses, codes }: Omit<AlikeProfiles, 'profiles'>,
  settings: QualitySettings,
): readonly string[] {
  const least = Math.max(
    ...(categories.length > 0 ? categories : [undefined]).map((each) => leastLoci(settings, each)),
  );
  const tolerated: readonly string[] = settings.tolerate;
  return [
    ...(loci < least ? ['too-few-loci'] : []),
    ...statuses.filter((status) => !tolerated.includes(status)),
    ...codes.filter((code) => refuses(settings, code)),
  ];
}

function sum(groups: readonly AlikeProfiles[]): number {
  return groups.reduce((all, { profiles }) => all + profiles, 0);
}

/** By each key that a group has, how many profiles; the most frequent first. */
function counted<K>(
  groups: readonly AlikeProfiles[],
  keys: (group: AlikeProfiles) => readonly K[],
): readonly [K, number][] {
  const byKey = new Map<K, number>();
  for (const group of groups) {
    for (const key of keys(group)) byKey.set(key, (byKey.get(key) ?? 0) + group.profiles);
  }
  return [...byKey].sort(([, a], [, b]) => b - a);
}
