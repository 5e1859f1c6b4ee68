import type { FrequencyTable, Profile } from '@kinledger/profile';
import { chooseLoci, participants } from './common-loci.ts';
import { KinshipError } from './errors.ts';
import { likelihood, type Observations } from './likelihood.ts';
import { frequenciesFor } from './minimum-frequency.ts';
import type { MutationSettings } from './mutation.ts';
import { hypothesesInWords, parentagePedigrees } from './parentage-hypotheses.ts';
import { combinedLog10, type LocusQuestion, modelFor } from './question.ts';
import { checkSettings, type ParentageSettings } from './settings.ts';
import { ratioText, settingsText } from './text.ts';
import { adviceOn, type Verdict, verdictOf } from './verdict.ts';

/**
 * `one-parent`: is `parent` a parent of the child, the other parent being unknown? `known-parent`: is `parent` the
 * parent beside `otherParent`, whom nobody doubts? `both-parents`: is the child one of both, or of neither?
 */
export type Question = 'one-parent' | 'known-parent' | 'both-parents';

export interface Participant {
  readonly code: string;
  readonly sex: 'male' | 'female' | 'unknown';
  readonly profile: Profile;
}

export interface ParentageInput {
  readonly question: Question;
  readonly child: Participant;
  readonly parent: Participant;
  readonly otherParent?: Participant;
  readonly table: FrequencyTable;
  readonly settings: ParentageSettings;
}

export type LocusNote = 'allele-not-in-table' | 'below-minimum-frequency' | 'one-allele-seen';
export type SkipReason = 'not-in-table' | 'not-typed-in-all' | 'not-autosomal';

/** Plain JSON without floats and without alleles; the same input gives the same text. Numbers are `String(number)`. */
export interface ParentageResult {
  readonly question: Question;
  readonly hypotheses: { readonly h1: string; readonly h2: string };
  readonly population: { readonly id: string; readonly title: string; readonly digest: string };
  readonly settings: ReturnType<typeof settingsText>;
  readonly loci: readonly {
    readonly locus: string;
    readonly ratio: string;
    readonly log10: string | null;
    readonly inconsistent: boolean;
    readonly note?: LocusNote;
  }[];
  readonly skipped: readonly { readonly locus: string; readonly reason: SkipReason }[];
  readonly combined: {
    readonly ratio: string;
    readonly log10: string | null;
    readonly inconsistentLoci: number;
    readonly lociUsed: number;
  };
  readonly verdict: Verdict;
  readonly advice: string;
}

/** Answers a parentage question. Throws a KinshipError when it cannot be answered, never guesses. */
export function parentage(input: ParentageInput): ParentageResult {
  checkSettings(input.settings);
  const pedigrees = parentagePedigrees(input);
  const { used, skipped } = chooseLoci(input);
  if (used.length === 0) {
    throw new KinshipError(
      'no-common-loci',
      `No locus is typed in all persons and in table ${input.table.id}; type loci in common or choose another table.`,
    );
  }
  const loci = used.map((locus) => locusResult(input, pedigrees, locus));
  const log10 = combinedLog10(loci.map(({ ratio }) => ratio));
  const inconsistent = loci.filter((locus) => locus.inconsistent);
  const facts = {
    question: input.question,
    log10,
    threshold: input.settings.threshold,
    inconsistentLoci: inconsistent.length,
    oppositeHomozygotes: inconsistent.filter((locus) => locus.oppositeHomozygotes).length,
    mutation: input.settings.mutation.model !== 'none',
  };
  const { id, title, digest } = input.table;
  return {
    question: input.question,
    hypotheses: hypothesesInWords(input),
    population: { id, title, digest },
    settings: settingsText(input.settings),
    loci: loci.map(({ locus, ratio, inconsistent: odd, note }) => ({
      locus,
      ratio: String(ratio),
      log10: ratio === 0 ? null : String(Math.log10(ratio)),
      inconsistent: odd,
      ...(note === undefined ? {} : { note }),
    })),
    skipped,
    combined: {
      ratio: ratioText(loci.map(({ ratio }) => ratio)),
      log10: log10 === null ? null : String(log10),
      inconsistentLoci: inconsistent.length,
      lociUsed: loci.length,
    },
    verdict: verdictOf(facts),
    advice: adviceOn(facts),
  };
}

interface LocusRatio {
  readonly locus: string;
  readonly ratio: number;
  readonly inconsistent: boolean;
  readonly oppositeHomozygotes: boolean;
  readonly note: LocusNote | undefined;
}

const NO_MUTATION: MutationSettings = { model: 'none', maleRate: 0, femaleRate: 0 };

/** A locus is inconsistent when H1 could not have produced it without a mutation. */
function locusResult(
  input: ParentageInput,
  pedigrees: ReturnType<typeof parentagePedigrees>,
  locus: string,
): LocusRatio {
  const { h1, h2, mutation } = pedigrees;
  const { theta, minimumFrequency } = input.settings;
  const observations: Observations = Object.fromEntries(
    Object.entries(participants(input)).map(([role, { profile }]) => [role, profile[locus] as readonly string[]]),
  );
  const genotypes = Object.values(observations) as readonly (readonly string[])[];
  const { table, note } = frequenciesFor(input.table, locus, new Set(genotypes.flat()), minimumFrequency);
  const question: LocusQuestion = { table, observations };
  const model = modelFor(question, { theta, mutation });
  const given1 = likelihood(h1, observations, model, { theta });
  const given2 = likelihood(h2, observations, model, { theta });
  if (!(given2 > 0)) {
    throw new KinshipError(
      'impossible-data',
      `Locus ${locus} is impossible under H2 as well; allow for mutation or check the undisputed parent's typing.`,
    );
  }
  const inconsistent = likelihood(h1, observations, modelFor(question, { theta: 0, mutation: NO_MUTATION })) === 0;
  const oneSeen = genotypes.some((genotype) => genotype.length === 1);
  return {
    locus,
    ratio: given1 / given2,
    inconsistent,
    oppositeHomozygotes: inconsistent && areOppositeHomozygotes(genotypes[0], genotypes[1]),
    note: note ?? (oneSeen ? 'one-allele-seen' : undefined),
  };
}

function areOppositeHomozygotes(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return new Set(a).size === 1 && new Set(b).size === 1 && a[0] !== b[0];
}
