import { DEFAULT_SETTINGS, type Question } from '@kinledger/kinship';
import { Injectable } from '@nestjs/common';
import type { CasePersonView } from '../cases/cases.dto.ts';
import { isElimination } from '../cases/cases.service.ts';
import { MatchRulesService } from '../cases/match-rules.service.ts';
import { type MatchRules, type MatchSettings, ruleFor } from '../cases/match-rules.ts';
import { Problem } from '../problem.ts';
import type { Category } from '../submissions/categories.ts';
import { Elimination } from '../submissions/elimination.ts';
import { ProfilesService } from '../submissions/profiles.service.ts';
import { AUTOSOMAL } from '../submissions/rules.ts';
import type { CheckInputs } from './inputs.ts';

/** In which place a parent of a question stands. */
export type ParentRole = 'parent' | 'otherParent';

/** What the match rules have against a check that was computed all the same. By places, so that it names nobody. */
export interface CheckNote {
  readonly code: 'pair-not-listed' | 'too-few-common-loci';
  readonly role: ParentRole;
  /** Of too few: how many there are, and how many the rules ask for. */
  readonly loci?: number;
  readonly minimumLoci?: number;
}

/** A parent and the child, as the rules see them. */
export interface ComparedPair {
  readonly role: ParentRole;
  readonly first: Category;
  readonly second: Category;
  /** Autosomal loci that both are typed at. */
  readonly loci: number;
}

/** Whose pairs the rules judge. That the other parent is one is undisputed in the question with a known parent. */
export function judgedRoles(question: Question): readonly ParentRole[] {
  return question === 'both-parents' ? ['parent', 'otherParent'] : ['parent'];
}

/** What the rules say of these pairs: what they have against them, and the likelihood ratio that counts as support. */
export function judgePairs(
  settings: MatchSettings,
  question: Question,
  pairs: readonly ComparedPair[],
): { readonly notes: readonly CheckNote[]; readonly threshold: string } {
  const notes: CheckNote[] = [];
  const thresholds: number[] = [];
  for (const { role, first, second, loci } of pairs) {
    const rule = ruleFor(settings, question, first, second);
    if (rule === undefined) notes.push({ code: 'pair-not-listed', role });
    else {
      thresholds.push(Number(rule.threshold));
      const { minimumLoci } = rule;
      if (loci < minimumLoci) notes.push({ code: 'too-few-common-loci', role, loci, minimumLoci });
    }
  }
  return { notes, threshold: String(thresholds.length > 0 ? Math.max(...thresholds) : DEFAULT_SETTINGS.threshold) };
}

/** What somebody who reads the check is told. */
export function noteSentence({ code, role, loci, minimumLoci }: CheckNote, inputs: CheckInputs): string {
  const pair = `${inputs[role]?.code ?? role} and ${inputs.child.code}`;
  if (code === 'pair-not-listed') {
    return `The match rules list no such pair of categories as ${pair} for this question; a search would not compare them.`;
  }
  return `${pair} have ${loci} autosomal loci in common, and the match rules ask for ${minimumLoci}; type more.`;
}

type Roles = { readonly child: CasePersonView; readonly parent: CasePersonView; readonly otherParent?: CasePersonView };

/** Asks the match rules, and the elimination profiles, whether persons of a case may be compared. */
@Injectable()
export class Comparable {
  constructor(
    private readonly rules: MatchRulesService,
    private readonly elimination: Elimination,
    private readonly profiles: ProfilesService,
  ) {}

  /** Refuses what may not be asked; what the rules only warn of becomes notes. */
  async judge(question: Question, persons: Roles) {
    await this.assertNoElimination(Object.values(persons));
    const rules = await this.rules.current();
    const pairs = await Promise.all(judgedRoles(question).map((role) => this.pair(role, persons)));
    const { notes, threshold } = judgePairs(rules.settings, question, pairs);
    for (const note of notes) refuseByRule(rules, note, persons);
    return { matchRules: { version: rules.version, digest: rules.digest }, notes, threshold };
  }

  /** The mark may be younger than the case. */
  async assertNoElimination(persons: readonly { readonly code: string; readonly profileId: string }[]): Promise<void> {
    const marked = await this.elimination.among(persons.map(({ profileId }) => profileId));
    const person = persons.find(({ profileId }) => marked.includes(profileId));
    if (person !== undefined) throw isElimination(person.code);
  }

  private async pair(role: ParentRole, persons: Roles): Promise<ComparedPair> {
    const [first, second] = [persons[role]!, persons.child];
    const [one, other] = await Promise.all([first, second].map(({ profileId }) => this.profiles.version(profileId)));
    const loci = Object.keys(one!.genotypes).filter((locus) => AUTOSOMAL.has(locus) && other!.genotypes[locus]).length;
    return { role, first: first.category, second: second.category, loci };
  }
}

function refuseByRule({ version, settings }: MatchRules, note: CheckNote, persons: Roles): void {
  const [first, second] = [persons[note.role]!, persons.child];
  const by = `(Refused by version ${version} of the match rules.)`;
  if (note.code === 'pair-not-listed' && settings.unlistedPair === 'refuse') {
    const detail = `Persons ${first.code} (${first.category}) and ${second.code} (${second.category}) may not be compared by this question; check their categories and their places in it. ${by}`;
    throw new Problem(422, 'pair-not-listed', detail, { rulesVersion: version });
  }
  if (note.code === 'too-few-common-loci' && settings.tooFewLoci === 'refuse') {
    const { loci, minimumLoci } = note;
    const detail = `Persons ${first.code} and ${second.code} have ${loci} autosomal loci in common, and at least ${minimumLoci} are asked for; type more. ${by}`;
    throw new Problem(422, 'too-few-common-loci', detail, { rulesVersion: version, loci, minimumLoci });
  }
}
