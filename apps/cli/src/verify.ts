import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  AuditError,
  isProofText,
  parsePolicy,
  parseProof,
  type ReadFile,
  type Report,
  type Trust,
  verifyLog,
  verifyProof,
} from '@kinledger/audit';
import { type Command, InvalidArgumentError } from 'commander';

interface VerifyOptions {
  readonly logKey: readonly string[];
  readonly witness: readonly string[];
  readonly quorum?: number;
  readonly old: readonly string[];
  readonly policy?: string;
}

/** `verify DIR_OR_FILE`: exit code 0 only when everything that can be checked with what was given is right. */
export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('Check a copy of the audit log, or a receipt (.tlog-proof), without trusting whoever made it.')
    .argument('<folder-or-file>', 'a log folder (C2SP tlog-tiles) as `mirror` writes it, or a .tlog-proof file')
    .option('--log-key <vkey>', 'verifier key of the log; may be repeated', collect, [])
    .option('--witness <vkey>', 'verifier key of a witness; may be repeated', collect, [])
    .option('--quorum <n>', 'how many of the witnesses must have cosigned (default: all)', wholeNumber)
    .option('--old <checkpoint>', 'file with a checkpoint or receipt seen earlier; may be repeated', collect, [])
    .option(
      '--policy <file>',
      'file that names the keys and witnesses to trust, and each key for which sizes of the log',
    )
    .action(async (target: string, options: VerifyOptions) => {
      process.exitCode = (await verify(target, options)) ? 0 : 1;
    });
}

async function verify(target: string, options: VerifyOptions): Promise<boolean> {
  try {
    const trust = readTrust(options);
    const folder = statSync(target).isDirectory();
    const result = folder
      ? await verifyFolder(target, trust, options.old)
      : await verifyReceipt(target, trust, options.old);
    print(result);
    return result.verified;
  } catch (error) {
    console.error(`NOT VERIFIED. ${reason(error)}`);
    return false;
  }
}

/** The keys of the policy file and those of the command line; a quorum on the command line is the one that counts. */
function readTrust({ policy, logKey, witness, quorum }: VerifyOptions): Trust {
  const filed: Trust = policy === undefined ? {} : parsePolicy(readFileSync(policy, 'utf8'));
  const asked = quorum ?? filed.quorum;
  return {
    logKeys: [...(filed.logKeys ?? []), ...logKey],
    witnesses: [...(filed.witnesses ?? []), ...witness],
    ...(asked === undefined ? {} : { quorum: asked }),
  };
}

async function verifyFolder(folder: string, trust: Trust, oldFiles: readonly string[]): Promise<Report> {
  const read: ReadFile = async (path) => {
    const file = join(folder, path);
    return existsSync(file) && statSync(file).isFile() ? readFileSync(file) : undefined;
  };
  return verifyLog(read, { ...trust, old: [...oldFiles, ...keptCheckpoints(folder)].map(readCheckpoint) });
}

async function verifyReceipt(file: string, trust: Trust, oldFiles: readonly string[]): Promise<Report> {
  const text = readFileSync(file, 'utf8');
  if (!isProofText(text)) throw new Error(`${file} is neither a log folder nor a .tlog-proof.`);
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

/** A checkpoint from its own file or from a receipt. */
function readCheckpoint(file: string): string {
  const text = readFileSync(file, 'utf8');
  return isProofText(text) ? parseProof(text).checkpoint : text;
}

function print(report: Report): void {
  for (const line of report.checked) console.log(`checked      ${line}`);
  for (const line of report.unchecked) console.log(`not checked  ${line}`);
  const { fault } = report;
  if (fault === null) console.log('VERIFIED: nothing that was checked is wrong.');
  else console.error(`NOT VERIFIED${fault.index === null ? '' : ` at leaf ${fault.index}`}. ${fault.message}`);
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function wholeNumber(value: string): number {
  if (!/^\d{1,4}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(value);
}

const reason = (error: unknown): string =>
  error instanceof AuditError || error instanceof Error ? error.message : String(error);
