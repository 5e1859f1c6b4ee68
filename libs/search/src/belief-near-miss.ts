import { KinshipError, kinshipRatios, type LocusQuestion, type MutationSettings } from '@kinledger/kinship';
import type { Kit, Profile } from '@kinledger/profile';
import { alikeAlleles, misreadAtKitEdge, missedBeyondKit } from './belief-kit-edge.ts';
import { claimed, type PlaceQuestion } from './belief-question.ts';
import { leastSteps } from './belief-steps.ts';

/** What can make a locus inconsistent although H1 is true. */
export type MissCause =
  | 'mutation-one-step'
  | 'mutation-more-steps'
  | 'mutation-part-repeat'
  | 'mutation'
  | 'silent-allele'
  | 'drop-out'
  | 'misread-at-kit-edge'
  | 'missed-beyond-kit';

export interface MissExplanation {
  readonly cause: MissCause;
  /** log10 of the likelihood ratio of the locus, H1 against unrelated, when this may happen at its rate and nothing else. */
  readonly log10: number;
  /** Whole repeats of mutations between typed persons. */
  readonly steps?: number;
  /** Whose typing would be wrong. */
  readonly person?: string;
}

export interface MissedLocus {
  readonly locus: string;
  /** The likeliest first; none where nothing of it explains the locus. */
  readonly explanations: readonly MissExplanation[];
}

export interface NearMiss {
  readonly missed: readonly MissedLocus[];
  readonly lociUsed: number;
  /** Of the other loci, without mutation or silent alleles. */
  readonly log10Others: number;
  /** Of all loci, each missed one by its likeliest explanation; `null` when one has none. */
  readonly log10: number | null;
}

/** How often what explains an inconsistent locus happens; all but mutation are chances at one locus of one person. */
export interface MissRates {
  readonly mutation: MutationSettings;
  /** Frequency of silent alleles. */
  readonly silent: number;
  /** That one allele of two is not seen. */
  readonly dropout: number;
  /** That an allele at the first or last place of a ladder, or beyond, is another one. */
  readonly misread: number;
  /** That an allele beyond the ladder is not seen at all. */
  readonly missedBeyond: number;
}

/**
 * Beside the mutation settings of the question. Silent alleles: one in 2,055 persons at FGA (Delamoye et al. 2004, in NIST
 * STRBase's list of null alleles) is about 0.00024 of alleles. The others are this project's assumptions for single-source reference
 * samples, to be replaced by a laboratory's own figures; they order explanations and enter no result.
 */
export const MISS_RATES: Omit<MissRates, 'mutation'> = {
  silent: 0.00024,
  dropout: 0.001,
  misread: 0.0005,
  missedBeyond: 0.05,
};

/** Kits by person; the candidate is the person of the place. */
export type KitsUsed = Readonly<Record<string, Kit>>;

/**
 * The loci at which the candidate is impossible under H1 without mutation and silent alleles, with what would explain each.
 * Loci that he lacks or has three alleles at do not count.
 */
export function nearMiss(asked: PlaceQuestion, profile: Profile, rates: MissRates, kits: KitsUsed = {}): NearMiss {
  const { question, place } = asked;
  const loci = question.loci.flatMap(({ table, observations }): readonly LocusQuestion[] => {
    const genotype = profile[table.locus];
    if (genotype === undefined || genotype.length > 2 || Object.keys(observations).length === 0) return [];
    return [{ table, observations: { ...observations, [place]: genotype } }];
  });
  const ratios = loci.map((locus) => log10Of(asked, locus, { mutation: WITHOUT }) ?? Number.NEGATIVE_INFINITY);
  const missed = loci
    .filter((_, l) => ratios[l] === Number.NEGATIVE_INFINITY)
    .map((locus): MissedLocus => ({ locus: locus.table.locus, explanations: explained(asked, locus, rates, kits) }));
  const log10Others = ratios.reduce((sum, ratio) => sum + (Number.isFinite(ratio) ? ratio : 0), 0);
  const best = missed.map(({ explanations }) => explanations[0]?.log10 ?? null);
  return {
    missed,
    lociUsed: loci.length,
    log10Others,
    log10: best.reduce((sum, one) => (sum === null || one === null ? null : sum + one), log10Others),
  };
}

