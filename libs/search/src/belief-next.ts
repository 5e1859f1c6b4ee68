import type { LocusTable, Pedigree, Person } from '@kinledger/kinship';
import type { Kit, Profile } from '@kinledger/profile';
import { type Bounded, chanceFrom } from './belief-curve.ts';
import { type MoreLoci, meanOfRelated, moreLoci, roughCurve } from './belief-more-loci.ts';
import { questionOutcomes } from './belief-outcomes.ts';
import { claimed, type PlaceQuestion, type Truth } from './belief-question.ts';
import { doubtedLinks } from './belief-relatives.ts';

/** Something that can be typed next, and what it is to bring. */
export interface NextTyping {
  readonly code: 'type-more-loci' | 'type-other-parent';
  /** Of `type-more-loci`. */
  readonly kit?: string;
  /** Loci that it adds, or at which the other parent would be typed. */
  readonly loci: readonly string[];
  /** Mean log10 that it adds if the candidate is the person. */
  readonly gain: number;
  /** Chance that the threshold is reached then, by who the candidate is. */
  readonly reaching: Readonly<Partial<Record<Truth, Bounded>>>;
}

export interface TypingOptions {
  readonly kits: readonly Kit[];
  /** Of all loci that there are figures for. */
  readonly tables: readonly LocusTable[];
  /** log10 of the candidate today, and the one to be reached. */
  readonly now: number;
  readonly threshold: number;
}

/**
 * What would help most to decide about a candidate: the loci of a kit that he or his family lacks, and the other parent.
 * The highest gain first; what is to bring nothing is left out.
 */
export function nextTypings(asked: PlaceQuestion, profile: Profile, options: TypingOptions): readonly NextTyping[] {
  const { kits, tables, now, threshold } = options;
  const byKit = kits.flatMap((kit): readonly NextTyping[] => {
    const names = kit.loci.map(({ locus }) => locus);
    const more = moreLoci(
      asked,
      profile,
      tables.filter(({ locus }) => names.includes(locus)),
    );
    return more === null ? [] : [{ code: 'type-more-loci', kit: kit.id, ...afterMore(more, threshold - now) }];
  });
  return [...byKit, ...byOtherParent(asked, profile, options)]
    .filter(({ gain }) => gain > 0)
    .sort((a, b) => b.gain - a.gain);
}

function afterMore(more: MoreLoci, missing: number): Pick<NextTyping, 'loci' | 'gain' | 'reaching'> {
  return { loci: more.loci, gain: more.gain, reaching: more.reaching(Math.max(0, missing)) };
}

/** No other person can have this name: it cannot be typed in a file. */
const OTHER = '\u0000other parent';

/** The parent whom the child of the question lacks under H1, typed at the loci of the child. */
function byOtherParent(asked: PlaceQuestion, profile: Profile, options: TypingOptions): readonly NextTyping[] {
  const { question, place, hypothesis } = asked;
  const child = childWithoutParent(asked);
  if (child === undefined) return [];
  const hypotheses = question.hypotheses.map(({ name, pedigree }) => ({ name, pedigree: withOther(pedigree, child) }));
  const loci = question.loci.flatMap(({ table, observations }) => {
    const genotype = profile[table.locus];
    const seen = genotype === undefined || genotype.length > 2 ? observations : { ...observations, [place]: genotype };
    return child.id in seen && Object.keys(seen).length > 1 ? [{ table, observations: seen }] : [];
  });
  if (loci.length === 0) return [];
  const { loci: outcomes } = questionOutcomes(
    { question: { ...question, hypotheses, loci }, place: OTHER, hypothesis },
    { relatives: 'none' },
  );
  const reaching = (['related', 'unrelated'] as const).map((truth) => {
    return [truth, chanceFrom(roughCurve(outcomes, truth), Math.max(0, options.threshold))] as const;
  });
  return [
    {
      code: 'type-other-parent',
      loci: outcomes.map(({ locus }) => locus),
      gain: meanOfRelated(outcomes) - options.now,
      reaching: Object.fromEntries(reaching),
    },
  ];
}

function childWithoutParent(asked: PlaceQuestion): Person | undefined {
  const [link, ...others] = doubtedLinks(asked);
  if (link === undefined || others.length > 0 || link.children.length > 1) return undefined;
  const child = claimed(asked).find(({ id }) => id === link.children[0]);
  return child !== undefined && (child.father === null || child.mother === null) ? child : undefined;
}

/** The other parent is one under every hypothesis. */
function withOther(pedigree: Pedigree, { id, father }: Person): Pedigree {
  const role = father === null ? 'father' : 'mother';
  const parent: Person = { id: OTHER, sex: father === null ? 'male' : 'female', father: null, mother: null };
  return [...pedigree.map((person) => (person.id === id ? { ...person, [role]: OTHER } : person)), parent];
}
