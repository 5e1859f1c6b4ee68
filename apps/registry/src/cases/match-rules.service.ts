import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { absent, Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import { isUniqueViolation } from '../violations.ts';
import type { ChangeMatchRules, MatchRulesView } from './match-rules.dto.ts';
import { MatchRulesStore } from './match-rules.store.ts';
import {
  BUILT_IN_MATCH_RULES,
  keyOf,
  type MatchRules,
  type MatchSettings,
  matchText,
  versionOf,
} from './match-rules.ts';

/** The match rules in their versions: none is ever changed, and every check and search names the one it was asked under. */
@Injectable()
export class MatchRulesService {
  constructor(
    private readonly store: MatchRulesStore,
    private readonly idempotency: Idempotency,
  ) {}

  /** Newest first; the last one is that of the program. */
  async list(): Promise<MatchRulesView[]> {
    return [...(await this.store.list()), BUILT_IN];
  }

  /** The rules that hold now; with `tx`, as that transaction sees them. */
  async current(tx?: EntityManager): Promise<MatchRules> {
    return (await this.store.newest(tx)) ?? BUILT_IN_MATCH_RULES;
  }

  async version(version: number): Promise<MatchRules> {
    if (version === BUILT_IN_MATCH_RULES.version) return BUILT_IN_MATCH_RULES;
    const found = await this.store.find(version);
    if (found === undefined) throw absent('version of the rules');
    return found;
  }

  /** Makes the next version. Refused when somebody else has made one since the rules were read. */
  async change(actor: Actor, request: ChangeMatchRules, key: string | undefined): Promise<MatchRulesView> {
    assertEachPairOnce(request.settings);
    const { version, digest, settings } = versionOf(request.expectedVersion + 1, request.settings);
    const { reason } = request;
    const made = await this.idempotency
      .once({ actor, key, request: { changeMatchRules: request } }, async (tx) => {
        const standing = await this.current(tx);
        if (standing.version !== request.expectedVersion) throw staleRules();
        if (standing.digest === digest) throw sameRules();
        const values = { version, settings: matchText(settings), digest, reason, accountId: actor.accountId };
        const act = { type: 'rules.match-changed', facts: { version, digest } };
        await this.store.insert(tx, await recordRow(tx, actor, act, 'match_rules', [String(version), values]));
        return version;
      })
      .catch((error: unknown) => {
        throw isUniqueViolation(error, 'match_rules') ? staleRules() : error;
      });
    return (await this.store.find(made))!;
  }
}

const BUILT_IN: MatchRulesView = {
  version: BUILT_IN_MATCH_RULES.version,
  digest: BUILT_IN_MATCH_RULES.digest,
  settings: { ...BUILT_IN_MATCH_RULES.settings, pairs: [...BUILT_IN_MATCH_RULES.settings.pairs] },
  reason: null,
  by: null,
  madeAt: null,
};

/** Of two rules for one pair nobody could tell which one holds. */
export function assertEachPairOnce({ pairs }: MatchSettings): void {
  const keys = pairs.map(keyOf);
  const twice = keys.find((key, place) => keys.indexOf(key) !== place);
  if (twice === undefined) return;
  const detail = `Two rules stand for ${twice.replaceAll(' ', ', ')}; keep one of them.`;
  throw new Problem(422, 'pair-repeated', detail);
}

function staleRules(): Problem {
  const detail = 'A newer version of the rules stands by now. Read it, and change that one if it is still wrong.';
  return new Problem(409, 'stale-rules', detail);
}

function sameRules(): Problem {
  return new Problem(422, 'unchanged', 'These are the rules that stand already; there is nothing to change.');
}
