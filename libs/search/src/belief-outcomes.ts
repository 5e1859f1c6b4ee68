import {
  type CompiledQuestion,
  compileQuestion,
  type GenotypeChances,
  genotypeChances,
  KinshipError,
  type Pedigree,
} from '@kinledger/kinship';
import { claimed, type PlaceQuestion, type RelativeKind, type Truth } from './belief-question.ts';
import { type DoubtedLink, doubtedLinks, relativeAlternatives, withoutLink } from './belief-relatives.ts';

/** What the likelihood ratio of one locus can come to, and how probable that is by who the candidate truly is. */
export interface LocusOutcomes {
  readonly locus: string;
  /** Ascending and each once; -Infinity stands for a ratio of zero. */
  readonly log10: Float64Array;
  readonly chances: Readonly<Partial<Record<Truth, Float64Array>>>;
}

/**
 * How relatives are drawn. `by-descent`: with the chance that the allele in question is shared by descent, 1/2 for a full
 * sibling of the true person and 1/4 for a half sibling, an uncle or an aunt (Jacquard 1974), the candidate shows what the
 * person himself would, else what somebody unrelated would; mutation on the way from their common ancestors is neglected.
 * `exact`: by the likelihood of the relative's pedigree, which takes some ten times as long. `none`: not at all.
 */
export type RelativeMethod = 'by-descent' | 'exact' | 'none';

/**
 * Whom candidates are drawn from. `population`: their alleles that are not the family's come at the frequencies of the
 * tables, and theta enters the ratio alone, as in `simulateRatios`. `subpopulation`: they come from the family's own, with the
 * theta of the question, as if the whole registry did: more of them share its alleles by chance.
 */
export type DrawnFrom = 'population' | 'subpopulation';

export interface OutcomeOptions {
  readonly relatives?: RelativeMethod;
  readonly from?: DrawnFrom;
}

export interface QuestionOutcomes {
  readonly compiled: CompiledQuestion;
  readonly loci: readonly LocusOutcomes[];
  /** How the relatives were drawn: `exact` where descent does not suffice, whatever was asked for. */
  readonly relatives: RelativeMethod;
}

/**
 * Works the question out for every genotype of a candidate who is typed with two alleles at the locus; a candidate with one
 * allele seen counts as typed here. Where two parents are doubted the relatives are those of the first.
 */
export function questionOutcomes(
  asked: PlaceQuestion,
  { relatives: method = 'by-descent', from = 'population' }: OutcomeOptions = {},
): QuestionOutcomes {
  const { question, place, hypothesis } = asked;
  const compiled = compileQuestion(question, place, hypothesis);
  const { settings } = question;
  const independent = from === 'population' && settings.theta > 0;
  const drawn = independent ? { ...asked, question: { ...question, settings: { ...settings, theta: 0 } } } : asked;
  const unrelated = genotypeChances(drawn.question, place, question.against);
  const related = independent
    ? genotypeChances(drawn.question, place, hypothesis)
    : compiled.loci.map(({ locus, pairs }, l) => claimedChances(locus, pairs, (unrelated[l] as GenotypeChances).pairs));
  const link = doubtedLinks(asked)[0];
  const relatives = method === 'by-descent' && !descentSuffices(claimed(asked), link) ? 'exact' : method;
  const draws =
    relatives === 'exact' ? byPedigree(drawn) : relatives === 'none' ? {} : byDescent(drawn, unrelated, link);
  const loci = compiled.loci.map(({ locus, pairs }, l): LocusOutcomes => {
    const own = (related[l] as GenotypeChances).pairs;
    const kinds = Object.entries(draws).map(([kind, draw]) => [kind, draw(l, own)] as const);
    const chances = { related: own, unrelated: (unrelated[l] as GenotypeChances).pairs, ...Object.fromEntries(kinds) };
    return { locus, ...grouped(pairs, chances) };
  });
  return { compiled, loci, relatives };
}

