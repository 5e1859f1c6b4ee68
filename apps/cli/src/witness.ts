import { createHash, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import {
  answerAddCheckpoint,
  createWitness,
  parseCheckpoint,
  parseVerifierKey,
  type WatchedLog,
  type WitnessSigner,
} from '@kinledger/audit';
import type { Command } from 'commander';

interface WitnessOptions {
  readonly name: string;
  readonly key: string;
  readonly state: string;
  readonly logKey: readonly string[];
  readonly port: string;
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
    .option('--port <n>', 'port to listen on, on this machine', '7380')
    .action(async (options: WitnessOptions) => {
      const witness = createWitness(readOrMakeKey(options.key), options.name);
      await listen(witnessServer(witness, options.logKey, options.state), Number(options.port));
      console.log(
        `Witness ${witness.verifierKey} takes add-checkpoint at http://127.0.0.1:${options.port}/add-checkpoint`,
      );
    });
}

/** The HTTP side of a witness. One request is decided at a time: between reading and writing the state nothing waits. */
export function witnessServer(witness: WitnessSigner, logKeys: readonly string[], stateFolder: string): Server {
  const watched = (origin: string): WatchedLog | undefined => {
    const keys = logKeys.filter((key) => parseVerifierKey(key).name === origin);
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

/** Durable before the answer is sent: `flush` waits for the disk. */
function store(file: string, checkpoint: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, checkpoint, { flush: true });
  renameSync(`${file}.new`, file);
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

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
