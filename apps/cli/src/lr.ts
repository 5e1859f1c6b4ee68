import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  combinedLog10,
  ENGINE_VERSION,
  type KinshipAnswer,
  kinshipRatios,
  type LinkageWarning,
  linkageWarningText,
  posteriors,
  posteriorText,
} from '@kinledger/kinship';
import type { Command } from 'commander';
import { type CaseRecord, caseQuestion, type ReadCase, readCases } from './case-file.ts';
import { engineDigest } from './engine-digest.ts';
import { type FrequencyLookup, frequencyLookup } from './frequency-lookup.ts';
import { type ValidatedCase, validationReport } from './validation-report.ts';

/** Where the tables that come with Kinledger are, seen from the project's root. */
export const SHIPPED_TABLES = 'database/reference/frequencies';

const AGREEMENT = 1e-9;

/**
 * What a case comes to: the ratios of the numerator, or why there are none. `log10LR` and `log10LRs` count all loci as
 * independent, `log10LRLinked` has the linked pairs in place of their loci; posteriors rest on the latter where there is one.
 */
export type CaseLine =
  | {
      readonly file: string;
      readonly id: string;
      readonly log10LR: number | null;
      readonly perLocusLR: Readonly<Record<string, number>>;
      readonly log10LRs?: Readonly<Record<string, number | null>>;
      readonly linkage?: readonly { readonly locus1: string; readonly locus2: string; readonly pairLR: number }[];
      readonly log10LRLinked?: number | null;
      readonly posteriors?: Readonly<Record<string, number>>;
      readonly warnings?: readonly LinkageWarning[];
    }
  | { readonly file: string; readonly id: string; readonly error: string };

export function addLrCommand(program: Command): void {
  program
    .command('lr')
    .description('likelihood ratios of case files, compared with the expected ones where the file has them')
    .argument('<file...>', 'case files')
    .option('--frequencies <folder>', 'folder with freq-<name>.json')
    .option('--json', 'one line of JSON for each case')
    .option('--report <file>', 'write a report of the comparison, to print and sign')
    .action((files: readonly string[], options: LrOptions) => {
      const lookup = frequencyLookup(options.frequencies, SHIPPED_TABLES);
      const runs = files.map((file) =>
        runFile(file, lookup, options.json === true, (line) => console.log(line), progress()),
      );
      if (options.report !== undefined)
        writeReport(
          options.report,
          files,
          runs.flatMap(({ cases }) => cases),
        );
      if (runs.some(({ agreed }) => !agreed)) process.exitCode = 1;
    });
}

interface LrOptions {
  readonly frequencies?: string;
  readonly json?: boolean;
  readonly report?: string;
}

/** What became of a file; `agreed` when all cases could be computed and agree with what is expected. */
export interface FileRun {
  readonly agreed: boolean;
  readonly cases: readonly ValidatedCase[];
}

/**
 * Computes the cases of a file one after the other. With `json` the caller compares, and only a file that cannot be read
 * does not agree.
 */
export function runFile(
  file: string,
  lookup: FrequencyLookup,
  json: boolean,
  print: (line: string) => void,
  before: (id: string, locus: string) => void = () => {},
): FileRun {
  const name = basename(file);
  let found: readonly ReadCase[];
  try {
    found = readCases(readFileSync(file, 'utf8'));
  } catch (error) {
    const message = messageOf(error);
    print(json ? JSON.stringify({ file: name, error: message }) : `${file}: ${message}`);
    return { agreed: false, cases: [{ file: name, id: '', loci: 0, error: message }] };
  }
  if (!json) print(`${name}\n${row('case', 'loci', 'log10 LR', 'largest relative difference')}`);
  const cases: ValidatedCase[] = [];
  for (const one of found) {
    const line =
      'record' in one ? caseLine(name, one.record, lookup, (locus) => before(one.id, locus)) : { file: name, ...one };
    const difference = 'record' in one ? largestDifference(line, one.record) : undefined;
    print(json ? JSON.stringify(line) : [tableRow(line, difference), ...remarks(line)].join('\n'));
    cases.push({
      file: name,
      id: one.id,
      loci: 'record' in one ? one.record.loci.length : 0,
      ...(difference === undefined ? {} : { difference }),
      ...('error' in line ? { error: line.error } : { remarks: (line.warnings ?? []).map(linkageWarningText) }),
    });
  }
  const off = cases.some(({ difference = 0, error }) => error !== undefined || !(difference <= AGREEMENT));
  return { agreed: json || !off, cases };
}

/** Says on the error output where a long run is, once in ten seconds, at the start of a locus. */
function progress(): (id: string, locus: string) => void {
  const began = Date.now();
  let told = began;
  return (id, locus) => {
    const now = Date.now();
    if (now - told < 10_000) return;
    told = now;
    console.error(`after ${Math.round((now - began) / 1000)} s: case ${id}, locus ${locus} ...`);
  };
}

