import { parentPort, workerData } from 'node:worker_threads';
import { Client } from 'pg';
import { RegistryMirror } from './registry-mirror.ts';
import { RegistryRowsStore } from './registry-rows.store.ts';
import { compare } from './registry-search.ts';
import type { FromThread, ToThread } from './registry-thread.ts';

// The thread that holds the registry in memory. One call at a time; before each the index is brought up to date.

const port = parentPort;
const { databaseUrl } = workerData as { readonly databaseUrl: string };
/** Changes are taken over at once when they are announced, and looked for this often when they are not. */
const SWEEP_MS = 1_000;

let turn: Promise<unknown> = Promise.resolve();
let mirror: RegistryMirror | undefined;
let client: Client | undefined;

/** One after the other: they share the connection and the index. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work, work);
  turn = mine.catch(() => undefined);
  return mine;
}

async function upToDate(call?: number): Promise<RegistryMirror> {
  if (client === undefined) client = await connect();
  const store = new RegistryRowsStore(() => client as Client);
  mirror ??= new RegistryMirror(store);
  await mirror.update((done, total) => {
    if (call !== undefined) tell({ call, progress: { phase: 'loading', done, total } });
  });
  return mirror;
}

async function connect(): Promise<Client> {
  const fresh = new Client({
    connectionString: databaseUrl,
    application_name: 'kinledger registry index',
    keepAlive: true,
  });
  fresh.on('error', () => {});
  fresh.once('end', () => {
    if (client === fresh) client = undefined;
  });
  await fresh.connect();
  await new RegistryRowsStore(() => fresh).listen(() => void follow());
  return fresh;
}

/** What cannot be read now is read at the next turn. */
function follow(): Promise<unknown> {
  return inTurn(() => upToDate()).catch(() => undefined);
}

function tell(message: FromThread): void {
  port?.postMessage(message);
}

async function answer({ call, ask, question }: ToThread): Promise<void> {
  try {
    const began = performance.now();
    const current = await upToDate(call);
    if (ask === 'state') {
      tell({ call, answer: { size: current.size, bytes: current.bytes, snapshot: current.snapshot ?? '' } });
      return;
    }
    tell({ call, progress: { phase: 'comparing', done: 0, total: current.size } });
    const compared = compare(current, question);
    tell({ call, answer: { ...compared, milliseconds: Math.round(performance.now() - began) } });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: '' };
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'index-failed';
    tell({ call, failure: { name, code, message } });
  }
}

port?.on('message', (message: ToThread) => void inTurn(() => answer(message)));
setInterval(() => void (mirror === undefined ? undefined : follow()), SWEEP_MS);
