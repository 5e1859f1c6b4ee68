import { chooseLoci, participants } from './common-loci.ts';
import { KinshipError } from './errors.ts';
import type { LinkageWarning } from './linkage.ts';
import { frequenciesFor } from './minimum-frequency.ts';
import type { ParentageInput } from './parentage.ts';
import { parentageHypotheses } from './parentage-hypotheses.ts';
import type { Person, Sex } from './pedigree.ts';
import { type Hypothesis, type KinshipAnswer, kinshipRatios } from './question.ts';
import { ratioText } from './text.ts';

/** What else the person asked about could be to the child. */
export type Relation = 'sibling-of-parent' | 'half-sibling-of-parent' | 'grandparent' | 'sibling-of-child';

/** How much better "parent" explains the genotypes than one of the other relations does. */
export interface AlternativeRatio {
  readonly relation: Relation;
  readonly words: string;
  /** Decimal strings as in a parentage result; `log10` is null for a ratio of zero. */
  readonly ratio: string;
  readonly log10: string | null;
  /** Linked loci that count as independent, where the relation makes that matter. */
  readonly warnings: readonly LinkageWarning[];
}

/**
 * A brother of the true father often passes a check against "unrelated". This sets H1 of a question about one parent
 * against each close relation instead, over the same loci and with the same settings.
 * A relation that cannot have produced the genotypes is left out.
 */
export function relativeAlternatives(input: ParentageInput): readonly AlternativeRatio[] {
  if (input.question === 'both-parents') {
    throw new KinshipError(
      'settings-invalid',
      'Alternatives need a question about one parent; ask for each parent alone.',
    );
  }
  const { h1: claimed, mutation } = parentageHypotheses(input);
  const h1 = claimed.pedigree;
  const parent = h1.find(({ id }) => id === 'parent') as Person;
  const child = h1.find(({ id }) => id === 'child') as Person;
  const other = h1.filter(({ id }) => id === 'other');
  const relations = Object.keys(RELATIONS) as Relation[];
  const hypotheses = relations.map(
    (relation): Hypothesis => ({ name: relation, pedigree: [...other, ...RELATIONS[relation](parent, child)] }),
  );
  const loci = chooseLoci(input).used.map((locus) => {
    const observations = Object.fromEntries(
      Object.entries(participants(input)).map(([role, { profile }]) => [role, profile[locus] as readonly string[]]),
    );
    const seen = new Set(Object.values(observations).flat());
    return { table: frequenciesFor(input.table, locus, seen, input.settings.minimumFrequency).table, observations };
  });
  return relations.flatMap((relation) => {
    const question = {
      hypotheses: [{ name: 'parent', pedigree: h1 }, ...hypotheses.filter(({ name }) => name === relation)],
      against: relation,
      loci,
      settings: { theta: input.settings.theta, mutation },
    };
    const answer = unlessImpossible(() => kinshipRatios(question));
    if (answer === undefined) return [];
    const log10 = answer.log10.parent ?? null;
    const ratio = ratioText(answer.loci.map(({ ratios }) => ratios.parent as number));
    const words = inWords(relation, input);
    return [{ relation, words, ratio, log10: log10 === null ? null : String(log10), warnings: answer.warnings }];
  });
}

function unlessImpossible(ask: () => KinshipAnswer): KinshipAnswer | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof KinshipError && error.code === 'impossible-data') return undefined;
    throw error;
  }
}

type Family = (parent: Person, child: Person) => readonly Person[];

const founder = (id: string, sex: Sex): Person => ({ id, sex, father: null, mother: null });

/** The child with the true parent, who is not typed, in the place of the person asked about. */
function withTrueParent(parent: Person, child: Person): Person {
  const swap = (id: string | null): string | null => (id === parent.id ? 'true parent' : id);
  return { ...child, father: swap(child.father), mother: swap(child.mother) };
}

const RELATIONS: Readonly<Record<Relation, Family>> = {
  'sibling-of-parent': (parent, child) => {
    const born = { father: 'grandfather', mother: 'grandmother' };
    const grandparents = [founder('grandfather', 'male'), founder('grandmother', 'female')];
    const siblings = [
      { ...parent, ...born },
      { ...founder('true parent', parent.sex), ...born },
    ];
    return [...grandparents, ...siblings, withTrueParent(parent, child)];
  },
  'half-sibling-of-parent': (parent, child) => {
    const born = { father: null, mother: 'grandmother' };
    const siblings = [
      { ...parent, ...born },
      { ...founder('true parent', parent.sex), ...born },
    ];
    return [founder('grandmother', 'female'), ...siblings, withTrueParent(parent, child)];
  },
  grandparent: (parent, child) => {
    const born = { father: null, mother: null, [parent.sex === 'male' ? 'father' : 'mother']: parent.id };
    return [parent, { ...founder('true parent', parent.sex), ...born }, withTrueParent(parent, child)];
  },
  'sibling-of-child': (parent, child) => {
    const own = withTrueParent(parent, child);
    const partner = founder('partner', parent.sex === 'male' ? 'female' : 'male');
    const parents = { father: own.father ?? partner.id, mother: own.mother ?? partner.id };
    const unknown = own.father === null || own.mother === null ? [partner] : [];
    return [founder('true parent', parent.sex), ...unknown, { ...parent, ...parents }, { ...own, ...parents }];
  },
};

function inWords(relation: Relation, { parent, child, question, otherParent }: ParentageInput): string {
  const beside = question === 'known-parent' ? ` beside ${otherParent?.code}` : '';
  switch (relation) {
    case 'sibling-of-parent':
      return `${parent.code} is a full brother or sister of the true parent of ${child.code}${beside}.`;
    case 'half-sibling-of-parent':
      return `${parent.code} is a half-brother or half-sister of the true parent of ${child.code}${beside}.`;
    case 'grandparent':
      return `${parent.code} is a parent of the true parent of ${child.code}${beside}.`;
    case 'sibling-of-child':
      return `${parent.code} is a full brother or sister of ${child.code}.`;
  }
}
