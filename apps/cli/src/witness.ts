import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import {
  answerAddCheckpoint,
  createWitness,
  parseCheckpoint,
  parseVerifierKey,
  prepareKeys,
  type WatchedLog,
  type WitnessSigner,
} from '@kinledger/audit';
import { type Command, InvalidArgumentError } from 'commander';

interface WitnessOptions {
  readonly name: string;
  readonly key: string;
  readonly state: string;
  readonly logKey: readonly string[];
  readonly host: string;
  readonly port: number;
}

const MAX_BODY = 1_000_000;

/** `witness`: cosigns checkpoints of the logs named, each only if it continues the one cosigned before. C2SP tlog-witness. */
export function addWitnessCommand(program: Command): void {
  program
    .command('witness')
    .description('Run a witness: it cosigns a log as long as the log only grows. Run it where the log is not run.')
    .requiredOption('--name <name>', 'name of the witness, such as example.org/witness')
    .requiredOption('--key <file>', 'its private key (PEM); made when absent')
    .requiredOption('--state <folder>', 'where it remembers what it cosigned')
    .requiredOption('--log-key <vkey>', 'verifier key of a log to watch; may be repeated', collect, [])
    .option('--host <address>', 'address to listen on; put a TLS proxy in front for others', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0 takes a free one', portNumber, 7380)
    .action(async (options: WitnessOptions) => {
      try {
        await run(options);
      } catch (error) {
        console.error(`The witness was not started. ${error instanceof Error ? error.message : String(error)}`);
        process.exitCode = 1;
      }
    });
}

async function run({ key, name, logKey, state, host, port }: WitnessOptions): Promise<void> {
  if (logKey.length === 0) throw new Error('--log-key must name the key of at least one log.');
  await prepareKeys(logKey);
  const witness = createWitness(readOrMakeKey(key), name);
  const server = witnessServer(witness, logKey, state);
  await listen(server, host, port);
  const { port: taken } = server.address() as AddressInfo;
  console.log(`Witness ${witness.verifierKey} takes checkpoints at http://${host}:${taken}/add-checkpoint`);
}

/** The HTTP side of a witness. Throws if a key is none; requires `prepareKeys` for them. One request is decided at a time: between reading and writing the state nothing waits. */
export function witnessServer(witness: WitnessSigner, logKeys: readonly string[], stateFolder: string): Server {
  const named = logKeys.map((key) => ({ key, origin: parseVerifierKey(key).name }));
  const watched = (origin: string): WatchedLog | undefined => {
    const keys = named.filter((log) => log.origin === origin).map(({ key }) => key);
    const file = stateFile(stateFolder, origin);
    const last = existsSync(file) ? parseCheckpoint(readFileSync(file, 'utf8')) : undefined;
    return keys.length === 0 ? undefined : { keys, last };
  };
  const decide = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST' || request.url !== '/add-checkpoint') return end(response, 404, 'text/plain', '');
    const body = await readBody(request);
    if (body === undefined) return end(response, 413, 'text/plain', '');
    const answer = answerAddCheckpoint(body, watched, witness, Math.floor(Date.now() / 1000));
    if (answer.remember) store(stateFile(stateFolder, answer.remember.origin), body.slice(body.indexOf('\n\n') + 2));
    end(response, answer.status, answer.contentType, answer.body);
  };
  // What cannot be read or kept, a damaged state say, is never cosigned.
  return createServer((request, response) => {
    decide(request, response).catch(() => end(response, 500, 'text/plain', ''));
  });
}

/** The private key in PEM; a new one is readable by its owner only. */
export function readOrMakeKey(file: string): string {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
  }
  return readFileSync(file, 'utf8');
}

const stateFile = (folder: string, origin: string): string =>
  join(folder, createHash('sha256').update(origin).digest('hex'));

/** Durable before the answer is sent: the file, and that it has taken the place of the one before. */
function store(file: string, checkpoint: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, checkpoint, { flush: true });
  renameSync(`${file}.new`, file);
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_BODY) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function end(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType }).end(body);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
}

function portNumber(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) < 65_536) return Number(value);
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
