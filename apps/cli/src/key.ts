import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createSigner, keysOverTime, parsePolicy, type ReadFile, readKeyEvents, verifyLog } from '@kinledger/audit';
import type { Command } from 'commander';

interface PolicyOptions {
  readonly logKey: string;
  readonly witness: readonly string[];
  readonly quorum?: string;
}

/** `key new | show | policy`: what an administrator needs to replace the log's key, and an auditor to follow. */
export function addKeyCommand(program: Command): void {
  const key = program.command('key').description("Make and show the log's signing key, and say which key counts when.");
  key
    .command('new')
    .description('Make an Ed25519 private key in a new file that only its owner can read, and show its verifier key.')
    .argument('<file>', 'the file to make; one that exists is never overwritten')
    .requiredOption('--origin <name>', 'name of the log (LOG_ORIGIN), such as example.org/kinledger')
    .action((file: string, { origin }: { readonly origin: string }) =>
      told(async () => {
        makeKey(file);
        return verifierKey(file, origin);
      }),
    );
  key
    .command('show')
    .description('Show the verifier key of a private key: what others configure. The private key is not shown.')
    .argument('<file>', 'the private key (PEM)')
    .requiredOption('--origin <name>', 'name of the log (LOG_ORIGIN)')
    .action((file: string, { origin }: { readonly origin: string }) => told(async () => verifierKey(file, origin)));
  key
    .command('policy')
    .description('Verify a copy of the log from its first key on, and write the policy file: which key counts when.')
    .argument('<folder>', 'a log folder as `mirror` writes it')
    .requiredOption('--log-key <vkey>', 'the first verifier key of the log, from a source you trust')
    .option('--witness <vkey>', 'verifier key of a witness to be named; may be repeated', collect, [])
    .option('--quorum <n>', 'how many of the witnesses must have cosigned (default: all)')
    .action((folder: string, options: PolicyOptions) => told(() => policyOf(folder, options)));
}

/** The policy as text, after the whole copy was verified by it: a log that does not verify gives no policy. */
async function policyOf(folder: string, { logKey, witness, quorum }: PolicyOptions): Promise<string> {
  const read: ReadFile = async (path) => {
    const file = join(folder, path);
    return existsSync(file) ? readFileSync(file) : undefined;
  };
  const { keys: log, disregarded } = keysOverTime(logKey, await readKeyEvents(read));
  for (const leaf of disregarded)
    console.error(`Leaf ${leaf} speaks of a key, but no key of this log has signed that. It does not count.`);
  const policy = { log, witnesses: witness, ...(quorum === undefined ? {} : { quorum: Number(quorum) }) };
  const text = `${JSON.stringify(policy, null, 2)}\n`;
  const { fault } = await verifyLog(read, parsePolicy(text));
  if (fault !== null) throw new Error(`The log does not verify, so it says nothing about keys: ${fault.message}`);
  return text.trimEnd();
}

function makeKey(file: string): void {
  if (existsSync(file)) throw new Error(`${file} exists; a key is never overwritten. Choose another file.`);
  mkdirSync(dirname(file), { recursive: true });
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
}

const verifierKey = (file: string, origin: string): string =>
  createSigner(readFileSync(file, 'utf8'), origin).verifierKey;

async function told(act: () => Promise<string>): Promise<void> {
  try {
    console.log(await act());
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
