import { createHash } from 'node:crypto';
import { type Allele, compareAlleles } from './allele.ts';
import { ProfileError } from './error.ts';
import { locusName } from './locus.ts';

export interface LocusFrequencies {
  /** Chromosomes typed (twice the persons at an autosomal locus): the 2N of the 5/2N rule. */
  readonly chromosomes: number;
  readonly frequencies: Readonly<Record<Allele, number>>;
}

/** How common alleles are in one population. `digest` identifies the figures, whatever the table is called. */
export interface FrequencyTable {
  readonly id: string;
  readonly title: string;
  readonly population: string;
  readonly source: string;
  readonly citation: string;
  readonly licence: string;
  readonly digest: string;
  readonly loci: Readonly<Record<string, LocusFrequencies>>;
}

/** Figures of a locus as the file has them: exact counts, or the decimals that a study printed where counts are not told. */
interface LocusFigures {
  readonly chromosomes: number;
  readonly figures: Readonly<Record<Allele, number | string>>;
}

/** A table as `writeFrequencyTable` takes it: for each locus either counts or decimals as texts. */
export interface TableToWrite extends Omit<FrequencyTable, 'digest' | 'loci'> {
  readonly loci: Readonly<Record<string, LocusToWrite>>;
}

export interface LocusToWrite {
  readonly chromosomes: number;
  readonly counts?: Readonly<Record<Allele, number>>;
  readonly frequencies?: Readonly<Record<Allele, string>>;
}

/** Printed decimals are rounded: together they are 1 within this. What is imported is held to less (`reviewFrequencies`). */
const ROUNDING = 0.01;

const TEXTS = ['id', 'title', 'population', 'source', 'citation', 'licence', 'digest'] as const;

/**
 * Reads a table in the shipped form, with exact counts or printed decimals for each locus. Refuses counts that do not add up
 * to the chromosomes typed, decimals that do not sum to 1, and figures that do not match the digest in the file: a table in
 * use never changes silently.
 */
export function readFrequencyTable(json: unknown): FrequencyTable {
  if (!isObject(json)) throw badTable('it is not an object');
  for (const field of TEXTS) {
    if (typeof json[field] !== 'string' || json[field] === '') throw badTable(`"${field}" is missing`);
  }
  const head = json as Record<(typeof TEXTS)[number], string>;
  const figures = readFigures(json.loci);
  if (figuresDigest(figures) !== head.digest) {
    throw new ProfileError(
      'table-changed',
      `The figures of table ${head.id} are not the ones that its digest stands for.`,
    );
  }
  const loci = Object.entries(figures).map(([locus, found]) => [locus, toFrequencies(found)] as const);
  return {
    id: head.id,
    title: head.title,
    population: head.population,
    source: head.source,
    citation: head.citation,
    licence: head.licence,
    digest: head.digest,
    loci: Object.fromEntries(loci),
  };
}

/** The text of a table in the shipped form, with its digest; `readFrequencyTable` reads it. Refuses what that would refuse. */
export function writeFrequencyTable({ loci, ...head }: TableToWrite): string {
  const digest = figuresDigest(readFigures(loci));
  const lines = Object.entries(loci).map(
    ([locus, figures]) => `    ${JSON.stringify(locus)}: ${JSON.stringify(figures)}`,
  );
  const top = JSON.stringify({ ...head, digest }, null, 2).slice(0, -2);
  return `${top},\n  "loci": {\n${lines.join(',\n')}\n  }\n}\n`;
}

function readFigures(loci: unknown): Readonly<Record<string, LocusFigures>> {
  if (!isObject(loci) || Object.keys(loci).length === 0) throw badTable('it has no loci');
  const read: Record<string, LocusFigures> = {};
  for (const [name, entry] of Object.entries(loci)) {
    if (locusName(name) !== name) throw badTable(`locus ${name} is not written by our name`);
    const printed = isObject(entry) && isObject(entry.frequencies);
    if (!isObject(entry) || isObject(entry.counts) === printed) throw badTable(`locus ${name} has no counts`);
    const figures = printed ? readDecimals(name, entry) : readCounts(name, entry);
    read[name] = { chromosomes: entry.chromosomes as number, figures };
  }
  return read;
}

function readCounts(name: string, entry: Record<string, unknown>): LocusFigures['figures'] {
  const counts = Object.entries(entry.counts as object);
  if (!counts.every(([, count]) => Number.isSafeInteger(count) && count > 0)) {
    throw badTable(`locus ${name} has a count that is not a positive whole number`);
  }
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total !== entry.chromosomes) throw badTable(`the counts of locus ${name} do not add up to its chromosomes`);
  return Object.fromEntries(counts);
}

function readDecimals(name: string, entry: Record<string, unknown>): LocusFigures['figures'] {
  const decimals = Object.entries(entry.frequencies as object);
  if (!Number.isSafeInteger(entry.chromosomes) || (entry.chromosomes as number) < 1) {
    throw badTable(`locus ${name} does not say how many chromosomes were typed`);
  }
  if (!decimals.every(([, text]) => typeof text === 'string' && /^(?:1|0\.[0-9]{0,19}[1-9])$/.test(text))) {
    throw badTable(`locus ${name} has a frequency that is not a decimal above 0`);
  }
  const sum = decimals.reduce((total, [, text]) => total + Number(text), 0);
  if (Math.abs(sum - 1) > ROUNDING) throw badTable(`the frequencies of locus ${name} do not sum to 1`);
  return Object.fromEntries(decimals);
}

/** SHA-256 of one line for each locus, in code unit order: name, chromosomes, then `allele=figure` in numeric order. */
function figuresDigest(loci: Readonly<Record<string, LocusFigures>>): string {
  const lines = Object.keys(loci)
    .sort()
    .map((name) => {
      const { chromosomes, figures } = loci[name]!;
      const alleles = Object.keys(figures).sort(compareAlleles);
      return `${name} ${chromosomes} ${alleles.map((allele) => `${allele}=${figures[allele]}`).join(' ')}\n`;
    });
  return createHash('sha256').update(lines.join('')).digest('hex');
}

function toFrequencies({ chromosomes, figures }: LocusFigures): LocusFrequencies {
  const alleles = Object.keys(figures).sort(compareAlleles);
  const frequency = (figure: number | string): number =>
    typeof figure === 'string' ? Number(figure) : figure / chromosomes;
  return {
    chromosomes,
    frequencies: Object.fromEntries(alleles.map((allele) => [allele, frequency(figures[allele]!)])),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badTable(what: string): ProfileError {
  return new ProfileError('bad-table', `The frequency table cannot be used: ${what}.`);
}
