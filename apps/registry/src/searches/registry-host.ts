import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { KinshipError, type KinshipErrorCode } from '@kinledger/kinship';
import { SearchError, type SearchErrorCode } from '@kinledger/search';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config.ts';
import type { RegistryQuestion } from './registry-search.ts';
import type {
  Answers,
  AnswerTo,
  Ask,
  FromThread,
  IndexProgress,
  IndexState,
  TimedComparison,
} from './registry-thread.ts';

/** The thread with the index ended before it had answered. Whoever asked may ask again: a new one takes its place. */
export class IndexLost extends Error {
  readonly code = 'index-lost';
}

interface Waiting {
  answer(value: never): void;
  fail(error: Error): void;
  tell(progress: IndexProgress): void;
}

const THREAD = 'dist/apps/registry/src/searches/registry.worker.js';

/** The index of the registry in a thread of its own, away from the requests; started when it is first needed. */
@Injectable()
export class RegistryHost implements OnModuleDestroy {
  private thread: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;

  constructor(
    private readonly config: Config,
    private readonly database: DataSource,
  ) {}

  /** Compares everything that was committed when it was called, and perhaps a little more, which the snapshot tells. */
  compare(question: RegistryQuestion, tell: (progress: IndexProgress) => void): Promise<TimedComparison> {
    return this.call({ ask: 'compare', question }, tell);
  }

  /** How the index stands, after it was brought up to date. */
  state(): Promise<IndexState> {
    return this.call({ ask: 'state' });
  }

  /** Which of these standing searches the index does not know. */
  missing(searchIds: readonly string[]): Promise<readonly string[]> {
    return this.call({ ask: 'missing', searchIds });
  }

  async learn(searchId: string, question: RegistryQuestion): Promise<void> {
    await this.call({ ask: 'learn', searchId, question });
  }

  /** Puts these profile versions to these standing searches. */
  round(searchIds: readonly string[], profileIds: readonly string[]): Promise<Answers['round']> {
    return this.call({ ask: 'round', searchIds, profileIds });
  }

  /** Puts these standing searches to the whole registry. */
  all(searchIds: readonly string[]): Promise<Answers['all']> {
    return this.call({ ask: 'all', searchIds });
  }

  async onModuleDestroy(): Promise<void> {
    await this.thread?.terminate();
  }

  private call<A extends Ask>(asked: A, tell: Waiting['tell'] = () => {}): Promise<AnswerTo<A>> {
    this.thread ??= this.start();
    const thread = this.thread;
    const call = ++this.calls;
    return new Promise((answer, fail) => {
      this.waiting.set(call, { answer, fail, tell });
      thread.postMessage({ ...asked, call });
    });
  }

  private start(): Worker {
    const workerData = { databaseUrl: urlOf(this.database), root: this.config.root };
    const thread = new Worker(join(this.config.root, THREAD), { workerData });
    thread.unref();
    thread.on('message', (message: FromThread) => this.heard(message));
    // 'exit' follows
    thread.on('error', () => {});
    thread.once('exit', () => this.lost(thread));
    return thread;
  }

  private heard(message: FromThread): void {
    const waiting = this.waiting.get(message.call);
    if (waiting === undefined) return;
    if ('progress' in message) {
      waiting.tell(message.progress);
      return;
    }
    this.waiting.delete(message.call);
    if ('answer' in message) waiting.answer(message.answer as never);
    else waiting.fail(errorOf(message.failure));
  }

  private lost(thread: Worker): void {
    if (this.thread === thread) this.thread = undefined;
    const lost = [...this.waiting.values()];
    this.waiting.clear();
    for (const each of lost) each.fail(new IndexLost());
  }
}

/** What makes the question itself impossible comes back as it was; of everything else its code alone is known. */
function errorOf({
  name,
  code,
  message,
}: {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}): Error {
  if (name === 'KinshipError') return new KinshipError(code as KinshipErrorCode, message);
  if (name === 'SearchError') return new SearchError(code as SearchErrorCode, message);
  return Object.assign(new Error('The index could not answer.'), { code });
}

function urlOf({ options }: DataSource): string {
  if (options.type === 'postgres' && options.url !== undefined) return options.url;
  throw new Error('The index of the registry needs a PostgreSQL address.');
}
