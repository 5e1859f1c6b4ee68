import { locusName, type Profile } from '@kinledger/profile';
import { KinshipError } from './errors.ts';

/** Names of the loci in the order of the columns of a file that does not name them; `left out`: not to be read. */
export type PedLoci = readonly string[] | 'left out';

/** Where the genotypes of a locus stand in a row with a heading. */
export interface PedColumn {
  readonly locus: string;
  readonly at: number;
}

const ALLELE = /^(?:0|[1-9][0-9]?)(?:\.[1-9])?$|^[XY]$/;
const MISSING: readonly string[] = ['', '0', '-', 'NA'];

/** The columns of a headed file that hold genotypes `12/13`: those named as a locus, and those with a stroke in a cell. */
export function genotypeColumns(
  heading: readonly string[],
  taken: readonly string[],
  rows: readonly (readonly string[])[],
): readonly PedColumn[] {
  const columns = heading.flatMap((name, at): PedColumn[] => {
    if (taken.includes(name.toLowerCase())) return [];
    const locus = locusName(name);
    if (locus === undefined && !rows.some((cells) => cells[at]?.includes('/'))) return [];
    return [{ locus: locus ?? name, at }];
  });
  return distinct(columns, ({ locus }) => locus);
}

/** Genotypes of a headed row, `12/13`; `-/-`, `0/0` or nothing is not typed, `12/-` one allele seen. */
export function headedProfile(cells: readonly string[], columns: readonly PedColumn[], where: string): Profile {
  return profileOf(
    columns.map(({ locus, at }) => {
      const cell = cells[at] ?? '';
      const parts = MISSING.includes(cell) ? ['', ''] : cell.split('/');
      if (parts.length !== 2)
        throw unreadable(`${where}: locus ${locus} needs two alleles with a stroke between them.`);
      return [locus, parts];
    }),
    where,
  );
}

/** Genotypes behind the phenotype of a LINKAGE row, two columns for each locus, 0 for an allele that is not known. */
export function linkageProfile(cells: readonly string[], loci: PedLoci | undefined, where: string): Profile {
  if (cells.length === 0 || loci === 'left out') return {};
  if (loci === undefined) {
    throw unreadable(`${where}: there are genotypes, but nothing names their loci; state the loci of the columns.`);
  }
  if (cells.length !== 2 * loci.length) {
    throw unreadable(`${where}: ${loci.length} loci need ${2 * loci.length} alleles, but there are ${cells.length}.`);
  }
  const named = distinct(
    loci.map((locus) => locusName(locus) ?? locus),
    (locus) => locus,
  );
  return profileOf(
    named.map((locus, i) => [locus, cells.slice(2 * i, 2 * i + 2)]),
    where,
  );
}

function profileOf(entries: readonly (readonly [string, readonly string[]])[], where: string): Profile {
  return Object.fromEntries(
    entries.flatMap(([locus, pair]) => {
      const seen = pair.map((allele) => allele.trim()).filter((allele) => !MISSING.includes(allele));
      if (!seen.every((allele) => ALLELE.test(allele))) {
        throw unreadable(`${where}: locus ${locus} holds something that is no allele.`);
      }
      return seen.length === 0 ? [] : [[locus, seen]];
    }),
  );
}

function distinct<Value>(values: readonly Value[], key: (value: Value) => string): readonly Value[] {
  const keys = values.map(key);
  const twice = keys.find((each, i) => keys.indexOf(each) < i);
  if (twice !== undefined) throw unreadable(`Locus ${twice} stands twice among the columns.`);
  return values;
}

/** All loci of the profiles of a file, in the order in which they come. */
export function lociOf(profiles: readonly Readonly<Record<string, Profile>>[]): readonly string[] {
  return [...new Set(profiles.flatMap((each) => Object.values(each).flatMap((profile) => Object.keys(profile))))];
}

export function unreadable(message: string): KinshipError {
  return new KinshipError('file-unreadable', message);
}
