import type { Genotype } from '@kinledger/profile';
import { KinshipError } from './errors.ts';
import { likelihoodByState } from './likelihood.ts';
import { type LinkageWarning, linkageWarnings } from './linkage.ts';
import { type LocusModel, type LocusTable, locusModel } from './locus.ts';
import { checkQuestion, type Hypothesis, type KinshipQuestion, type LocusQuestion } from './question.ts';
import { total } from './sums.ts';

/** A question with one unknown person, worked out for each genotype that the person could show. */
export interface CompiledQuestion {
  readonly loci: readonly CompiledLocus[];
  /** Linked loci that can change the ratio once the person is typed there: they count as independent here, all of them. */
  readonly warnings: readonly LinkageWarning[];
}

/** log10 of the likelihood ratio; -Infinity stands for a ratio of zero, NaN for data impossible under the other hypothesis. */
export interface CompiledLocus {
  readonly locus: string;
  readonly alleles: ReadonlyMap<string, number>;
  /** Of the genotype of alleles a <= b at `pairPlace(a, b, n)`. */
  readonly pairs: Float64Array;
  /** Of one allele seen: that allele and any other, or the one allele of a man on the X. */
  readonly singles: Float64Array;
}

/** Place of the pair a <= b among all pairs of n alleles. */
export function pairPlace(a: number, b: number, n: number): number {
  return a * n - (a * (a - 1)) / 2 + (b - a);
}

/**
 * Works a question out for every genotype of one person who is in the pedigrees and not observed. Equal, to rounding, to
 * asking the question anew for each genotype; alleles are those of the tables. Pairs in `linked` are not computed jointly
 * but stand among the warnings.
 */
export function compileQuestion(question: KinshipQuestion, unknown: string, hypothesis: string): CompiledQuestion {
  checkQuestion(question);
  const [above, below] = [holding(question, unknown, hypothesis), holding(question, unknown, question.against)];
  return {
    loci: question.loci.map((locus) => compileLocus(question, locus, unknown, [above, below])),
    warnings: linkageWarnings({
      hypotheses: [above, below],
      loci: question.loci.map(({ table, observations }) => ({
        table,
        observations: { ...observations, [unknown]: [] },
      })),
      settings: question.settings,
    }),
  };
}

/** How probable each genotype of the unknown person is, given the others' and one hypothesis. */
export interface GenotypeChances {
  readonly locus: string;
  /** As the pairs of a `CompiledLocus`; they sum to 1 over the genotypes that can be seen. */
  readonly pairs: Float64Array;
}

/** Under the named hypothesis of a question as `compileQuestion` takes it. */
export function genotypeChances(
  question: KinshipQuestion,
  unknown: string,
  hypothesis: string,
): readonly GenotypeChances[] {
  checkQuestion(question);
  const { pedigree } = holding(question, unknown, hypothesis);
  return question.loci.map(({ table, observations }) => {
    const model = modelOf(question, table);
    const { pairs } = shownGenotypes(
      likelihoodByState(pedigree, observations, unknown, model, question.settings),
      model,
    );
    const all = total(pairs);
    if (all > 0) return { locus: table.locus, pairs: pairs.map((pair) => pair / all) };
    throw new KinshipError(
      'impossible-data',
      `The genotypes at locus ${table.locus} are impossible under the hypothesis ${hypothesis}; allow for mutation.`,
    );
  });
}

/** The named hypothesis. Refuses one that does not hold the unknown person. */
function holding({ hypotheses }: KinshipQuestion, unknown: string, name: string): Hypothesis {
  const found = hypotheses.find((candidate) => candidate.name === name);
  if (found?.pedigree.some(({ id }) => id === unknown)) return found;
  throw new KinshipError('person-unknown', `Person ${unknown} is not in a hypothesis named ${name}.`);
}

function modelOf({ settings: { mutation, silentFrequency } }: KinshipQuestion, table: LocusTable): LocusModel {
  return locusModel(table, { mutation, ...(silentFrequency === undefined ? {} : { silentFrequency }) });
}

function compileLocus(
  question: KinshipQuestion,
  { table, observations }: LocusQuestion,
  unknown: string,
  hypotheses: readonly [Hypothesis, Hypothesis],
): CompiledLocus {
  if (unknown in observations) {
    throw new KinshipError('person-unknown', `Person ${unknown} is observed at locus ${table.locus} already.`);
  }
  const model = modelOf(question, table);
  const [above, below] = hypotheses.map(({ pedigree }) =>
    shownGenotypes(likelihoodByState(pedigree, observations, unknown, model, question.settings), model),
  ) as [Shown, Shown];
  const log10 = (numerators: Float64Array, denominators: Float64Array): Float64Array =>
    numerators.map((numerator, i) =>
      denominators[i] === 0 ? Number.NaN : Math.log10(numerator / (denominators[i] as number)),
    );
  return {
    locus: table.locus,
    alleles: model.index,
    pairs: log10(above.pairs, below.pairs),
    singles: log10(above.singles, below.singles),
  };
}

interface Shown {
  readonly pairs: Float64Array;
  readonly singles: Float64Array;
}

/** Turns likelihoods of genotypes into likelihoods of what a laboratory sees of them. */
function shownGenotypes({ states, byState }: ReturnType<typeof likelihoodByState>, model: LocusModel): Shown {
  const n = model.silent < 0 ? model.n : model.n - 1;
  const pairs = new Float64Array((n * (n + 1)) / 2);
  const singles = new Float64Array(n);
  const add = (to: Float64Array, place: number, value: number): void => {
    to[place] = (to[place] as number) + value;
  };
  for (let s = 0; s < states.count; s++) {
    const a = states.first[s] as number;
    const second = states.second[s] as number;
    const value = byState[s] as number;
    if (a === model.silent) continue;
    const b = second === model.silent ? a : second;
    add(singles, a, value);
    if (b < 0) continue;
    add(pairs, pairPlace(a, b, n), value);
    if (b !== a) add(singles, b, value);
  }
  return { pairs, singles };
}

/** What the profile of the unknown person comes to. */
export interface CompiledAnswer {
  /** `null` stands for a ratio of zero. */
  readonly log10: number | null;
  readonly lociUsed: number;
}

/** Adds up the loci that the profile has; names of loci are those of the question. */
export function answerCompiled(
  question: CompiledQuestion,
  profile: Readonly<Record<string, Genotype>>,
): CompiledAnswer {
  let log10 = 0;
  let lociUsed = 0;
  for (const locus of question.loci) {
    const genotype = profile[locus.locus];
    // A tri-allelic locus counts in no likelihood ratio.
    if (genotype === undefined || genotype.length > 2) continue;
    log10 += lookUp(locus, genotype);
    lociUsed++;
  }
  if (Number.isNaN(log10))
    throw new KinshipError(
      'impossible-data',
      'The profile is impossible under the hypothesis that the other is set against; allow for mutation.',
    );
  return { log10: log10 === Number.NEGATIVE_INFINITY ? null : log10, lociUsed };
}

function lookUp({ locus, alleles, pairs, singles }: CompiledLocus, genotype: Genotype): number {
  const [a, b] = genotype.map((allele) => alleles.get(allele));
  if (a === undefined || (genotype.length === 2 && b === undefined)) {
    throw new KinshipError('allele-not-in-table', `The profile has an allele at locus ${locus} that the table lacks.`);
  }
  if (b === undefined) return singles[a] as number;
  return pairs[pairPlace(Math.min(a, b), Math.max(a, b), singles.length)] as number;
}
