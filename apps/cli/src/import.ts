import { randomUUID } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  ProfileError,
  type RowProblem,
  readColumnMapping,
  streamUpload,
  surveyUpload,
  type UploadOptions,
} from '@kinledger/profile';
import { type Command, Option } from 'commander';

/** What is wrong with one sample, or with the whole file (row 0). Never holds an allele. */
interface ImportRow {
  readonly row: number;
  /** Place of the file in a ZIP archive, from 1. */
  readonly part?: number;
  readonly sample: string;
  readonly locus?: string;
  readonly code: string;
  readonly message: string;
}

/** Fates counted by sample, and every reason for a refusal. */
export interface ImportReport {
  readonly accepted: number;
  readonly refused: number;
  /** Samples that stand already with the same alleles; known only to a registry. */
  readonly unchanged?: number;
  readonly rows: readonly ImportRow[];
  /** What was passed over or deserves a look: ladders, controls, samples equal to a control DNA. */
  readonly notes: readonly ImportRow[];
}

interface ImportOptions {
  readonly to?: string;
  readonly reason?: string;
  readonly encoding?: UploadOptions['encoding'];
  readonly format?: UploadOptions['format'];
  /** A file with a column mapping in JSON. */
  readonly mapping?: string;
  readonly json?: true;
}

const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'gb18030'];
const FORMATS = ['csv', 'json', 'codis-xml', 'niem-xml', 'familias'];

export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description('say which samples of an upload file a registry would accept, and send it there with --to')
    .argument('<file>', 'CSV, tab separated text, JSON, CODIS or NIEM XML, Familias, or a ZIP of these; of any size')
    .option('--to <url>', 'address of a registry; the API key is taken from KINLEDGER_KEY')
    .option('--reason <text>', 'lets samples that stand already with other alleles become new versions')
    .addOption(new Option('--encoding <name>', 'instead of the one found by the content').choices(ENCODINGS))
    .addOption(new Option('--format <name>', 'instead of the one found by the content').choices(FORMATS))
    .option('--mapping <file>', 'JSON that says what the columns of your own tables are')
    .option('--json', 'answer as JSON')
    .action(async (file: string, options: ImportOptions) => {
      const { report, done } = await runImport(file, options, process.env.KINLEDGER_KEY);
      process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : inWords(report, options.to !== undefined));
      if (!done) process.exitCode = 1;
    });
}

/** Reads the file here, or sends it. `done` is false when the file as a whole was refused. */
export async function runImport(
  file: string,
  options: ImportOptions,
  key: string | undefined,
): Promise<{ readonly report: ImportReport; readonly done: boolean }> {
  try {
    await checkReadable(file);
    const report =
      options.to === undefined ? await reportOn(file, await readingOptions(options)) : await send(file, options, key);
    return { report, done: true };
  } catch (error) {
    if (!(error instanceof ProfileError || error instanceof ImportError)) throw error;
    const rows = [{ row: 0, sample: '', code: error.code, message: error.message }];
    return { report: { accepted: 0, refused: 0, rows, notes: [] }, done: false };
  }
}

/** A file that could not be read or sent. */
class ImportError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

async function checkReadable(file: string): Promise<void> {
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) throw new ImportError('no-such-file', `${file} cannot be read; check its name and rights.`);
}

async function readingOptions({ encoding, format, mapping }: ImportOptions): Promise<UploadOptions> {
  return {
    ...(encoding === undefined ? {} : { encoding }),
    ...(format === undefined ? {} : { format }),
    ...(mapping === undefined ? {} : { mapping: await readMapping(mapping) }),
  };
}

async function readMapping(file: string): Promise<NonNullable<UploadOptions['mapping']>> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new ImportError('no-such-file', `${file} cannot be read; check its name and rights.`);
  });
  try {
    return readColumnMapping(JSON.parse(text));
  } catch (error) {
    if (error instanceof ProfileError) throw error;
    throw new ProfileError('bad-mapping', `${file} is not JSON; correct it.`);
  }
}

/** Notes, unlike reasons for refusals, are not listed without end: every sample of a large file may have one. */
const MOST_NOTES = 10_000;

