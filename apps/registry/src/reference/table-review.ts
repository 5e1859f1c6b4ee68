import {
  byKind,
  compareAlleles,
  copiesAmong,
  type FrequencyReview,
  type FrequencyTable,
  type Kit,
  type LocusReview,
  type LocusToWrite,
  locusName,
  type PrintedPopulation,
  reviewFrequencies,
  type TableFile,
  type TableToWrite,
} from '@kinledger/profile';
import type {
  ImportedLocusView,
  ImportProblemView,
  ImportReportView,
  ImportTable,
  LeftOutView,
} from './imports.dto.ts';

/** What a file comes to, before standard cases are computed with it. */
export interface TableReview {
  readonly report: Omit<ImportReportView, 'fileSha256' | 'effect' | 'nearest'>;
  readonly nearest: FrequencyReview['nearest'];
  /** Undefined when there are problems. */
  readonly table: TableToWrite | undefined;
}

/** What is compared with: tables of other names, and all kits. */
export interface Known {
  readonly tables: readonly FrequencyTable[];
  readonly kits: readonly Kit[];
}

/** Looks at one population of a file as an import would take it. Refuses nothing: what is wrong stands in the report. */
export function reviewTable({ format, populations }: TableFile, asked: ImportTable, known: Known): TableReview {
  const problems: ImportProblemView[] = [];
  const chosen = choose(populations, asked.fileName, problems);
  if (format === 'kinledger-json' && asked.unit !== 'chromosomes') problems.push(problem('unit-contradicted'));
  const statesN = Object.values(chosen.loci).some(({ n }) => n !== undefined && n > 0);
  if (statesN && asked.n !== undefined) problems.push(problem('n-stated-twice'));
  const { population, leftOut } = narrow(withN(chosen, statesN ? undefined : asked.n), asked.without ?? []);
  if (Object.keys(population.loci).length === 0) problems.push(problem('no-loci'));
  const review = reviewFrequencies(population, asked.unit, known.tables);
  if (review.copyOf !== undefined) problems.push(problem('copy-of-table', null, review.copyOf));
  const twin = populations.find((other) => other !== chosen && copiesAmong([chosen, other]).length > 0);
  if (twin !== undefined) problems.push(problem('copy-in-file', null, twin.name));
  const loci = review.loci.map((locus) => locusView(locus, population, known.kits));
  for (const { locus, problems: codes } of loci) for (const code of codes) problems.push(problem(code, locus));
  const { unit } = asked;
  const partly = review.copyOf === undefined && known.tables.some((table) => isHalfCopied(population, table));
  const warnings = [...warningsOf(review, loci, chosen), ...(partly ? ['partly-copied'] : [])];
  const report = { format, unit, nameInFile: chosen.name, loci, leftOut, problems, warnings };
  const table = problems.length > 0 ? undefined : tableOf(asked, review, population);
  return { report, nearest: review.nearest, table };
}

function choose(
  populations: readonly PrintedPopulation[],
  name: string | undefined,
  problems: ImportProblemView[],
): PrintedPopulation {
  const found = name === undefined ? populations : populations.filter((each) => each.name === name);
  if (found.length === 1) return found[0]!;
  const names = populations.slice(0, 50).map((each) => each.name);
  problems.push(problem('choose-population', null, names.join('; ').slice(0, 2000)));
  return { name: '', loci: {}, unread: [] };
}

function withN(population: PrintedPopulation, n: number | undefined): PrintedPopulation {
  if (n === undefined) return population;
  const loci = Object.entries(population.loci).map(([locus, printed]) => [locus, { ...printed, n }] as const);
  return { ...population, loci: Object.fromEntries(loci) };
}

/** Leaves out what was asked to be, and what no likelihood ratio could use; each is named. */
function narrow(
  population: PrintedPopulation,
  without: readonly string[],
): { readonly population: PrintedPopulation; readonly leftOut: LeftOutView[] } {
  const asked = new Set(without.map((name) => locusName(name) ?? name));
  const { autosomal } = byKind(population.loci);
  const leftOut: LeftOutView[] = population.unread.map((locus) => ({ locus, reason: 'not-known' }));
  for (const locus of Object.keys(population.loci)) {
    if (autosomal[locus] === undefined) leftOut.push({ locus, reason: 'not-autosomal' });
    else if (asked.has(locus)) leftOut.push({ locus, reason: 'asked' });
  }
  const kept = Object.entries(autosomal).filter(([locus]) => !asked.has(locus));
  return { population: { ...population, loci: Object.fromEntries(kept) }, leftOut };
}

