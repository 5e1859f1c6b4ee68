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

interface LocusCounts {
  readonly chromosomes: number;
  readonly counts: Readonly<Record<Allele, number>>;
}

const TEXTS = ['id', 'title', 'population', 'source', 'citation', 'licence', 'digest'] as const;

/**
 * Reads a table in the shipped form, with exact counts for each locus. Refuses counts that do not add up to the
 * chromosomes typed and figures that do not match the digest in the file: a table in use never changes silently.
 */
export function readFrequencyTable(json: unknown): FrequencyTable {
  if (!isObject(json)) throw badTable('it is not an object');
  for (const field of TEXTS) {
    if (typeof json[field] !== 'string' || json[field] === '') throw badTable(`"${field}" is missing`);
  }
  const head = json as Record<(typeof TEXTS)[number], string>;
  const counted = readCounts(json.loci);
  if (countsDigest(counted) !== head.digest) {
    throw new ProfileError(
      'table-changed',
      `The figures of table ${head.id} are not the ones that its digest stands for.`,
    );
  }
  const loci = Object.entries(counted).map(([locus, counts]) => [locus, toFrequencies(counts)] as const);
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

function readCounts(loci: unknown): Readonly<Record<string, LocusCounts>> {
  if (!isObject(loci) || Object.keys(loci).length === 0) throw badTable('it has no loci');
  const read: Record<string, LocusCounts> = {};
  for (const [name, entry] of Object.entries(loci)) {
    if (locusName(name) !== name) throw badTable(`locus ${name} is not written by our name`);
    if (!isObject(entry) || !isObject(entry.counts)) throw badTable(`locus ${name} has no counts`);
    const counts = Object.entries(entry.counts);
    if (!counts.every(([, count]) => Number.isSafeInteger(count) && (count as number) > 0)) {
      throw badTable(`locus ${name} has a count that is not a positive whole number`);
    }
    const total = counts.reduce((sum, [, count]) => sum + (count as number), 0);
    if (total !== entry.chromosomes) throw badTable(`the counts of locus ${name} do not add up to its chromosomes`);
    read[name] = { chromosomes: total, counts: entry.counts as Record<Allele, number> };
  }
  return read;
}

/** SHA-256 of one line for each locus, in code unit order: name, chromosomes, then `allele=count` in numeric order. */
function countsDigest(loci: Readonly<Record<string, LocusCounts>>): string {
  const lines = Object.keys(loci)
    .sort()
    .map((name) => {
      const { chromosomes, counts } = loci[name]!;
      const alleles = Object.keys(counts).sort(compareAlleles);
      return `${name} ${chromosomes} ${alleles.map((allele) => `${allele}=${counts[allele]}`).join(' ')}\n`;
    });
  return createHash('sha256').update(lines.join('')).digest('hex');
}

function toFrequencies({ chromosomes, counts }: LocusCounts): LocusFrequencies {
  const alleles = Object.keys(counts).sort(compareAlleles);
  return {
    chromosomes,
    frequencies: Object.fromEntries(alleles.map((allele) => [allele, counts[allele]! / chromosomes])),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badTable(what: string): ProfileError {
  return new ProfileError('bad-table', `The frequency table cannot be used: ${what}.`);
}