/** Reads the file piece by piece, so that its size does not matter; only what is told of it is kept. */
async function reportOn(file: string, options: UploadOptions): Promise<ImportReport> {
  const source = () => createReadStream(file);
  const survey = await surveyUpload(source, options);
  const rows: RowProblem[] = [];
  const notes: RowProblem[] = [];
  let unlisted = 0;
  let accepted = 0;
  let refused = 0;
  for await (const { samples, problems, skipped } of streamUpload(source, survey, options)) {
    refused += problems.length;
    rows.push(...problems);
    for (const note of [...skipped, ...samples.flatMap(({ warnings }) => warnings)]) {
      if (notes.length < MOST_NOTES) notes.push(note);
      else unlisted += 1;
    }
    for (const sample of samples) {
      if (sample.profile === undefined) refused += 1;
      else accepted += 1;
      rows.push(...sample.problems);
    }
  }
  const more = { row: 0, sample: '', code: 'more-notes', message: `${unlisted} more notes are not listed.` };
  const listed = inOrder(notes);
  return { accepted, refused, rows: inOrder(rows), notes: unlisted === 0 ? listed : [...listed, more] };
}

function inOrder(problems: readonly RowProblem[]): readonly ImportRow[] {
  return problems
    .map((problem) => ({ ...problem, sample: problem.sample ?? '' }))
    .sort((a, b) => (a.part ?? 0) - (b.part ?? 0) || a.row - b.row);
}

async function send(file: string, { to = '', reason }: ImportOptions, key: string | undefined): Promise<ImportReport> {
  if (!key) throw new ImportError('no-key', 'Set KINLEDGER_KEY to an API key of your laboratory.');
  if (!URL.canParse('/api/submissions', to))
    throw new ImportError('no-registry', 'Give --to the address of a registry, such as https://registry.example.');
  const form = new FormData();
  if (reason !== undefined) form.append('reason', reason);
  form.append('file', await openAsBlob(file), basename(file));
  const headers = { authorization: `Bearer ${key}`, 'idempotency-key': randomUUID() };
  const answer = await fetch(new URL('/api/submissions', to), { method: 'POST', headers, body: form }).catch(() => {
    throw new ImportError('no-registry', 'The registry does not answer; check the address given with --to.');
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.status === 201 && isSubmission(body)) return reportOfRegistry(body);
  throw refusalOf(body, answer.status);
}

interface SubmissionAnswer {
  readonly accepted: number;
  readonly refused: number;
  readonly unchanged: number;
  readonly rows: readonly {
    readonly sample: string;
    readonly status: string;
    readonly problems: readonly Omit<ImportRow, 'sample'>[];
  }[];
}

function isSubmission(body: unknown): body is SubmissionAnswer {
  return typeof body === 'object' && body !== null && 'rows' in body && Array.isArray(body.rows);
}

function reportOfRegistry({ accepted, refused, unchanged, rows }: SubmissionAnswer): ImportReport {
  const told = (those: SubmissionAnswer['rows']) =>
    those.flatMap(({ sample, problems }) => problems.map((problem) => ({ ...problem, sample })));
  return {
    accepted,
    refused,
    unchanged,
    rows: told(rows.filter(({ status }) => status === 'refused')),
    notes: told(rows.filter(({ status }) => status !== 'refused')),
  };
}

function refusalOf(body: unknown, status: number): ImportError {
  const facts = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const code = typeof facts.code === 'string' ? facts.code : `http-${status}`;
  const detail = typeof facts.detail === 'string' ? facts.detail : `The registry answered with status ${status}.`;
  return new ImportError(code, detail);
}

function inWords({ accepted, refused, unchanged, rows, notes }: ImportReport, sent: boolean): string {
  const verb = sent ? 'accepted' : 'would be accepted';
  const same = unchanged ? `, ${unchanged} unchanged` : '';
  const lines = [...rows, ...notes].map(
    ({ row, sample, code, message }) => `${row > 0 ? `row ${row} ` : ''}${sample} [${code}] ${message}\n`,
  );
  return `${lines.join('')}${accepted} ${verb}${same}, ${refused} refused\n`;
}
