import { ProfileError } from './error.ts';
import { findLocus, isQualitySensor, printableLocus } from './locus.ts';

/** One row for each sample and locus. */
export interface LongColumns {
  readonly form: 'long';
  readonly sample: number;
  readonly type: number | undefined;
  readonly marker: number;
  readonly alleles: readonly number[];
  readonly width: number;
}

/** One row for each sample; each locus has one column or several. */
export interface WideColumns {
  readonly form: 'wide';
  readonly sample: number;
  readonly type: number | undefined;
  readonly loci: readonly { readonly name: string; readonly columns: readonly number[] }[];
  readonly width: number;
}

/** Places of columns, from 0. `width` is the number of columns up to the last one with a name. */
export type Columns = LongColumns | WideColumns;

const SAMPLE = ['samplename', 'sample', 'samplecode', 'sampleid', 'specimenid'];
const MARKER = ['marker', 'locus', 'locusname', 'markername'];
const TYPE = ['sampletype'];

/** Columns of typing software that say nothing about alleles. */
const IDLE =
  /^(?:samplefile|smaplefile|samplename|sampleid|specimenid|sampletype|specimencategory|status|comments?|panel|kit|dye|analysismethod|sizestandard|customcontrol|matrix|sfn|ud\d|run\w*|instrument\w*|plate\w*|cap|well|profileid|caseid|casenumber|(?:height|size|peakarea|area|data|rfu|mutation|allele\w*comment)\d*)$/;

/** Finds what is needed by the names of the columns. Every column must be understood: none is passed over silently. */
export function readHeader(header: readonly string[]): Columns {
  const names = header.map((name) => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase());
  const width = names.reduce((last, name, index) => (name === '' ? last : index + 1), 0);
  const sample = single(names, SAMPLE, '"Sample Name"');
  const type = optional(names, TYPE);
  const marker = optional(names, MARKER);
  if (marker === undefined) return { form: 'wide', sample, type, loci: locusColumns(header, names, sample), width };
  const alleles = names.flatMap((name, index) => (/^allele[0-9]{1,2}$/.test(name) ? [index] : []));
  if (alleles.length === 0) throw missing('"Allele 1" and "Allele 2"');
  if (alleles.some((column) => names.indexOf(names[column]!) !== column)) {
    throw new ProfileError('duplicate-column', 'An allele column stands twice in the header; keep one.');
  }
  return { form: 'long', sample, type, marker: single(names, MARKER, '"Marker"'), alleles, width };
}

/** `TH01`, `TH01_1` and `TH01_2`, `TH01 Allele 1`, or the same name twice: the columns of each locus, in order. */
function locusColumns(header: readonly string[], names: readonly string[], sample: number): WideColumns['loci'] {
  const loci = new Map<string, { name: string; columns: number[] }>();
  header.forEach((text, column) => {
    const idle = column === sample || names[column] === '' || IDLE.test(names[column]!);
    if (idle || isQualitySensor(text)) return;
    const known = findLocus(text) ?? findLocus(text.replace(/[ ._-]+(?:allele[ ._-]*)?[1-8] *$/i, ''));
    if (known === undefined) throw unknownColumn(text, column);
    const locus = loci.get(known.name) ?? { name: known.name, columns: [] };
    locus.columns.push(column);
    loci.set(known.name, locus);
  });
  if (loci.size === 0) throw missing('"Marker"');
  return [...loci.values()];
}

function unknownColumn(text: string, column: number): ProfileError {
  const named = printableLocus(text);
  const which = named === undefined ? `Column ${column + 1}` : `Column ${column + 1}, ${named},`;
  const message = `${which} is neither a locus nor a column known from typing software; correct its name or delete it.`;
  return new ProfileError('unknown-column', message, named);
}

/** The one column that bears one of the names; the first name in the list that occurs wins. */
function single(names: readonly string[], wanted: readonly string[], label: string): number {
  const column = optional(names, wanted);
  if (column === undefined) throw missing(label);
  if (names.indexOf(names[column]!, column + 1) !== -1) {
    throw new ProfileError('duplicate-column', `The column ${label} stands twice in the header; keep one.`);
  }
  return column;
}

function optional(names: readonly string[], wanted: readonly string[]): number | undefined {
  const name = wanted.find((candidate) => names.includes(candidate));
  return name === undefined ? undefined : names.indexOf(name);
}

function missing(label: string): ProfileError {
  const message = `The column ${label} is missing. Headers are: Sample Name, Marker, Allele 1, Allele 2; or Sample Name and the loci.`;
  return new ProfileError('missing-column', message);
}
