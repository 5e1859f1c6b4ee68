import { type ColumnMapping, headerForm } from './column-mapping.ts';
import { ProfileError } from './error.ts';
import { findLocus, isQualitySensor, printableLocus } from './locus.ts';

interface CommonColumns {
  readonly sample: number;
  readonly type: number | undefined;
  readonly kit: number | undefined;
  /** Number of columns up to the last one with a name. */
  readonly width: number;
}

/** One row for each sample and locus. */
export interface LongColumns extends CommonColumns {
  readonly form: 'long';
  readonly marker: number;
  readonly alleles: readonly number[];
  /** As many as alleles, or none. */
  readonly heights: readonly number[];
}

/** One row for each sample; each locus has one column or several. */
export interface WideColumns extends CommonColumns {
  readonly form: 'wide';
  readonly loci: readonly WideLocus[];
}

export interface WideLocus {
  readonly name: string;
  readonly columns: readonly number[];
  /** The column of heights that follows that of the alleles. */
  readonly heights: number | undefined;
}

/** Places of columns, from 0. */
export type Columns = LongColumns | WideColumns;

const CHINESE_SAMPLE = ['样本名称', '样品名称', '样本编号', '样品编号', '样本', '样品'];
const SAMPLE = ['samplename', 'sample', 'samplecode', 'sampleid', 'specimenid', ...CHINESE_SAMPLE];
const MARKER = ['marker', 'locus', 'locusname', 'markername', '基因座', '位点'];
const TYPE = ['sampletype'];
const KIT = ['kit', 'kitname', 'panel', '试剂盒'];

/** Columns of typing software that say nothing about alleles. */
const IDLE =
  /^(?:samplefile|smaplefile|samplename|sampleid|specimenid|sampletype|specimencategory|status|comments?|panel|kit|kitname|dye|analysismethod|sizestandard|customcontrol|matrix|sfn|ud\d|run\w*|instrument\w*|plate\w*|cap|well|profileid|caseid|casenumber|fid|mid|sex|(?:height|size|peakarea|area|data|datapoint|rfu|mutation|allele\w*comment)\d*)$/;

/** Finds what is needed by the names of the columns. Every column must be understood: none is passed over silently. */
export function readHeader(header: readonly string[], mapping: ColumnMapping = {}): Columns {
  const names = header.map(headerForm);
  const ignored = new Set((mapping.ignore ?? []).map(headerForm));
  for (const [index, name] of names.entries()) if (ignored.has(name)) names[index] = '';
  const width = header.reduce((last, name, index) => (headerForm(name) === '' ? last : index + 1), 0);
  const marker = one(names, mapping.marker, MARKER, '"Marker"', false);
  // Pedigree files name persons by `id`, between parents by `fid` and `mid`.
  const persons = names.includes('fid') && names.includes('mid') ? [...SAMPLE, 'id'] : SAMPLE;
  const common = {
    sample: one(names, mapping.sample, persons, '"Sample Name"', true)!,
    type: one(names, mapping.sampleType, TYPE, '"Sample Type"', false, true),
    kit: one(names, mapping.kit, KIT, '"Kit"', false, true),
    width,
  };
  if (marker === undefined)
    return { form: 'wide', ...common, loci: locusColumns(header, names, common.sample, mapping) };
  const alleles = mapping.alleles?.map((name) => one(names, name, [], 'of an allele', true)!);
  const heights = mapping.heights?.map((name) => one(names, name, [], 'of a height', true)!);
  return {
    form: 'long',
    ...common,
    marker,
    alleles: alleles ?? numbered(names, /^(?:allele|等位基因)[0-9]{1,2}$/, 'An allele column'),
    heights: heights ?? names.flatMap((name, index) => (/^height[0-9]{1,2}$/.test(name) ? [index] : [])),
  };
}

function numbered(names: readonly string[], pattern: RegExp, label: string): readonly number[] {
  const found = names.flatMap((name, index) => (pattern.test(name) ? [index] : []));
  if (found.length === 0) throw missing('"Allele 1" and "Allele 2"');
  if (found.every((column) => names.indexOf(names[column]!) === column)) return found;
  throw new ProfileError('duplicate-column', `${label} stands twice in the header; keep one.`);
}

/** `TH01`, `TH01_1` and `TH01_2`, `TH01 Allele 1`, or the same name twice: the columns of each locus, in order. */
function locusColumns(
  header: readonly string[],
  names: readonly string[],
  sample: number,
  mapping: ColumnMapping,
): WideColumns['loci'] {
  const own = new Map(Object.entries(mapping.loci ?? {}).map(([name, locus]) => [headerForm(name), locus]));
  const loci = new Map<string, { name: string; columns: number[]; heights: number | undefined }>();
  let previous: { heights: number | undefined } | undefined;
  header.forEach((text, column) => {
    const name = names[column]!;
    const before = previous;
    previous = undefined;
    if (/^(?:heights?|rfu)$/.test(name) && before !== undefined) before.heights = column;
    const idle = column === sample || name === '' || (IDLE.test(name) && !own.has(name));
    if (idle || isQualitySensor(text)) return;
    const known = findLocus(own.get(name) ?? text) ?? findLocus(withoutNumber(text));
    if (known === undefined) throw unknownColumn(text, column);
    const locus = loci.get(known.name) ?? { name: known.name, columns: [], heights: undefined };
    locus.columns.push(column);
    loci.set(known.name, locus);
    previous = locus;
  });
  if (loci.size === 0) throw missing('"Marker"');
  return [...loci.values()];
}

/** `TH01_2` and `TH01 Allele 2` without their number. No honest header of a locus is longer than it may be here. */
function withoutNumber(text: string): string {
  return text.length > 60 ? text : text.replace(/[ ._-]+(?:allele[ ._-]*)?[1-8] *$/i, '');
}

function unknownColumn(text: string, column: number): ProfileError {
  const named = printableLocus(text);
  const which = named === undefined ? `Column ${column + 1}` : `Column ${column + 1}, ${named},`;
  const message = `${which} is neither a locus nor a column known from typing software; correct its name or delete it.`;
  return new ProfileError('unknown-column', message, named);
}

/**
 * The one column that the mapping names, or else bears one of the names that are known; the first in the list that occurs
 * wins. Two columns with the name are refused, unless any of them will do.
 */
function one(
  names: readonly string[],
  mapped: string | undefined,
  known: readonly string[],
  label: string,
  needed: boolean,
  any = false,
): number | undefined {
  const wanted = mapped === undefined ? known : [headerForm(mapped)];
  const name = wanted.find((candidate) => candidate !== '' && names.includes(candidate));
  if (name === undefined) {
    if (needed || mapped !== undefined)
      throw missing(mapped === undefined ? label : `"${printableLocus(mapped) ?? label}"`);
    return undefined;
  }
  const column = names.indexOf(name);
  if (!any && names.indexOf(name, column + 1) !== -1) {
    throw new ProfileError('duplicate-column', `The column ${label} stands twice in the header; keep one.`);
  }
  return column;
}

function missing(label: string): ProfileError {
  const message = `The column ${label} is missing. Headers are: Sample Name, Marker, Allele 1, Allele 2; or Sample Name and the loci.`;
  return new ProfileError('missing-column', message);
}
