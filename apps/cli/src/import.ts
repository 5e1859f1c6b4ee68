import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProfileError, type RowProblem, readUpload } from '@kinledger/profile';
import type { Command } from 'commander';

/** What is wrong with one sample, or with the whole file (row 0). Never holds an allele. */
interface ImportRow {
  readonly row: number;
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
  readonly json?: true;
}

const LARGEST_FILE = 400 * 1024 * 1024;

export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description('say which samples of an upload file a registry would accept, and send it there with --to')
    .argument('<file>', 'CSV, tab separated text, JSON or CODIS XML')
    .option('--to <url>', 'address of a registry; the API key is taken from KINLEDGER_KEY')
    .option('--reason <text>', 'lets samples that stand already with other alleles become new versions')
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
    const bytes = await bytesOf(file);
    const report =
      options.to === undefined ? reportOn(bytes) : await send(bytes, basename(file), options.to, options.reason, key);
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

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST_FILE) throw new ProfileError('too-large', 'The file is larger than 400 MB; split it.');
    return await readFile(file);
  } catch (error) {
    if (error instanceof ProfileError) throw error;
    throw new ImportError('no-such-file', `${file} cannot be read; check its name and rights.`);
  }
}

function reportOn(bytes: Uint8Array): ImportReport {
  const { samples, problems, skipped } = readUpload(bytes);
  const refused = samples.filter(({ profile }) => profile === undefined);
  return {
    accepted: samples.length - refused.length,
    refused: refused.length + problems.length,
    rows: inOrder([...problems, ...refused.flatMap((sample) => sample.problems)]),
    notes: inOrder([...skipped, ...samples.flatMap((sample) => sample.warnings)]),
  };
}

function inOrder(problems: readonly RowProblem[]): readonly ImportRow[] {
  return problems.map((problem) => ({ ...problem, sample: problem.sample ?? '' })).sort((a, b) => a.row - b.row);
}

async function send(
  bytes: Uint8Array,
  name: string,
  to: string,
  reason: string | undefined,
  key: string | undefined,
): Promise<ImportReport> {
  if (!key) throw new ImportError('no-key', 'Set KINLEDGER_KEY to an API key of your laboratory.');
  if (!URL.canParse('/api/submissions', to))
    throw new ImportError('no-registry', 'Give --to the address of a registry, such as https://registry.example.');
  const form = new FormData();
  if (reason !== undefined) form.append('reason', reason);
  form.append('file', new File([new Uint8Array(bytes)], name));
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
