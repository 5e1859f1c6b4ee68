import {
  answerCompiled,
  compileQuestion,
  type Hypothesis,
  KinshipError,
  kinshipRatios,
  type LinkageWarning,
  posteriors,
} from '@kinledger/kinship';
import type { Profile } from '@kinledger/profile';
import { claimed, type PlaceQuestion, type RelativeKind } from './belief-question.ts';
import { relativeAlternatives } from './belief-relatives.ts';
import { SearchError } from './error.ts';

/** How probable it is that the candidate is the person, against "unrelated" alone. */
export interface CandidateBelief {
  /** Each profile of the registry held to be him with the same chance before. */
  readonly priorOneInRegistry: number;
  readonly priorStated: number | null;
}

export function candidateBelief(log10: number, registry: number, prior: number | null = null): CandidateBelief {
  if (!(Number.isSafeInteger(registry) && registry > 0)) {
    throw new SearchError(
      'question-invalid',
      'The number of profiles of the registry must be a whole number above zero.',
    );
  }
  return {
    priorOneInRegistry: posteriorOf(log10, 1 / registry),
    priorStated: prior === null ? null : posteriorOf(log10, prior),
  };
}

function posteriorOf(log10: number, prior: number): number {
  if (!(prior >= 0 && prior <= 1)) throw new SearchError('question-invalid', 'A prior lies between 0 and 1.');
  return posteriors({ related: log10, unrelated: 0 }, { related: prior, unrelated: 1 - prior }).related as number;
}

export interface RegistryBelief {
  /** By candidate, in the order given. */
  readonly candidates: readonly number[];
  /** Somebody in the registry below the threshold. */
  readonly unlisted: number;
  readonly notInRegistry: number;
}

/**
 * The same when at most one profile of the registry is the person, who is in it with the chance `present` and is then any
 * of them: the candidates compete with each other (Dawid and Mortera 1996). Of the profiles below the threshold only the
 * expected ratio is known: for unrelated ones, the share of true relatives who stay below it, `lost`.
 */
export function registryBelief(
  log10: readonly number[],
  registry: number,
  present: number,
  lost: number,
): RegistryBelief {
  if (!(registry >= log10.length && registry > 0)) {
    throw new SearchError('question-invalid', 'The registry must be at least as large as the list of its candidates.');
  }
  if (!(present >= 0 && present <= 1 && lost >= 0 && lost <= 1)) {
    throw new SearchError('question-invalid', 'A prior lies between 0 and 1.');
  }
  const ratios = Object.fromEntries(log10.map((value, i) => [String(i), value] as const));
  const priors = Object.fromEntries(log10.map((_, i) => [String(i), present / registry] as const));
  const others = (registry - log10.length) * lost;
  const found = posteriors(
    { ...ratios, unlisted: others > 0 ? Math.log10(others) : null, absent: 0 },
    { ...priors, unlisted: present / registry, absent: 1 - present },
  );
  return {
    candidates: log10.map((_, i) => found[String(i)] as number),
    unlisted: found.unlisted as number,
    notInRegistry: found.absent as number,
  };
}

/** How much better H1 explains a candidate than a relative of the true person does. */
export interface CandidateAlternative {
  readonly kind: RelativeKind;
  /** The parent of the claimed pedigree who would only be a relative of the true parent. */
  readonly of: string;
  /** Of H1 against it; `null` for a ratio of zero. */
  readonly log10: number | null;
  readonly warnings: readonly LinkageWarning[];
}

/**
 * H1 against each relative, by the likelihoods of both pedigrees. A relative who cannot show the genotypes is left out.
 * Loci that the candidate lacks or has three alleles at do not count.
 */
export function candidateAlternatives(asked: PlaceQuestion, profile: Profile): readonly CandidateAlternative[] {
  const { question, place } = asked;
  const loci = question.loci.flatMap(({ table, observations }) => {
    const genotype = profile[table.locus];
    if (genotype === undefined || genotype.length > 2) return [];
    return [{ table, observations: { ...observations, [place]: genotype } }];
  });
  return againstClaimed(asked).flatMap(({ kind, of, hypotheses }) => {
    const answer = unlessImpossible(() =>
      kinshipRatios({ hypotheses, against: RELATIVE, loci, settings: question.settings }),
    );
    if (answer === undefined) return [];
    return [{ kind, of, log10: answer.log10[CLAIMED] ?? null, warnings: answer.warnings }];
  });
}

/**
 * The same for many candidates: each relative is worked out once for every genotype, which pays from some ten candidates on.
 * Linked loci stand in `warnings` whether the candidate is typed at them or not.
 */
export function compiledAlternatives(asked: PlaceQuestion): (profile: Profile) => readonly CandidateAlternative[] {
  const relatives = againstClaimed(asked).map(({ kind, of, hypotheses }) => {
    return {
      kind,
      of,
      compiled: compileQuestion({ ...asked.question, hypotheses, against: RELATIVE }, asked.place, CLAIMED),
    };
  });
  return (profile) =>
    relatives.flatMap(({ kind, of, compiled }) => {
      const answer = unlessImpossible(() => answerCompiled(compiled, profile));
      return answer === undefined ? [] : [{ kind, of, log10: answer.log10, warnings: compiled.warnings }];
    });
}

const CLAIMED = 'claimed';
const RELATIVE = 'relative';

/** Each relative as the hypothesis that H1 is set against. */
function againstClaimed(asked: PlaceQuestion) {
  return relativeAlternatives(asked).map(({ kind, of, pedigree }) => {
    const hypotheses: readonly Hypothesis[] = [
      { name: CLAIMED, pedigree: claimed(asked) },
      { name: RELATIVE, pedigree },
    ];
    return { kind, of, hypotheses };
  });
}

function unlessImpossible<Answer>(ask: () => Answer): Answer | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof KinshipError && error.code === 'impossible-data') return undefined;
    throw error;
  }
}
