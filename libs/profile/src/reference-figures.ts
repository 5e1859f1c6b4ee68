import { createHash } from 'node:crypto';
import { type Allele, compareAlleles } from './allele.ts';
import { ProfileError } from './error.ts';
import { locusName } from './locus.ts';

interface Head {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly citation: string;
  /** What must be known before the figures are used. */
  readonly notes: readonly string[];
  readonly digest: string;
}

/** Rates of mutation of one study, as the decimals that it prints. */
export interface MutationTable extends Head {
  readonly loci: Readonly<Record<string, { readonly maternal: string; readonly paternal: string }>>;
}

/**
 * Frequencies of a population whose number of chromosomes typed is not stated. It is no `FrequencyTable`: without that
 * number there is no least frequency, and none is made up.
 */
export interface FrequenciesWithoutN extends Head {
  readonly population: string;
  readonly licence: string;
  /** Loci whose frequencies do not sum to 1, because alleles are missing; they are not among `loci`. */
  readonly incomplete: readonly string[];
  readonly loci: Readonly<Record<string, Readonly<Record<Allele, number>>>>;
}

/** Printed frequencies are rounded: a complete locus sums to 1 within this. */
const ROUNDING = 0.001;

/** Reads mutation rates in the shipped form. Refuses figures that do not match the digest in the file. */
export function readMutationTable(json: unknown): MutationTable {
  const { head, loci } = readHead(json, []);
  checkDigest(head, rateLines(loci));
  return { ...head, loci: loci as MutationTable['loci'] };
}

/** The text of mutation rates in the shipped form, with their digest. Refuses what `readMutationTable` would refuse. */
export function writeMutationTable(json: unknown): string {
  const given = isObject(json) ? { ...json, digest: 'to be computed' } : json;
  const { head, loci } = readHead(given, []);
  const lines = rateLines(loci);
  const rates = inOrder(loci).map((locus) => {
    const { maternal, paternal } = loci[locus]!;
    return [locus, { maternal, paternal }];
  });
  return `${JSON.stringify({ ...head, digest: digestOf(lines), loci: Object.fromEntries(rates) }, null, 2)}\n`;
}

function rateLines(loci: Figures): readonly string[] {
  return inOrder(loci).map((locus) => {
    const { maternal, paternal } = loci[locus]!;
    if (!isDecimal(maternal) || !isDecimal(paternal)) throw bad(`locus ${locus} has no two rates`);
    return `${locus} ${maternal} ${paternal}\n`;
  });
}

/** Reads frequencies without N in the shipped form. Refuses loci that do not sum to 1 unless the file calls them incomplete. */
export function readFrequenciesWithoutN(json: unknown): FrequenciesWithoutN {
  const { head, loci, facts } = readHead(json, ['population', 'licence']);
  const incomplete = isTexts(facts.incomplete) ? facts.incomplete : [];
  const complete: Record<string, Record<Allele, number>> = {};
  const lines = inOrder(loci).map((locus) => {
    const entries = Object.entries(loci[locus]!).sort(([a], [b]) => compareAlleles(a, b));
    if (!entries.every(([, figure]) => isDecimal(figure))) throw bad(`locus ${locus} has a figure that is no decimal`);
    const sum = entries.reduce((total, [, figure]) => total + Number(figure), 0);
    if (!incomplete.includes(locus)) {
      if (Math.abs(sum - 1) > ROUNDING) throw bad(`the frequencies of locus ${locus} do not sum to 1`);
      complete[locus] = Object.fromEntries(entries.map(([allele, figure]) => [allele, Number(figure)]));
    }
    return `${locus} ${entries.map(([allele, figure]) => `${allele}=${figure}`).join(' ')}\n`;
  });
  checkDigest(head, lines);
  return {
    ...head,
    population: facts.population as string,
    licence: facts.licence as string,
    incomplete,
    loci: complete,
  };
}

type Figures = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function readHead(
  json: unknown,
  more: readonly string[],
): { readonly head: Head; readonly loci: Figures; readonly facts: Record<string, unknown> } {
  if (!isObject(json)) throw bad('it is not an object');
  for (const field of ['id', 'title', 'source', 'citation', 'digest', ...more]) {
    if (typeof json[field] !== 'string' || json[field] === '') throw bad(`"${field}" is missing`);
  }
  const { loci, notes } = json;
  if (!isTexts(notes)) throw bad('"notes" is no list of sentences');
  if (!isObject(loci) || Object.keys(loci).length === 0) throw bad('it has no loci');
  for (const [name, figures] of Object.entries(loci)) {
    if (locusName(name) !== name) throw bad(`locus ${name} is not written by our name`);
    if (!isObject(figures)) throw bad(`locus ${name} has no figures`);
  }
  const { id, title, source, citation, digest } = json as unknown as Head;
  return { head: { id, title, source, citation, notes, digest }, loci: loci as Figures, facts: json };
}

function checkDigest({ id, digest }: Head, lines: readonly string[]): void {
  if (digestOf(lines) === digest) return;
  throw new ProfileError('table-changed', `The figures of table ${id} are not the ones that its digest stands for.`);
}

function digestOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('')).digest('hex');
}

function inOrder(loci: Figures): readonly string[] {
  return Object.keys(loci).sort();
}

function isDecimal(value: unknown): value is string {
  return typeof value === 'string' && /^0\.[0-9]{1,8}$/.test(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bad(what: string): ProfileError {
  return new ProfileError('bad-table', `The reference figures cannot be used: ${what}.`);
}
