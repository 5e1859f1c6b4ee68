import { parentPort, workerData } from 'node:worker_threads';
import { Client } from 'pg';
import { readShipped } from '../reference/shipped.ts';
import { indexedLoci } from './indexed-loci.ts';
import { compareAll } from './registry-all.ts';
import { RegistryMirror } from './registry-mirror.ts';
import { RegistryRowsStore } from './registry-rows.store.ts';
import { compare } from './registry-search.ts';
import type { AnswerTo, Ask, FromThread, ToThread } from './registry-thread.ts';
import { StandingQuestions } from './standing-questions.ts';

// The thread that holds the registry in memory. One call at a time; before each the index is brought up to date.

const port = parentPort;
const { databaseUrl, root } = workerData as { readonly databaseUrl: string; readonly root: string };
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
  mirror ??= new RegistryMirror(store, loci());
  await mirror.update((done, total) => {
    if (call !== undefined) tell({ call, progress: { phase: 'loading', done, total } });
  });
  return mirror;
}

function loci() {
  return indexedLoci([...readShipped(root).frequencies.values()].map(({ value }) => value));
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

const standing = new StandingQuestions();

async function answerTo(asked: ToThread): Promise<AnswerTo<Ask>> {
  if (asked.ask === 'missing') {
    standing.keepOnly(asked.searchIds);
    return standing.unknown(asked.searchIds);
  }
  const current = await upToDate(asked.call);
  if (asked.ask === 'learn') {
    standing.learn(asked.searchId, asked.question, current.seen);
    return null;
  }
  if (asked.ask === 'state') return { size: current.size, bytes: current.bytes, snapshot: current.snapshot ?? '' };
  const began = performance.now();
  const timed = <T>(found: T) => ({ ...found, milliseconds: Math.round(performance.now() - began) });
  if (asked.ask === 'round') {
    const profiles = await current.profiles(asked.profileIds);
    return timed(standing.ask(asked.searchIds, profiles, current.seen));
  }
  if (asked.ask === 'all') return timed(compareAll(current, standing.open(asked.searchIds)));
  tell({ call: asked.call, progress: { phase: 'comparing', done: 0, total: current.size } });
  return timed(compare(current, asked.question));
}

async function answer(asked: ToThread): Promise<void> {
  try {
    tell({ call: asked.call, answer: await answerTo(asked) });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: '' };
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'index-failed';
    tell({ call: asked.call, failure: { name, code, message } });
  }
}

port?.on('message', (message: ToThread) => void inTurn(() => answer(message)));
setInterval(() => void (mirror === undefined ? undefined : follow()), SWEEP_MS);
