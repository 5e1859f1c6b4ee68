import type { Profile } from '@kinledger/profile';
import { QuestionCompiler, type SearchQuestion } from '@kinledger/search';
import { compareOne } from './compare-one.ts';
import type { OpenQuestion } from './registry-all.ts';
import type { FoundCandidate, RegistryQuestion, Skipped } from './registry-search.ts';
import { placeQuestion } from './search-question.ts';

/** A profile version that the standing searches are asked about. */
export interface NewProfile {
  readonly id: string;
  readonly profile: Profile;
  /** Undefined when it does not stand any more, or is an elimination profile. */
  readonly group: string | undefined;
}

export interface RoundCandidate extends FoundCandidate {
  readonly searchId: string;
}

/** Each profile beside each search: `compared` and all of `skipped` together are `pairs`. */
export interface Round {
  readonly pairs: number;
  readonly compared: number;
  readonly skipped: Skipped & { readonly notStanding: number };
  readonly candidates: readonly RoundCandidate[];
}

interface Standing {
  readonly question: RegistryQuestion;
  compiled: SearchQuestion;
}

/** The standing searches, worked out once and kept; every new profile is put to all of them. */
export class StandingQuestions {
  private readonly known = new Map<string, Standing>();
  /** Ten thousand parents show a few hundred genotypes at a locus: each is worked out once. */
  private readonly compiler = new QuestionCompiler();

  /** Those of these searches that have not been learnt yet. */
  unknown(searchIds: readonly string[]): readonly string[] {
    return searchIds.filter((id) => !this.known.has(id));
  }

  learn(id: string, question: RegistryQuestion, seen: ReadonlyMap<string, ReadonlySet<string>>): void {
    this.known.set(id, { question, compiled: this.compiler.compile(placeQuestion(question, seen)) });
  }

  /** Forgets searches that are not among these: they have been ended. */
  keepOnly(searchIds: readonly string[]): void {
    const standing = new Set(searchIds);
    for (const id of this.known.keys()) if (!standing.has(id)) this.known.delete(id);
  }

  /** These searches, worked out. Requires that all of them have been learnt. */
  open(searchIds: readonly string[]): readonly OpenQuestion[] {
    return searchIds.map((searchId) => ({ searchId, ...(this.known.get(searchId) as Standing) }));
  }

  /** Requires that all of these searches have been learnt. */
  ask(
    searchIds: readonly string[],
    profiles: readonly NewProfile[],
    seen: ReadonlyMap<string, ReadonlySet<string>>,
  ): Round {
    const skipped = {
      superseded: 0,
      erased: 0,
      elimination: 0,
      askedAbout: 0,
      category: 0,
      tooFewLoci: 0,
      alleleNotInTable: 0,
      impossibleData: 0,
      notStanding: 0,
    };
    const candidates: RoundCandidate[] = [];
    let compared = 0;
    for (const searchId of searchIds) {
      const standing = this.known.get(searchId) as Standing;
      for (const profile of profiles) {
        const found = this.askOne(standing, profile, seen);
        if (typeof found === 'string') skipped[found] += 1;
        else {
          compared += 1;
          if (found !== null) candidates.push({ ...found, searchId });
        }
      }
    }
    return { pairs: searchIds.length * profiles.length, compared, skipped, candidates };
  }

  private askOne(
    standing: Standing,
    { id, profile, group }: NewProfile,
    seen: ReadonlyMap<string, ReadonlySet<string>>,
  ) {
    if (group === undefined) return 'notStanding';
    if (standing.question.askedAbout.includes(id)) return 'askedAbout';
    const found = compareOne(standing.compiled, standing.question.terms, group, profile);
    if (found !== 'alleleNotInTable') return named(id, found);
    // nobody had such an allele when the question was worked out
    standing.compiled = this.compiler.compile(placeQuestion(standing.question, seen));
    return named(id, compareOne(standing.compiled, standing.question.terms, group, profile));
  }
}

type One = ReturnType<typeof compareOne>;

function named(profileId: string, found: One): FoundCandidate | null | Extract<One, string> {
  return found === null || typeof found === 'string' ? found : { profileId, ...found };
}