/** P(genotype | H1) = ratio x P(genotype | H2), up to a factor that is the same for all genotypes. */
function claimedChances(locus: string, log10: Float64Array, unrelated: Float64Array): GenotypeChances {
  const related = unrelated.map((chance, g) => (chance === 0 ? 0 : chance * 10 ** (log10[g] as number)));
  const all = related.reduce((sum, chance) => sum + chance, 0);
  if (all > 0) return { locus, pairs: related.map((chance) => chance / all) };
  throw new KinshipError(
    'impossible-data',
    `The family's genotypes at locus ${locus} are impossible; allow for mutation or check its typing.`,
  );
}

/** Chances of the genotypes at the l-th locus, given those under H1. */
type Draw = (l: number, related: Float64Array) => Float64Array;
type Draws = Readonly<Partial<Record<RelativeKind, Draw>>>;

/** One child, and a parent of whose own family nothing is known: either of his alleles is shared with equal chances. */
function descentSuffices(pedigree: Pedigree, link: DoubtedLink | undefined): boolean {
  if (link === undefined) return false;
  const { parent, children } = link;
  const claimant = pedigree.find(({ id }) => id === parent);
  return children.length === 1 && claimant?.father === null && claimant.mother === null;
}

function byDescent(asked: PlaceQuestion, unrelated: readonly GenotypeChances[], link?: DoubtedLink): Draws {
  if (link === undefined) return {};
  const self = claimed(asked).find(({ id }) => id === link.children[0]);
  // without the link nothing joins candidate and family, unless the child has another named parent who is on his side
  const cut =
    self?.id === asked.place && self.father !== null && self.mother !== null
      ? under(asked, 'without', withoutLink(claimed(asked), link))
      : unrelated;
  const sharing =
    (shared: number): Draw =>
    (l, related) =>
      related.map((chance, g) => shared * chance + (1 - shared) * ((cut[l] as GenotypeChances).pairs[g] as number));
  const quarter = sharing(1 / 4);
  return { 'full-sibling': sharing(1 / 2), 'half-sibling': quarter, 'uncle-or-aunt': quarter };
}

function byPedigree(asked: PlaceQuestion): Draws {
  const alternatives = relativeAlternatives(asked);
  const first = alternatives.filter(({ of }) => of === alternatives[0]?.of);
  return Object.fromEntries(
    first.map(({ kind, pedigree }) => {
      const chances = under(asked, kind, pedigree);
      const draw: Draw = (l) => (chances[l] as GenotypeChances).pairs;
      return [kind, draw];
    }),
  );
}

function under({ question, place }: PlaceQuestion, name: string, pedigree: Pedigree): readonly GenotypeChances[] {
  return genotypeChances({ ...question, hypotheses: [{ name, pedigree }], against: name }, place, name);
}

/** Genotypes with the same ratio are one outcome; ratios that differ by rounding only are the same. */
function grouped(
  log10: Float64Array,
  chances: Readonly<Partial<Record<Truth, Float64Array>>>,
): Pick<LocusOutcomes, 'log10' | 'chances'> {
  const order = [...log10.keys()].filter((g) => !Number.isNaN(log10[g]) && possible(chances, g));
  order.sort((g, h) => compare(log10[g] as number, log10[h] as number));
  const values: number[] = [];
  const places = order.map((g) => {
    const value = log10[g] as number;
    const last = values.at(-1);
    if (last === undefined || !(value === last || value - last < 1e-10)) values.push(value);
    return values.length - 1;
  });
  const sum = (of: Float64Array): Float64Array => {
    const sums = new Float64Array(values.length);
    for (const [i, g] of order.entries()) {
      const place = places[i] as number;
      sums[place] = (sums[place] as number) + (of[g] as number);
    }
    return sums;
  };
  const summed = Object.entries(chances).map(([truth, of]) => [truth, sum(of)] as const);
  return { log10: Float64Array.from(values), chances: Object.fromEntries(summed) };
}

function possible(chances: Readonly<Partial<Record<Truth, Float64Array>>>, g: number): boolean {
  return Object.values(chances).some((of) => (of[g] as number) > 0);
}

/** Also for two infinities, whose difference is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
