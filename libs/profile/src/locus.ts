import { LOCUS_ROWS } from './loci.data.ts';

export type LocusKind = 'autosomal' | 'X' | 'Y' | 'sex';

export interface LocusInfo {
  readonly name: string;
  readonly kind: LocusKind;
  readonly chromosome: string;
  /** Smallest and largest allele that a typing can credibly show. */
  readonly range: readonly [string, string];
  readonly aliases: readonly string[];
}

export const LOCI: readonly LocusInfo[] = LOCUS_ROWS.map(([name, kind, chromosome, smallest, largest, ...aliases]) => ({
  name,
  kind,
  chromosome,
  range: [smallest, largest],
  aliases,
}));

/** Letters and digits only, upper case, O and 0 alike: laboratories write THO1, TP0X, PENTA_E and "DYS385 a/b". */
function normalForm(text: string): string {
  return text
    .replace(/[^A-Za-z0-9]/g, '')
    .toUpperCase()
    .replaceAll('O', '0');
}

const BY_NORMAL_FORM: ReadonlyMap<string, LocusInfo> = new Map(
  LOCI.flatMap((locus) => [locus.name, ...locus.aliases].map((name) => [normalForm(name), locus] as const)),
);

/** The locus that a name or alias stands for. Names with letters outside ASCII stand for none. */
export function findLocus(text: string): LocusInfo | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is "every ASCII character"
  return /^[\x00-\x7f]*$/.test(text) ? BY_NORMAL_FORM.get(normalForm(text)) : undefined;
}

/** Our name for a locus that may be written in any of its known ways, or undefined. */
export function locusName(text: string): string | undefined {
  return findLocus(text)?.name;
}

/**
 * A name from a file in a form fit for a message: only what looks like the name of a locus is repeated,
 * so that an allele that slipped into the wrong column is never printed.
 */
export function printableLocus(text: string): string | undefined {
  const name = text.trim();
  return /^[A-Za-z][A-Za-z0-9 _/.-]{2,23}$/.test(name) ? name : undefined;
}

/** QS1 and QS2 tell whether a PCR worked; kits print them among the loci. */
export function isQualitySensor(text: string): boolean {
  return /^QS[12]$/.test(normalForm(text));
}

/** The loci of a record by what they are inherited by, so that X, Y and autosomal loci are never taken together. */
export function byKind<T>(loci: Readonly<Record<string, T>>): Readonly<Record<LocusKind, Readonly<Record<string, T>>>> {
  const parted: Record<LocusKind, Record<string, T>> = { autosomal: {}, X: {}, Y: {}, sex: {} };
  for (const [name, value] of Object.entries(loci)) {
    const kind = findLocus(name)?.kind;
    if (kind !== undefined) parted[kind][name] = value;
  }
  return parted;
}
