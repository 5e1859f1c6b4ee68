import { setImmediate } from 'node:timers/promises';
import {
  DEFAULT_SETTINGS,
  ENGINE_VERSION,
  type ParentageResult,
  type ParentageSettings,
  parentage,
  seededRandom,
  simulateChild,
  simulateProfile,
} from '@kinledger/kinship';
import type { FrequencyTable, MutationTable, Profile } from '@kinledger/profile';
import type { StandardCaseView, StandardEffectView } from './imports.dto.ts';

/** The tables that the standard cases are drawn from, always the same. */
const STANDARD_POPULATIONS: readonly string[] = ['NIST1036-AfAm', 'NIST1036-Asian', 'NIST1036-Cauc', 'NIST1036-Hisp'];
const SEED = 'standard cases 1';
const PARENTS = 3;
const UNRELATED = 2;

export interface StandardCase {
  readonly name: string;
  readonly truth: StandardCaseView['truth'];
  readonly child: Profile;
  readonly adult: Profile;
}

/** Those of these tables that the cases are drawn from, each in its first version. */
export function standardTables(tables: readonly FrequencyTable[]): readonly FrequencyTable[] {
  const standard = tables.filter(({ id }) => STANDARD_POPULATIONS.includes(id));
  return standard.filter((each, i) => standard.findIndex(({ id }) => id === each.id) === i);
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

/** With what a standard case is answered; `label` and `digest` say whose figures they are. */
export interface AnsweredWith {
  readonly label: string;
  readonly digest: string;
  readonly table: FrequencyTable;
  readonly settings: ParentageSettings;
}

/**
 * The standard cases, as one-parent checks with the defaults, with two tables, at the loci that both hold. Null where they
 * share none. Others may have their turn between the cases.
 */
export function standardEffect(
  cases: readonly StandardCase[],
  before: FrequencyTable,
  after: FrequencyTable,
): Promise<StandardEffectView | null> {
  const withTable = (table: FrequencyTable): AnsweredWith => ({
    label: table.id,
    digest: table.digest,
    table,
    settings: DEFAULT_SETTINGS,
  });
  return effectOf(cases, withTable(before), withTable(after));
}

/** The defaults with the rates of a study in the place of the default ones. */
export function settingsWith({ loci }: MutationTable): ParentageSettings {
  const rates = Object.entries(loci).map(
    ([locus, { paternal, maternal }]) => [locus, { maleRate: Number(paternal), femaleRate: Number(maternal) }] as const,
  );
  const mutation = { ...DEFAULT_SETTINGS.mutation, locusRates: Object.fromEntries(rates) };
  return { ...DEFAULT_SETTINGS, mutation };
}

/** As `standardEffect`, with anything else exchanged. */
export async function effectOf(
  cases: readonly StandardCase[],
  before: AnsweredWith,
  after: AnsweredWith,
): Promise<StandardEffectView | null> {
  const loci = Object.keys(after.table.loci).filter((locus) => before.table.loci[locus] !== undefined);
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
    against: before.label,
    againstDigest: before.digest,
    engine: ENGINE_VERSION,
    cases: answered.map(({ other: _, ...each }) => each),
    largestShift: String(Math.max(...shifts)),
    otherVerdict: answered.filter(({ other }) => other).length,
  };
}

function answer(
  { child, adult }: StandardCase,
  loci: readonly string[],
  { table, settings }: AnsweredWith,
): ParentageResult {
  const typed = (profile: Profile): Profile => Object.fromEntries(loci.map((locus) => [locus, profile[locus]!]));
  return parentage({
    question: 'one-parent',
    child: { code: 'child', sex: 'unknown', profile: typed(child) },
    parent: { code: 'adult', sex: 'unknown', profile: typed(adult) },
    table,
    settings,
  });
}