function writeReport(path: string, files: readonly string[], cases: readonly ValidatedCase[]): void {
  const digest = (file: string): string =>
    existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'not readable';
  const report = validationReport({
    date: new Date().toISOString(),
    engine: ENGINE_VERSION,
    engineDigest: engineDigest('.') ?? 'the sources are not at hand',
    platform: `Node.js ${process.version}, ${process.platform} ${process.arch}`,
    files: files.map((file) => ({ name: basename(file), digest: digest(file) })),
    limit: AGREEMENT,
    cases,
  });
  writeFileSync(path, report);
}

/** The answer to one case. Never throws: a case that cannot be computed says why. */
export function caseLine(
  file: string,
  record: CaseRecord,
  lookup: FrequencyLookup,
  before: (locus: string) => void = () => {},
): CaseLine {
  const { numerator, hypotheses, priors } = record;
  const id = String(record.id ?? '');
  try {
    const answer = kinshipRatios(caseQuestion(record, lookup), before);
    const { pairs, warnings } = answer;
    const independent = Object.fromEntries(
      hypotheses.map(({ name }) => [name, combinedLog10(answer.loci.map(({ ratios }) => ratios[name] as number))]),
    );
    return {
      file,
      id,
      log10LR: independent[numerator] ?? null,
      perLocusLR: perLocus(answer, numerator),
      ...(hypotheses.length > 2 ? { log10LRs: independent } : {}),
      ...(pairs.length > 0 ? { linkage: pairs.map((pair) => pairText(pair, numerator)) } : {}),
      ...(pairs.length > 0 ? { log10LRLinked: answer.log10[numerator] ?? null } : {}),
      ...(priors ? { posteriors: posteriors(answer.log10, priors) } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  } catch (error) {
    return { file, id, error: messageOf(error) };
  }
}

function pairText({ first, second, ratios }: KinshipAnswer['pairs'][number], numerator: string) {
  return { locus1: first, locus2: second, pairLR: ratios[numerator] as number };
}

function perLocus(answer: KinshipAnswer, numerator: string): Readonly<Record<string, number>> {
  return Object.fromEntries(answer.loci.map(({ locus, ratios }) => [locus, ratios[numerator] as number]));
}

/** Of all loci and linked pairs that the file states a ratio for; undefined when it states none. */
export function largestDifference(line: CaseLine, record: CaseRecord): number | undefined {
  if ('error' in line) return undefined;
  const expected = Object.entries(record.perLocusLR ?? {}).map(([locus, value]) => [line.perLocusLR[locus], value]);
  const pairs = (record.linkage ?? []).flatMap(({ pairLR }, i) =>
    pairLR === undefined ? [] : [[line.linkage?.[i]?.pairLR, pairLR]],
  );
  const all = [...expected, ...pairs].map(([ours, theirs]) => relativeDifference(ours ?? Number.NaN, theirs as number));
  return all.length === 0 ? undefined : all.reduce((most, value) => (value <= most ? most : value), 0);
}

function relativeDifference(ours: number, theirs: number): number {
  return theirs === 0 ? Math.abs(ours) : Math.abs(ours - theirs) / Math.abs(theirs);
}

function tableRow(line: CaseLine, difference: number | undefined): string {
  if ('error' in line) return row(line.id, '', '', `error: ${line.error}`);
  const verdict = difference === undefined ? 'nothing to compare' : difference.toExponential(2);
  const mark = difference !== undefined && !(difference <= AGREEMENT) ? '  DIFFERENT' : '';
  const log10 = line.log10LR === null ? 'LR = 0' : line.log10LR.toFixed(6);
  return row(line.id, String(Object.keys(line.perLocusLR).length), log10, `${verdict}${mark}`);
}

/** What a reader of the table must know of a case. */
function remarks(line: CaseLine): readonly string[] {
  if ('error' in line) return [];
  const { log10LRLinked: linked, posteriors: after = {}, warnings = [] } = line;
  return [
    ...(linked === undefined
      ? []
      : [`linked pairs computed jointly: log10 LR ${linked === null ? '-inf' : linked.toFixed(6)}`]),
    ...Object.entries(after).map(([name, probability]) => `posterior of ${name}: ${posteriorText(probability)}`),
    ...warnings.map((warning) => `warning: ${linkageWarningText(warning)}`),
  ].map((text) => `    ${text}`);
}

function row(id: string, loci: string, log10: string, difference: string): string {
  return `  ${id.padEnd(24)} ${loci.padStart(4)} ${log10.padStart(14)}   ${difference}`;
}

/** One line saying what went wrong. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
