import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { absent, Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import { isUniqueViolation } from '../violations.ts';
import type { ChangeRules, QualityRulesView } from './rules.dto.ts';
import { RulesStore } from './rules.store.ts';
import { BUILT_IN_RULES, type QualityRules, type QualitySettings } from './rules.ts';

const BUILT_IN: QualityRulesView = {
  version: BUILT_IN_RULES.version,
  settings: { ...BUILT_IN_RULES.settings, tolerate: [...BUILT_IN_RULES.settings.tolerate], minimumByCategory: [] },
  reason: null,
  by: null,
  madeAt: null,
};

/** The quality rules in their versions: none is ever changed, and every submission tells by which it was judged. */
@Injectable()
export class RulesService {
  constructor(
    private readonly store: RulesStore,
    private readonly idempotency: Idempotency,
  ) {}

  /** Newest first; the last one is that of the program. */
  async list(): Promise<QualityRulesView[]> {
    return [...(await this.store.list()), BUILT_IN];
  }

  async current(): Promise<QualityRules> {
    return (await this.store.newest()) ?? BUILT_IN_RULES;
  }

  async version(version: number): Promise<QualityRules> {
    if (version === BUILT_IN_RULES.version) return BUILT_IN_RULES;
    const found = await this.store.find(version);
    if (found === undefined) throw absent('version of the rules');
    return found;
  }

  /** Makes the next version. Refused when somebody else has made one since the rules were read. */
  async change(actor: Actor, request: ChangeRules, key: string | undefined): Promise<QualityRulesView> {
    const version = request.expectedVersion + 1;
    const { reason } = request;
    const made = await this.idempotency
      .once({ actor, key, request: { changeRules: request } }, async (tx) => {
        const standing = (await this.store.newest(tx)) ?? BUILT_IN;
        if (standing.version !== request.expectedVersion) throw staleRules();
        const settings = JSON.stringify(completed(request.settings, standing.settings));
        const values = { version, settings, reason, accountId: actor.accountId };
        const act = { type: 'rules.changed', facts: { version } };
        await this.store.insert(tx, await recordRow(tx, actor, act, 'quality_rules', [String(version), values]));
        return version;
      })
      .catch((error: unknown) => {
        throw isUniqueViolation(error, 'quality_rules') ? staleRules() : error;
      });
    return (await this.store.find(made))!;
  }
}

/** The settings that are meant by these: what was left out stays as it stands. */
export function completed<T extends QualitySettings>(asked: T, standing: QualitySettings): T {
  return { ...asked, minimumByCategory: [...(asked.minimumByCategory ?? standing.minimumByCategory ?? [])] };
}

function staleRules(): Problem {
  const detail = 'A newer version of the rules stands by now. Read it, and change that one if it is still wrong.';
  return new Problem(409, 'stale-rules', detail);
}
