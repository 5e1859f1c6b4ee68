import { CsvRows } from './csv-records.ts';
import { EncodingSurvey } from './encoding.ts';
import { ProfileError } from './error.ts';
import { findLocus } from './locus.ts';
import { TextFlow } from './text-flow.ts';
import { XmlFlow } from './xml.ts';

/** Frequencies of one locus as a file prints them. */
export interface PrintedLocus {
  /** Number of what was typed, as printed; whether persons or chromosomes the file does not say. */
  readonly n?: number;
  /** By allele. Classes such as `>27` and `1` for "all others" stand here too. */
  readonly frequencies: Readonly<Record<string, number>>;
}

export interface PrintedPopulation {
  readonly name: string;
  readonly loci: Readonly<Record<string, PrintedLocus>>;
  /** Columns and markers that name no locus we know, and loci without figures. */
  readonly unread: readonly string[];
}

export type FrequencyFormat = 'table' | 'strider-xml' | 'familias-text';

export interface FrequencyFile {
  readonly format: FrequencyFormat;
  readonly populations: readonly PrintedPopulation[];
}

/** No table of frequencies is larger; it is held whole. */
const LARGEST = 20_000_000;

/**
 * Reads a file of allele frequencies: a table with a column of alleles and one for each locus (FSIgen, EuroForMix,
 * strvalidator), STRidER XML, or the text that Familias exports. Judges nothing: see `reviewFrequencies`.
 */
export function readFrequencyFile(bytes: Uint8Array): FrequencyFile {
  if (bytes.length > LARGEST) throw new ProfileError('too-large', 'A file of frequencies has at most 20 MB.');
  const survey = new EncodingSurvey();
  survey.push(bytes);
  const text = new TextFlow(survey.finish().encoding).decode(bytes, true);
  const start = text.trimStart();
  if (start === '') throw new ProfileError('empty-file', 'The file is empty; export it again.');
  if (start.startsWith('<')) return { format: 'strider-xml', populations: fromStrider(start) };
  const [first = ''] = start.split(/[\r\n]/, 1);
  const isTable = /(?:^|[,;\t"])allele(?:$|[,;\t"])/i.test(first);
  if (isTable) return { format: 'table', populations: fromTable(text, first) };
  return { format: 'familias-text', populations: [fromFamilias(text)] };
}

interface Draft {
  readonly loci: Record<string, { n?: number; readonly frequencies: Record<string, number> }>;
  readonly unread: string[];
}

function fromTable(text: string, header: string): readonly PrintedPopulation[] {
  const separator = [';', '\t'].find((sign) => header.includes(sign)) ?? ',';
  const rows = new CsvRows(separator);
  const [head, ...records] = [...rows.write(text), ...rows.close()].map(({ cells }) =>
    cells.map((cell) => cell.trim()),
  );
  const names = head!.map((name) => name.toLowerCase());
  const [alleles, population, count] = ['allele', 'database', 'n'].map((name) => names.indexOf(name));
  const columns = head!.flatMap((name, column) =>
    [alleles, population, count].includes(column) ? [] : [{ name, column }],
  );
  const drafts = new Map<string, Draft>();
  for (const cells of records) {
    const name = population === -1 ? '' : (cells[population!] ?? '');
    const draft = drafts.get(name) ?? { loci: {}, unread: [] };
    drafts.set(name, draft);
    for (const { name: marker, column } of columns) {
      const cell = cells[column] ?? '';
      if (cell === '') continue;
      const locus = locusOf(draft, marker);
      if (locus === undefined) continue;
      const allele = (cells[alleles!] ?? '').replace(',', separator === ',' ? ',' : '.');
      if (allele.toUpperCase() === 'N') locus.n = wholeNumber(cell, marker);
      else put(locus.frequencies, allele, cell, marker, separator);
      if (count !== -1 && cells[count!]) locus.n = wholeNumber(cells[count!]!, marker);
    }
  }
  if (drafts.size === 0) throw new ProfileError('empty-file', 'The table has no rows; export it again.');
  return [...drafts].map(([name, draft]) => finished(name, draft));
}

