import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  isProofText,
  parsePolicy,
  parseProof,
  type ReadFile,
  type Report,
  recordedCheckpoints,
  type Trust,
  verifyLog,
  verifyProof,
} from '@kinledger/audit';
import { type Command, InvalidArgumentError } from 'commander';
import { withDatabase } from './database.store.ts';
import { isBundle, verifyBundle } from './evidence.ts';

/** Whom to trust, as the command line says it. */
export interface TrustOptions {
  readonly logKey: readonly string[];
  readonly witness: readonly string[];
  readonly quorum?: number;
  readonly policy?: string;
}

interface VerifyOptions extends TrustOptions {
  readonly old: readonly string[];
  /** `true`: the database that DATABASE_URL names. */
  readonly reconcile?: string | true;
  readonly tsaCertificate?: string;
  readonly strict?: true;
}

/**
 * `verify DIR_OR_FILE`: exit code 0 only when everything that can be checked with what was given is right; with --strict
 * only when a key of the log, and for a log a witness and an old checkpoint, were given as well.
 */
export function addVerifyCommand(program: Command): void {
  const command = program
    .command('verify')
    .description('Check a copy of the audit log, a receipt or an evidence bundle without trusting whoever made it.')
    .argument(
      '<folder-or-file>',
      'a log folder (C2SP tlog-tiles) as `mirror` writes it, a .tlog-proof file, or an evidence bundle (.zip)',
    );
  withTrustOptions(command)
    .option(
      '--old <checkpoint>',
      'file with checkpoints or a receipt seen earlier (LOG_CHECKPOINT_FILE is one); may be repeated',
      collect,
      [],
    )
    .option('--tsa-certificate <file>', 'certificates (PEM) of who stamps the log with the time, or of who issued them')
    .option(
      '--reconcile [url]',
      'compare every row of this PostgreSQL database with the log as well (default: DATABASE_URL)',
    )
    .option('--strict', 'exit 1 also when nobody vouches for it: no key, and for a log no witness or no old checkpoint')
    .action(async (target: string, options: VerifyOptions) => {
      process.exitCode = (await verify(target, options)) ? 0 : 1;
    });
}

/** The options that say whom to trust. */
export function withTrustOptions(command: Command): Command {
  return command
    .option('--log-key <vkey>', 'verifier key of the log; may be repeated', collect, [])
    .option('--witness <vkey>', 'verifier key of a witness; may be repeated', collect, [])
    .option('--quorum <n>', 'how many of the witnesses must have cosigned (default: all)', wholeNumber)
    .option(
      '--policy <file>',
      'file that names the keys and witnesses to trust, and each key for which sizes of the log',
    );
}

async function verify(target: string, options: VerifyOptions): Promise<boolean> {
  try {
    const trust = readTrust(options);
    const folder = statSync(target).isDirectory();
    if (options.reconcile !== undefined && !folder) throw new Error('A database is compared with a whole log only.');
    if (options.tsaCertificate !== undefined && !folder)
      throw new Error('Time stamps are checked with a whole log only.');
    const result = folder
      ? await verifyFolder(target, trust, options)
      : isBundle(target)
        ? await verifyBundle(readFileSync(target), trust)
        : await verifyReceipt(target, trust, options.old);
    return print(result, missing(folder ? target : undefined, trust, options), trust.logKeys?.length === 0);
  } catch (error) {
    console.error(`NOT VERIFIED. ${reason(error)}`);
    return false;
  }
}

/** What was not given without which nobody vouches for a log; asked for with --strict only. */
function missing(
  folder: string | undefined,
  { logKeys = [], witnesses = [] }: Trust,
  options: VerifyOptions,
): readonly string[] {
  if (!options.strict) return [];
  return [
    ...(logKeys.length === 0 ? ['a key of the log (--log-key or --policy)'] : []),
    ...(witnesses.length === 0 ? ['a witness (--witness or --policy)'] : []),
    ...(folder !== undefined && options.old.length + keptCheckpoints(folder).length === 0
      ? ['a checkpoint or receipt seen earlier (--old)']
      : []),
  ];
}

