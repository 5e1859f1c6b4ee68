import { setImmediate } from 'node:timers/promises';
import {
  DEFAULT_SETTINGS,
  ENGINE_VERSION,
  type ParentageResult,
  parentage,
  seededRandom,
  simulateChild,
  simulateProfile,
} from '@kinledger/kinship';
import type { FrequencyTable, Profile } from '@kinledger/profile';
import type { StandardCaseView, StandardEffectView } from './imports.dto.ts';

/** The tables that the standard cases are drawn from, always the same. */
export const STANDARD_POPULATIONS = ['NIST1036-AfAm', 'NIST1036-Asian', 'NIST1036-Cauc', 'NIST1036-Hisp'] as const;
const SEED = 'standard cases 1';
const PARENTS = 3;
const UNRELATED = 2;

interface StandardCase {
  readonly name: string;
  readonly truth: StandardCaseView['truth'];
  readonly child: Profile;
  readonly adult: Profile;
}

/** For each population three parents with a child and two adults with somebody else's; the same for ever, from a seed. */
export function standardCases(tables: readonly FrequencyTable[]): readonly StandardCase[] {
  return tables.flatMap((table) => {
    const random = seededRandom(`${SEED} ${table.id}`);
    return Array.from({ length: PARENTS + UNRELATED }, (_, i) => {
      const adult = simulateProfile(table, random);
      const child =
        i < PARENTS ? simulateChild({ father: adult, mother: null }, table, random) : simulateProfile(table, random);
      const truth = i < PARENTS ? ('parent' as const) : ('unrelated' as const);
      return { name: `${table.id} ${i + 1}`, truth, child, adult };
    });
  });
}

/**
 * The standard cases, as one-parent checks with the defaults, with two tables, at the loci that both hold. Null where they
 * share none. Others may have their turn between the cases.
 */
export async function standardEffect(
  cases: readonly StandardCase[],
  before: FrequencyTable,
  after: FrequencyTable,
): Promise<StandardEffectView | null> {
  const loci = Object.keys(after.loci).filter((locus) => before.loci[locus] !== undefined);
  const answered: (StandardCaseView & { readonly other: boolean })[] = [];
  for (const each of cases) {
    const shared = loci.filter((locus) => each.child[locus] !== undefined);
    if (shared.length === 0) return null;
    const [old, now] = [answer(each, shared, before), answer(each, shared, after)];
    const { name, truth } = each;
    const other = old.verdict !== now.verdict;
    answered.push({ name, truth, before: old.combined.log10, after: now.combined.log10, other });
    await setImmediate();
  }
  const shifts = answered.map((each) => Math.abs(Number(each.after ?? 0) - Number(each.before ?? 0)));
  return {
    against: before.id,
    againstDigest: before.digest,
    engine: ENGINE_VERSION,
    cases: answered.map(({ other: _, ...each }) => each),
    largestShift: String(Math.max(...shifts)),
    otherVerdict: answered.filter(({ other }) => other).length,
  };
}

function answer({ child, adult }: StandardCase, loci: readonly string[], table: FrequencyTable): ParentageResult {
  const typed = (profile: Profile): Profile => Object.fromEntries(loci.map((locus) => [locus, profile[locus]!]));
  return parentage({
    question: 'one-parent',
    child: { code: 'child', sex: 'unknown', profile: typed(child) },
    parent: { code: 'adult', sex: 'unknown', profile: typed(adult) },
    table,
    settings: DEFAULT_SETTINGS,
  });
}