export interface DeskOptions {
  /** Inconsistent loci that a pair may have. */
  readonly most?: number;
  /** Of the typed persons. */
  readonly kits?: KitsUsed;
}

export interface DeskCandidate {
  readonly id: string;
  readonly profile: Profile;
  readonly kit?: Kit;
}

export interface DeskRow extends NearMiss {
  readonly id: string;
}

/** Candidates with one inconsistent locus or more, up to `most`; the highest ratio first, those without explanation last. */
export function nearMissDesk(
  asked: PlaceQuestion,
  candidates: readonly DeskCandidate[],
  rates: MissRates,
  { most = 2, kits = {} }: DeskOptions = {},
): readonly DeskRow[] {
  const rows = candidates.map(({ id, profile, kit }): DeskRow => {
    return { id, ...nearMiss(asked, profile, rates, kit === undefined ? kits : { ...kits, [asked.place]: kit }) };
  });
  const height = ({ log10 }: DeskRow): number => log10 ?? -Number.MAX_VALUE;
  return rows.filter(({ missed }) => missed.length > 0 && missed.length <= most).sort((a, b) => height(b) - height(a));
}

const WITHOUT: MutationSettings = { model: 'none', maleRate: 0, femaleRate: 0 };

function explained(
  asked: PlaceQuestion,
  locus: LocusQuestion,
  rates: MissRates,
  kits: KitsUsed,
): readonly MissExplanation[] {
  const found = [
    ...byMutation(asked, locus, rates.mutation),
    ...bySilence(asked, locus, rates.silent),
    ...byDropout(asked, locus, rates.dropout),
    ...misreadAtKitEdge(asked, locus, rates.misread, kits),
    ...missedBeyondKit(asked, locus, rates.missedBeyond, kits),
  ];
  return found.filter(({ log10 }) => Number.isFinite(log10)).sort((a, b) => b.log10 - a.log10);
}

function byMutation(
  asked: PlaceQuestion,
  locus: LocusQuestion,
  mutation: MutationSettings,
): readonly MissExplanation[] {
  const log10 = log10Of(asked, locus, { mutation });
  if (log10 === null) return [];
  const least = leastSteps(claimed(asked), locus.observations);
  if (least === undefined) return [{ cause: 'mutation', log10 }];
  if (!least.whole) return [{ cause: 'mutation-part-repeat', log10 }];
  const { steps } = least;
  return [{ cause: steps === 1 ? 'mutation-one-step' : 'mutation-more-steps', log10, steps }];
}

function bySilence(asked: PlaceQuestion, locus: LocusQuestion, silentFrequency: number): readonly MissExplanation[] {
  const log10 = log10Of(asked, locus, { mutation: WITHOUT, silentFrequency });
  return log10 === null ? [] : [{ cause: 'silent-allele', log10 }];
}

/** Each person who shows one allele may have another that was not seen. */
function byDropout(asked: PlaceQuestion, locus: LocusQuestion, dropout: number): readonly MissExplanation[] {
  return alikeAlleles(locus.observations).flatMap(([person, allele]): readonly MissExplanation[] => {
    const seen = { seen: [allele], dropout, homozygoteDropout: dropout ** 2, dropin: 0 };
    const observations = { ...locus.observations, [person]: seen };
    const log10 = log10Of(asked, { ...locus, observations }, { mutation: WITHOUT });
    return log10 === null ? [] : [{ cause: 'drop-out', log10, person }];
  });
}

interface OneLocusSettings {
  readonly mutation: MutationSettings;
  readonly silentFrequency?: number;
}

/** H1 against unrelated; `null` for a ratio of zero, and where the genotypes are impossible under both. */
function log10Of(
  { question, hypothesis }: PlaceQuestion,
  locus: LocusQuestion,
  settings: OneLocusSettings,
): number | null {
  const { hypotheses, against } = question;
  try {
    const { theta } = question.settings;
    return (
      kinshipRatios({ hypotheses, against, loci: [locus], settings: { theta, ...settings } }).log10[hypothesis] ?? null
    );
  } catch (error) {
    if (error instanceof KinshipError && error.code === 'impossible-data') return null;
    throw error;
  }
}