/** The keys of the policy file and those of the command line; a quorum on the command line is the one that counts. */
export function readTrust({ policy, logKey, witness, quorum }: TrustOptions): Trust {
  const filed: Trust = policy === undefined ? {} : parsePolicy(readFileSync(policy, 'utf8'));
  const asked = quorum ?? filed.quorum;
  return {
    logKeys: [...(filed.logKeys ?? []), ...logKey],
    witnesses: [...(filed.witnesses ?? []), ...witness],
    ...(asked === undefined ? {} : { quorum: asked }),
  };
}

/** Checks a log folder, with the checkpoints that `mirror` kept in it. */
export async function verifyFolder(
  folder: string,
  trust: Trust,
  { old, reconcile, tsaCertificate }: Pick<VerifyOptions, 'old' | 'reconcile' | 'tsaCertificate'>,
): Promise<Report> {
  const read: ReadFile = async (path) => {
    const file = join(folder, path);
    return existsSync(file) && statSync(file).isFile() ? readFileSync(file) : undefined;
  };
  const options = {
    ...trust,
    old: [...old, ...keptCheckpoints(folder)].flatMap(readCheckpoints),
    ...(tsaCertificate === undefined ? {} : { timestampCertificates: readFileSync(tsaCertificate, 'utf8') }),
  };
  if (reconcile === undefined) return verifyLog(read, options);
  return withDatabase(reconcile === true ? process.env.DATABASE_URL : reconcile, (database) =>
    verifyLog(read, { ...options, database }),
  );
}

async function verifyReceipt(file: string, trust: Trust, oldFiles: readonly string[]): Promise<Report> {
  const text = readFileSync(file, 'utf8');
  if (!isProofText(text)) throw new Error(`${file} is neither a log folder, nor a .tlog-proof, nor a bundle.`);
  if (oldFiles.length > 0)
    throw new Error('A receipt alone cannot be compared with an old checkpoint; verify the log.');
  const { logKeys = [], ...others } = trust;
  const result = await verifyProof(text, undefined, logKeys, others);
  if (result.event !== null) console.log(new TextDecoder().decode(result.event));
  return result;
}

/** The checkpoints `mirror` saw before the present one. */
function keptCheckpoints(folder: string): readonly string[] {
  const kept = join(folder, 'checkpoints');
  return existsSync(kept) ? readdirSync(kept).map((name) => join(kept, name)) : [];
}

/** A checkpoint from a receipt, or all those of a file. */
function readCheckpoints(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  if (isProofText(text)) return [parseProof(text).checkpoint];
  const found = recordedCheckpoints(`${text}\n`);
  return found.length > 0 ? found : [text];
}

function print(report: Report, missing: readonly string[], keyless: boolean): boolean {
  printReport(report);
  const { fault } = report;
  if (fault === null && missing.length === 0)
    console.log(keyless ? KEYLESS : 'VERIFIED: nothing that was checked is wrong.');
  else if (fault === null)
    console.error(`NOT VERIFIED. Nothing is wrong, but nobody vouches for it: give ${missing.join(', ')}.`);
  else console.error(`NOT VERIFIED${fault.index === null ? '' : ` at leaf ${fault.index}`}. ${fault.message}`);
  return fault === null && missing.length === 0;
}

const KEYLESS =
  'VERIFIED against itself only: nothing that was checked is wrong, but without a key of the log anyone can have made it.';

/** What was checked and what was not, line by line. */
function printReport(report: Report): void {
  for (const line of report.checked) console.log(`checked      ${line}`);
  for (const line of report.unchecked) console.log(`not checked  ${line}`);
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function wholeNumber(value: string): number {
  if (!/^\d{1,4}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(value);
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