function locusView(review: LocusReview, { loci }: PrintedPopulation, kits: readonly Kit[]): ImportedLocusView {
  const { locus, sum, chromosomes, minimumFrequency, outliers } = review;
  const { frequencies } = loci[locus]!;
  const figures = Object.values(frequencies);
  const problems: string[] = review.problems.filter((code) => code === 'sum-not-1' || code === 'n-not-stated');
  // Mutation models count repeats: a class or a name among the alleles would make every check fail at this locus.
  if (outliers.some((allele) => !isRepeats(allele))) problems.push('not-an-allele');
  const onLadder = new Set(
    kits.flatMap((kit) =>
      kit.loci.filter((each) => each.locus === locus).flatMap(({ ladder, further }) => [...ladder, ...further]),
    ),
  );
  return {
    locus,
    chromosomes: chromosomes ?? null,
    sum: decimalText(Number(sum.toFixed(12))),
    alleles: figures.length,
    least: decimalText(Math.min(...figures)),
    minimumFrequency: minimumFrequency === undefined ? null : String(minimumFrequency),
    belowMinimum: figures.filter((figure) => figure < (minimumFrequency ?? 0)).length,
    kept: review.counts === undefined ? 'decimals' : 'counts',
    outliers: [...outliers],
    offLadder: onLadder.size === 0 ? [] : Object.keys(frequencies).filter((allele) => !onLadder.has(allele)),
    problems,
  };
}

/** Frequencies printed to four decimals are within this of the exact ones. */
const PRINTED = 6e-5;
/** Independent populations have no locus with several alleles in common to four decimals; three are no chance. */
const FEWEST_COPIED = 3;

function isHalfCopied({ loci }: PrintedPopulation, table: FrequencyTable): boolean {
  const shared = Object.keys(loci).filter((locus) => table.loci[locus] !== undefined);
  const same = shared.filter((locus) => isSame(loci[locus]!.frequencies, table.loci[locus]!.frequencies)).length;
  return same >= FEWEST_COPIED && same * 2 >= shared.length;
}

function isSame(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every(
    (allele) => Math.abs((a[allele] ?? 0) - (b[allele] ?? 0)) < PRINTED,
  );
}

/** Familias' own default where nobody has entered a size. */
const DEFAULT_SIZE = 1000;

function warningsOf(
  review: FrequencyReview,
  loci: readonly ImportedLocusView[],
  { loci: printed }: PrintedPopulation,
): string[] {
  const sizes = Object.values(printed).map(({ n }) => n);
  return [
    ...(review.unitDoubtful ? ['unit-doubtful'] : []),
    ...(sizes.length > 0 && sizes.every((n) => n === DEFAULT_SIZE) ? ['default-database-size'] : []),
    ...(loci.some(({ offLadder }) => offLadder.length > 0) ? ['off-ladder'] : []),
    ...(loci.some(({ kept }) => kept === 'decimals') ? ['rounded'] : []),
  ];
}

function tableOf(asked: ImportTable, { loci }: FrequencyReview, population: PrintedPopulation): TableToWrite {
  const { id, title, population: named, source, citation, licence } = asked;
  const written = loci.map(({ locus, chromosomes, counts }): readonly [string, LocusToWrite] => {
    const whole = { chromosomes: chromosomes! };
    if (counts !== undefined) return [locus, { ...whole, counts: inOrder(counts, (count) => count) }];
    return [locus, { ...whole, frequencies: inOrder(population.loci[locus]!.frequencies, decimalText) }];
  });
  return { id, title, population: named, source, citation, licence, loci: Object.fromEntries(written.sort(byName)) };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function inOrder<T>(figures: Readonly<Record<string, number>>, write: (figure: number) => T): Record<string, T> {
  const alleles = Object.keys(figures).sort(compareAlleles);
  return Object.fromEntries(alleles.map((allele) => [allele, write(figures[allele]!)]));
}

function isRepeats(allele: string): boolean {
  return /^[1-9][0-9]?(?:\.[1-9])?$/.test(allele);
}

/** A figure from 0 to about 1 as a plain decimal without an exponent, as short as reads back the same. */
function decimalText(figure: number): string {
  const text = String(figure);
  return text.includes('e') ? figure.toFixed(20).replace(/\.?0+$/, '') : text;
}

const MESSAGES: Readonly<Record<string, string>> = {
  'choose-population': 'The file holds other populations, or several; say which is meant in "fileName".',
  'unit-contradicted': 'In our own JSON N counts chromosomes; say so in "unit".',
  'n-stated-twice': 'The file states N; leave "n" out, or take N out of the file where it is wrong.',
  'no-loci': 'No autosomal locus is left that is known.',
  'copy-of-table':
    'The figures are those of a table that stands under another name; find out which of the two is wrong.',
  'copy-in-file': 'Another population of the file has the very same figures; find out which of the two is wrong.',
  'sum-not-1': 'The frequencies of the locus do not sum to 1; correct the file, or leave the locus out by "without".',
  'n-not-stated': 'The file does not state N at this locus; state it in "n", or leave the locus out by "without".',
  'not-an-allele':
    'Something stands among the alleles that is no number of repeats, such as a class; correct the file, or leave the locus out by "without".',
};

function problem(code: string, locus: string | null = null, name?: string): ImportProblemView {
  return { code, locus, message: `${MESSAGES[code]}${name === undefined ? '' : ` (${name})`}` };
}
