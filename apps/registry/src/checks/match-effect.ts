import { Injectable } from '@nestjs/common';
import { assertEachPairOnce, MatchRulesService } from '../cases/match-rules.service.ts';
import { keyOf, type MatchRule, type MatchSettings, versionOf } from '../cases/match-rules.ts';
import { judgePairs } from './comparable.ts';
import type { MatchEffectView } from './match-effect.dto.ts';
import { type AskedPairs, MatchEffectStore } from './match-effect.store.ts';

/** Checks that are looked at: enough to see what rules do, few enough to wait for. */
const MOST = 10_000;

/** Tells what match rules would change, before anybody decides them. */
@Injectable()
export class MatchEffect {
  constructor(
    private readonly store: MatchEffectStore,
    private readonly rules: MatchRulesService,
  ) {}

  async of(asked: MatchSettings): Promise<MatchEffectView> {
    assertEachPairOnce(asked);
    const standing = await this.rules.current();
    const next = versionOf(standing.version + 1, asked);
    const checks = await this.store.asked(MOST);
    const before = checks.map((check) => outcome(standing.settings, check));
    const after = checks.map((check) => outcome(next.settings, check));
    const count = (counts: (now: Outcome, then: Outcome) => boolean) =>
      after.filter((then, place) => counts(before[place]!, then)).length;
    return {
      rulesVersion: standing.version,
      digest: next.digest,
      ...difference(standing.settings.pairs, next.settings.pairs),
      checks: checks.length,
      all: checks.length < MOST,
      unlisted: count((_, then) => then.unlisted),
      newlyUnlisted: count((now, then) => then.unlisted && !now.unlisted),
      tooFewLoci: count((_, then) => then.tooFewLoci),
      newlyTooFewLoci: count((now, then) => then.tooFewLoci && !now.tooFewLoci),
      otherThreshold: count((now, then) => now.threshold !== then.threshold),
    };
  }
}

interface Outcome {
  readonly unlisted: boolean;
  readonly tooFewLoci: boolean;
  readonly threshold: string;
}

function outcome(settings: MatchSettings, { question, pairs }: AskedPairs): Outcome {
  const { notes, threshold } = judgePairs(settings, question, pairs);
  const has = (code: string) => notes.some((note) => note.code === code);
  return { unlisted: has('pair-not-listed'), tooFewLoci: has('too-few-common-loci'), threshold };
}

function difference(before: readonly MatchRule[], after: readonly MatchRule[]) {
  const earlier = new Map(before.map((rule) => [keyOf(rule), rule]));
  const later = new Map(after.map((rule) => [keyOf(rule), rule]));
  return {
    added: after.filter((rule) => !earlier.has(keyOf(rule))),
    removed: before.filter((rule) => !later.has(keyOf(rule))),
    changed: after.flatMap((rule) => {
      const old = earlier.get(keyOf(rule));
      return old === undefined || sameLimits(old, rule) ? [] : [{ before: old, after: rule }];
    }),
  };
}

function sameLimits(a: MatchRule, b: MatchRule): boolean {
  return (
    a.minimumLoci === b.minimumLoci &&
    a.mostInconsistencies === b.mostInconsistencies &&
    Number(a.threshold) === Number(b.threshold)
  );
}
