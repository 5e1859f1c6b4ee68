import { ProfileError } from './error.ts';
import { locusName } from './locus.ts';

/**
 * How a laboratory names the columns of its own tables. Columns are named by their headers, whatever their case and signs.
 * What a mapping does not mention is found as in any table.
 */
export interface ColumnMapping {
  readonly separator?: ',' | ';' | '\t';
  /** `,` says that 9,3 is the allele 9.3. Without it such a cell is refused, because it may as well be two alleles. */
  readonly decimal?: '.' | ',';
  readonly sample?: string;
  readonly sampleType?: string;
  readonly kit?: string;
  /** Long form: the column of the locus, and those of the alleles and their heights in order. */
  readonly marker?: string;
  readonly alleles?: readonly string[];
  readonly heights?: readonly string[];
  /** Wide form: for a header, the locus that its column holds. */
  readonly loci?: Readonly<Record<string, string>>;
  /** Columns that say nothing about alleles. */
  readonly ignore?: readonly string[];
  /** Words that stand for "not typed". */
  readonly nothing?: readonly string[];
}

const TEXTS = ['sample', 'sampleType', 'kit', 'marker'] as const;
const LISTS = ['alleles', 'heights', 'ignore', 'nothing'] as const;
const FIELDS: readonly string[] = ['separator', 'decimal', 'loci', ...TEXTS, ...LISTS];

/** Reads a mapping as it is stored. Throws ProfileError when a field is not known or not of its kind. */
export function readColumnMapping(json: unknown): ColumnMapping {
  if (!isObject(json)) throw bad('it is not an object');
  const strange = Object.keys(json).find((field) => !FIELDS.includes(field));
  if (strange !== undefined) throw bad('it has a field that is not known');
  if (![undefined, ',', ';', '\t'].includes(json.separator as string)) throw bad('"separator" is not , ; or a tab');
  if (![undefined, '.', ','].includes(json.decimal as string)) throw bad('"decimal" is neither . nor ,');
  if (json.decimal === ',' && json.separator === ',') throw bad('a comma cannot part both cells and decimals');
  for (const field of TEXTS) if (json[field] !== undefined && !isText(json[field])) throw bad(`"${field}" is no text`);
  for (const field of LISTS) {
    const list = json[field];
    if (list !== undefined && !(Array.isArray(list) && list.every(isText))) throw bad(`"${field}" is no list of texts`);
  }
  if (json.loci !== undefined && !isObject(json.loci)) throw bad('"loci" is no object');
  for (const [header, locus] of Object.entries(json.loci ?? {})) {
    if (typeof locus !== 'string' || locusName(locus) === undefined) throw bad(`"loci" gives ${header} no known locus`);
  }
  return json as ColumnMapping;
}

/** A header in the form that is compared: letters and digits of any script, lower case. */
export function headerForm(header: string): string {
  return header
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 200;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bad(what: string): ProfileError {
  return new ProfileError('bad-mapping', `The column mapping cannot be used: ${what}.`);
}
