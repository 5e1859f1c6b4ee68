import type { KitView } from '../api.gen/types.gen.ts';
import type { Genotypes } from '../api.ts';

/** What the pages need of a kit. */
export type LayoutKit = Pick<KitView, 'digest' | 'title' | 'loci'>;

export interface LocusRow {
  readonly locus: string;
  /** Null for a locus that the kit does not type. */
  readonly dye: string | null;
  /** An allele lies beyond the ends of the ladder, or in it at a place that nobody knows. */
  readonly flag: 'beyond-ladder' | 'unknown-variant' | null;
}

/** The kits that type any of these loci, those first that fit best: with fewest loci missing and fewest too many. */
export function fittingKits<Kit extends LayoutKit>(kits: readonly Kit[], loci: readonly string[]): readonly Kit[] {
  const misfit = ({ loci: typed }: Kit) => {
    const shared = typed.filter(({ locus }) => loci.includes(locus)).length;
    return typed.length + loci.length - 2 * shared;
  };
  return kits
    .filter(({ loci: typed }) => typed.some(({ locus }) => loci.includes(locus)))
    .sort((a, b) => misfit(a) - misfit(b));
}

/** The loci as the kit prints them, dye by dye; what it does not type comes last. Without a kit they stay in their order. */
export function layoutRows(
  loci: readonly string[],
  genotypes: Genotypes,
  kit: LayoutKit | undefined,
): readonly LocusRow[] {
  const typed = kit?.loci ?? [];
  const ofKit = typed
    .filter(({ locus }) => loci.includes(locus))
    .map(({ locus, dye, ladder, further }): LocusRow => {
      const flags = (genotypes[locus] ?? []).map((allele) => flagOf(allele, ladder, further));
      return { locus, dye, flag: flags.find((flag) => flag !== null) ?? null };
    });
  const rest = loci.filter((locus) => !typed.some((each) => each.locus === locus));
  return [...ofKit, ...rest.map((locus): LocusRow => ({ locus, dye: null, flag: null }))];
}

function flagOf(allele: string, ladder: readonly string[], further: readonly string[]): LocusRow['flag'] {
  if (ladder.includes(allele) || further.includes(allele)) return null;
  const [size, ...places] = [allele, ...ladder].map(Number);
  const known = places.filter(Number.isFinite);
  if (size === undefined || !Number.isFinite(size) || known.length === 0) return 'unknown-variant';
  return size < Math.min(...known) || size > Math.max(...known) ? 'beyond-ladder' : 'unknown-variant';
}

/** Whether two versions show the same at a locus, whatever the order of the alleles. */
export function sameAlleles(one: readonly string[] | undefined, two: readonly string[] | undefined): boolean {
  return [...(one ?? [])].sort().join(' ') === [...(two ?? [])].sort().join(' ');
}
