import { KinshipError } from './errors.ts';
import { type MtDifference, RCRS_LENGTH, readDifferences } from './mt-difference.ts';

/** First and last position of a stretch that was sequenced; one that runs over the origin has its end below its start. */
export type MtRange = readonly [from: number, to: number];

export interface MtHaplotype {
  readonly person: string;
  readonly ranges: readonly MtRange[];
  /** Differences from the rCRS within the ranges; everything else there is as in the rCRS. */
  readonly differences: readonly string[];
}

export type MtVerdict = 'cannot be excluded' | 'inconclusive' | 'excluded';

export interface MtLine {
  readonly verdict: MtVerdict;
  readonly differences: number;
  /** What both have sequenced, and how many positions that is. */
  readonly commonRanges: readonly MtRange[];
  readonly commonPositions: number;
  /** Mixed positions that share a base: not counted. */
  readonly mixed: number;
  /** Differences of length at the C-stretches: not counted. */
  readonly lengthVariants: number;
  readonly statement: string;
}

/** Ends of the C-stretches of HV2 and HV1, where the number of C varies within one person. */
const C_STRETCHES: readonly number[] = [309, 315, 16_193];

/**
 * Whether two persons may be of one maternal line: no difference, cannot be excluded; one, inconclusive; two or more,
 * excluded (SWGDAM, Interpretation Guidelines for Mitochondrial DNA Analysis; ISFG: Parson et al. 2014,
 * doi:10.1016/j.fsigen.2014.07.010). Counted are the places of the common range at which no base is shared. A mixture of
 * bases that one list alone names is taken to hold the base of the rCRS, as long as its reference base, if stated, is in
 * it. Insertions behind and deletions of 309, 315 and 16193 are length variants and not counted.
 */
export function compareMtLine(first: MtHaplotype, second: MtHaplotype): MtLine {
  const [one, two] = [covered(first), covered(second)];
  const common = one.map((is, position) => is && two[position] === true);
  const commonPositions = common.filter(Boolean).length;
  if (commonPositions === 0) {
    throw new KinshipError(
      'no-common-loci',
      `Persons ${first.person} and ${second.person} have no stretch of mtDNA in common; sequence the same ranges.`,
    );
  }
  const [left, right] = [byPlace(first, one), byPlace(second, two)];
  const counts = { differences: 0, mixed: 0, lengthVariants: 0 };
  for (const place of new Set([...left.keys(), ...right.keys()])) {
    const [a, b] = [left.get(place), right.get(place)];
    const { position } = (a ?? b) as MtDifference;
    if (common[position] !== true) continue;
    const kind = kindOf(a, b);
    if (kind !== 'equal') counts[kind]++;
  }
  const verdict =
    counts.differences === 0 ? 'cannot be excluded' : counts.differences === 1 ? 'inconclusive' : 'excluded';
  const commonRanges = rangesOf(common);
  return { verdict, ...counts, commonRanges, commonPositions, statement: statementOn(verdict, counts.differences) };
}

function kindOf(
  a: MtDifference | undefined,
  b: MtDifference | undefined,
): 'equal' | 'differences' | 'mixed' | 'lengthVariants' {
  const { position, inserted, bases } = (a ?? b) as MtDifference;
  if (a !== undefined && b !== undefined) {
    if (a.bases === b.bases) return 'equal';
    if ([...a.bases].some((base) => b.bases.includes(base))) return 'mixed';
  }
  const length = inserted > 0 || bases === '' || b?.bases === '';
  if (length && C_STRETCHES.includes(position)) return 'lengthVariants';
  const alone = a === undefined ? b : b === undefined ? a : undefined;
  if (alone === undefined || alone.bases.length < 2 || alone.inserted > 0) return 'differences';
  return alone.reference === undefined || alone.bases.includes(alone.reference) ? 'mixed' : 'differences';
}

/** For each position from 1, whether the person was sequenced there. */
function covered({ person, ranges }: MtHaplotype): readonly boolean[] {
  const is = new Array<boolean>(RCRS_LENGTH + 1).fill(false);
  for (const [from, to] of ranges) {
    for (const end of [from, to]) {
      if (Number.isSafeInteger(end) && end >= 1 && end <= RCRS_LENGTH) continue;
      throw new KinshipError('settings-invalid', `Person ${person} has a range of mtDNA outside 1 to ${RCRS_LENGTH}.`);
    }
    is.fill(true, from, from <= to ? to + 1 : RCRS_LENGTH + 1);
    if (from > to) is.fill(true, 1, to + 1);
  }
  return is;
}

function byPlace(haplotype: MtHaplotype, within: readonly boolean[]): ReadonlyMap<string, MtDifference> {
  const { person, differences } = haplotype;
  const read = readDifferences(person, differences);
  const outside = read.findIndex(({ position }) => within[position] !== true);
  if (outside >= 0) {
    throw new KinshipError(
      'genotype-invalid',
      `Person ${person}, difference ${outside + 1} of the list lies outside the ranges that were sequenced.`,
    );
  }
  return new Map(read.map((difference) => [`${difference.position}.${difference.inserted}`, difference]));
}

function rangesOf(common: readonly boolean[]): readonly MtRange[] {
  const ranges: MtRange[] = [];
  for (let position = 1; position <= RCRS_LENGTH; position++) {
    if (common[position] !== true || common[position - 1] === true) continue;
    let end = position;
    while (common[end + 1] === true) end++;
    ranges.push([position, end]);
  }
  return ranges;
}

function statementOn(verdict: MtVerdict, differences: number): string {
  const found = differences === 1 ? '1 difference' : `${differences === 0 ? 'No' : differences} differences`;
  const meaning = {
    'cannot be excluded':
      'the two persons cannot be excluded from being of one maternal line, as many other persons cannot',
    inconclusive: 'the comparison is inconclusive; type a closer maternal relative or a longer range',
    excluded: 'the two persons are excluded from being of one maternal line',
  }[verdict];
  return `${found}: ${meaning}. The result stands beside the likelihood ratio of the autosomal loci and is never multiplied into it.`;
}
