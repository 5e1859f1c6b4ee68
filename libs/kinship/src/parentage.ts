import type { FrequencyTable, Profile } from '@kinledger/profile';
import { type Advice, type AdviceFacts, adviceOn, adviceText } from './advice.ts';
import { chooseLoci, participants } from './common-loci.ts';
import { KinshipError } from './errors.ts';
import { type IdenticalPair, identicalPairs } from './identical.ts';
import type { FrequencyNote } from './minimum-frequency.ts';
import { type AlternativeCode, parentageHypotheses } from './parentage-hypotheses.ts';
import { type LocusRatio, locusRatio } from './parentage-locus.ts';
import { combinedLog10 } from './question.ts';
import { checkSettings, type ParentageSettings } from './settings.ts';
import { ratioText, type SettingsText, settingsText } from './text.ts';
import { type Verdict, verdictOf } from './verdict.ts';

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

export type LocusNote = FrequencyNote | 'one-allele-seen';
export type SkipReason = 'not-in-table' | 'not-typed-in-all' | 'not-autosomal' | 'tri-allelic';

/** Plain JSON without floats and without anybody's alleles; the same input gives the same text. Numbers are `String(number)`. */
export interface ParentageResult {
  readonly question: Question;
  readonly hypotheses: { readonly h1: string; readonly h2: string };
  readonly population: { readonly id: string; readonly title: string; readonly digest: string };
  readonly settings: SettingsText;
  readonly loci: readonly {
    readonly locus: string;
    readonly ratio: string;
    readonly log10: string | null;
    /** Impossible under H1 without a mutation, and not under H2 already. */
    readonly inconsistent: boolean;
    /** Only of a known parent: impossible under H2 too without a mutation, so that it speaks against that parent. */
    readonly inconsistentWithOther?: true;
    readonly note?: LocusNote;
  }[];
  readonly skipped: readonly { readonly locus: string; readonly reason: SkipReason }[];
  readonly combined: {
    readonly ratio: string;
    readonly log10: string | null;
    readonly inconsistentLoci: number;
    readonly inconsistentWithOther: number;
    /** Loci at which somebody shows one allele, which counts as that allele and any other. */
    readonly oneAlleleSeen: number;
    readonly lociUsed: number;
  };
  /**
   * H1 against H2 and, of two parents, against one of them alone; the verdict needs the smallest of the ratios. One that
   * is as impossible as H1 is left out.
   */
  readonly alternatives: readonly {
    readonly hypothesis: string;
    readonly code: AlternativeCode;
    readonly log10: string | null;
    readonly ratio: string;
  }[];
  /** Persons of the question who cannot be told apart by their profiles. */
  readonly identicalProfiles: readonly IdenticalPair[];
  readonly verdict: Verdict;
  readonly advice: readonly Advice[];
  /** `advice` in English. */
  readonly adviceText: string;
}

/** Answers a parentage question. Throws a KinshipError when it cannot be answered, never guesses. */
export function parentage(input: ParentageInput): ParentageResult {
  checkSettings(input.settings, Object.keys(input.table.loci));
  const hypotheses = parentageHypotheses(input);
  const { used, skipped } = chooseLoci(input);
  if (used.length === 0) {
    throw new KinshipError(
      'no-common-loci',
      `No locus is typed in all persons and in table ${input.table.id}; type loci in common or choose another table.`,
    );
  }
  const loci = used.map((locus) => locusRatio(input, hypotheses, locus));
  const alternatives = hypotheses.alternatives.flatMap(({ words, code }, i) => {
    const ratios = loci.map((locus) => locus.ratios[i] as number | undefined);
    return ratios.every((ratio) => ratio !== undefined) ? [{ hypothesis: words, code, ratios }] : [];
  });
  const combined = alternatives.map(({ ratios }) => combinedLog10(ratios));
  const identicalProfiles = identicalPairs(Object.values(participants(input)));
  const facts = factsOf(input, loci, { combined, identical: identicalProfiles.length > 0 });
  const advice = adviceOn(facts);
  const { id, title, digest } = input.table;
  return {
    question: input.question,
    hypotheses: { h1: hypotheses.h1.words, h2: hypotheses.alternatives[0].words },
    population: { id, title, digest },
    settings: settingsText(input.settings),
    loci: loci.map(locusText),
    skipped,
    combined: {
      ratio: ratioText(loci.map(againstH2)),
      log10: text(facts.log10AgainstH2),
      inconsistentLoci: facts.inconsistentLoci,
      inconsistentWithOther: facts.inconsistentWithOther,
      oneAlleleSeen: facts.oneAlleleSeen,
      lociUsed: loci.length,
    },
    alternatives: alternatives.map(({ hypothesis, code, ratios }, i) => ({
      hypothesis,
      code,
      log10: text(combined[i] as number | null),
      ratio: ratioText(ratios),
    })),
    identicalProfiles,
    verdict: verdictOf(facts),
    advice,
    adviceText: adviceText(advice),
  };
}

/** What verdict and advice rest on; `combined` has the log10 of H1 against each alternative, H2 first. */
function factsOf(
  { question, settings }: ParentageInput,
  loci: readonly LocusRatio[],
  { combined, identical }: { readonly combined: readonly (number | null)[]; readonly identical: boolean },
): AdviceFacts {
  const count = (has: (locus: LocusRatio) => boolean): number => loci.filter(has).length;
  return {
    question,
    threshold: settings.threshold,
    identical,
    log10: smallest(combined),
    log10AgainstH2: combined[0] ?? null,
    oneFitsBetter: combined.slice(1).some((log10) => log10 === null || log10 < 0),
    inconsistentLoci: count(({ inconsistent }) => inconsistent),
    inconsistentWithOther: count(({ inconsistentWithOther }) => inconsistentWithOther),
    keptLoci: count((locus) => locus.inconsistent && againstH2(locus) > 0),
    zeroLoci: count((locus) => againstH2(locus) === 0),
    oppositeHomozygotes: count(({ oppositeHomozygotes }) => oppositeHomozygotes),
    oneAlleleSeen: count(({ oneAlleleSeen }) => oneAlleleSeen),
  };
}

/** `null`, a ratio of zero, is the smallest of all. */
function smallest(log10s: readonly (number | null)[]): number | null {
  return log10s.reduce((least, log10) => (least === null || log10 === null ? null : Math.min(least, log10)));
}

function text(log10: number | null): string | null {
  return log10 === null ? null : String(log10);
}

function againstH2({ ratios }: LocusRatio): number {
  return ratios[0];
}

function locusText(locus: LocusRatio): ParentageResult['loci'][number] {
  const ratio = againstH2(locus);
  const { note, oneAlleleSeen } = locus;
  const known = note ?? (oneAlleleSeen ? 'one-allele-seen' : undefined);
  return {
    locus: locus.locus,
    ratio: String(ratio),
    log10: ratio === 0 ? null : String(Math.log10(ratio)),
    inconsistent: locus.inconsistent,
    ...(locus.inconsistentWithOther ? { inconsistentWithOther: true } : {}),
    ...(known === undefined ? {} : { note: known }),
  };
}