/** STRidER: `marker` with `name` and, for each `origin`, its `frequency` elements. Its N are persons, by its own account. */
function fromStrider(text: string): readonly PrintedPopulation[] {
  const drafts = new Map<string, Draft>();
  let marker = '';
  let draft: Draft | undefined;
  let locus: Draft['loci'][string] | undefined;
  let allele = '';
  const flow = new XmlFlow({
    opened(path, _row, attributes) {
      if (!path.startsWith('frequencies')) throw notFrequencies();
      if (path === 'frequencies marker origin') {
        const name = attributes('name') ?? '';
        draft = drafts.get(name) ?? { loci: {}, unread: [] };
        drafts.set(name, draft);
        locus = locusOf(draft, marker);
        if (locus !== undefined) locus.n = wholeNumber(attributes('n') ?? '', marker);
      }
      if (path === 'frequencies marker origin frequency') allele = attributes('allele') ?? '';
    },
    closed(path, words) {
      if (path === 'frequencies marker name') marker = words;
      if (path === 'frequencies marker origin frequency' && locus !== undefined) {
        put(locus.frequencies, allele, words, marker, '.');
      }
    },
  });
  flow.write(text);
  flow.close();
  if (drafts.size === 0) throw notFrequencies();
  return [...drafts].map(([name, made]) => finished(name, made));
}

/** Familias: a line with the name of the locus, then one for each allele with its frequency, then an empty line. */
function fromFamilias(text: string): PrintedPopulation {
  const draft: Draft = { loci: {}, unread: [] };
  let locus: Draft['loci'][string] | undefined;
  let named = '';
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [first = '', second] = line.split('\t').map((cell) => cell.trim());
    if (first === '') named = '';
    else if (second === undefined || second === '') {
      if (named !== '') throw notFrequencies();
      named = first;
      locus = locusOf(draft, first);
    } else if (named === '') throw notFrequencies();
    else if (locus !== undefined) put(locus.frequencies, first, second, named, '.');
  }
  return finished('', draft);
}

/** Alleles, classes such as `>27`, pairs of Amelogenin, and names such as `Rest allele`. */
const ALLELE = /^[A-Za-z0-9<>][A-Za-z0-9<>., ]{0,19}$/;

function locusOf(draft: Draft, marker: string): Draft['loci'][string] | undefined {
  const name = findLocus(marker)?.name;
  if (name === undefined) {
    if (!draft.unread.includes(marker) && draft.unread.length < 100) draft.unread.push(marker.slice(0, 40));
    return undefined;
  }
  const known = draft.loci[name] ?? { frequencies: {} };
  draft.loci[name] = known;
  return known;
}

function put(
  frequencies: Record<string, number>,
  allele: string,
  cell: string,
  marker: string,
  separator: string,
): void {
  const figure = Number(separator === ',' ? cell : cell.replace(',', '.'));
  if (!(figure >= 0 && figure <= 1) || !ALLELE.test(allele)) throw unreadable(marker);
  if (Object.hasOwn(frequencies, allele)) throw unreadable(marker);
  if (figure > 0) frequencies[allele] = figure;
}

function wholeNumber(text: string, marker: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw unreadable(marker);
}

function finished(name: string, { loci, unread }: Draft): PrintedPopulation {
  const typed = Object.entries(loci).filter(([, { frequencies }]) => Object.keys(frequencies).length > 0);
  if (typed.length === 0) throw notFrequencies();
  const empty = Object.keys(loci).filter((locus) => Object.keys(loci[locus]!.frequencies).length === 0);
  return { name, loci: Object.fromEntries(typed), unread: [...unread, ...empty] };
}

function unreadable(marker: string): ProfileError {
  const name = findLocus(marker)?.name ?? 'a locus';
  const message = `The frequencies of ${name} cannot be read: each allele stands once, with a number from 0 to 1.`;
  return new ProfileError('bad-table', message, findLocus(marker)?.name);
}

function notFrequencies(): ProfileError {
  const message =
    'This is no table of allele frequencies: hand in a table with a column Allele, STRidER XML or Familias text.';
  return new ProfileError('unknown-format', message);
}
