import { SearchError } from './error.ts';
import type { IndexedLocus } from './types.ts';

/** Rows of a block. Its planes fit into the second cache together, so that many questions can be put to a block at once. */
export const ROWS = 4096;
/** Bytes of one plane: one bit for each row. */
export const PLANE = ROWS / 8;
/** Bytes from one column of bytes to the next: one line of the cache more than the rows, lest columns push each other out. */
export const COLUMN = ROWS + 64;
const WIDE_COLUMN = 2 * ROWS + 64;

/** Where the tables of costs lie, and for how many columns; the kernel knows both. */
export const COSTS = 4096;
export const COST_COLUMNS = 32;
/** What follows in the scratch space before the blocks: a plane of excluded rows, plans, and row numbers. */
export const EXCLUDED = COSTS + COST_COLUMNS * 256;
export const PLANS = EXCLUDED + PLANE;
export const PLANS_END = 512 * 1024;
export const OUT = PLANS_END;
export const OUT_END = 1024 * 1024;

/** More genotypes of a locus than a byte can tell apart are told apart in two, if they are to be expected. */
const MOST_IN_BYTE = 255;

export interface LocusLayout {
  readonly locus: string;
  readonly named: readonly string[];
  /** From the start of a block: the column of codes. */
  readonly column: number;
  readonly wide: boolean;
  /** Of columns of bytes: which one it is. */
  readonly number: number;
  /** From the start of a block: planes of the alleles named, of all others together, and of homozygotes. */
  readonly planes: number;
}

export interface BlockLayout {
  readonly loci: readonly LocusLayout[];
  /** Plane whose bits are all set. */
  readonly ones: number;
  /** Plane of the rows that are retired or not there. */
  readonly dead: number;
  /** Plane of each group. */
  readonly groups: readonly number[];
  readonly bytes: number;
}

/** Where everything of a block lies: columns of bytes, wide columns, planes. */
export function blockLayout(loci: readonly IndexedLocus[], groups: number): BlockLayout {
  const names = loci.map(({ locus }) => locus);
  const again = names.find((name, i) => names.indexOf(name) < i);
  if (again !== undefined) throw new SearchError('locus-repeated', `Locus ${again} stands twice among those to index.`);
  const isWide = loci.map(({ alleles }) => (alleles.length * (alleles.length + 3)) / 2 > MOST_IN_BYTE * 1.5);
  const narrow = isWide.filter((wide) => !wide).length;
  let number = 0;
  let wides = 0;
  let planes = narrow * COLUMN + (loci.length - narrow) * WIDE_COLUMN;
  const plane = (count: number): number => {
    planes += count * PLANE;
    return planes - count * PLANE;
  };
  const [ones, dead] = [plane(1), plane(1)];
  const places = loci.map(({ locus, alleles }, i): LocusLayout => {
    const wide = isWide[i] as boolean;
    const column = wide ? narrow * COLUMN + wides++ * WIDE_COLUMN : number * COLUMN;
    const named = [...new Set(alleles)];
    return { locus, named, column, wide, number: wide ? -1 : number++, planes: plane(named.length + 2) };
  });
  const groupPlanes = Array.from({ length: groups }, () => plane(1));
  // the kernel reads columns by eights, at no cost where there is none
  const bytes = Math.max(planes, Math.ceil(Math.min(narrow, COST_COLUMNS) / 8) * 8 * COLUMN);
  return { loci: places, ones, dead, groups: groupPlanes, bytes };
}
