import { Injectable } from '@nestjs/common';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { absent } from '../problem.ts';
import { ArrivalsStore, type ComingIn } from './arrivals.store.ts';
import { ownOnly } from './profiles.service.ts';

/** Between two notes, in milliseconds; also what keeps a file that waits for the database from being forgotten. */
const EVERY = 2_000;

/** Is told of every piece of a file that comes in. */
export interface Watcher {
  /** Called once the file is large, and then with every piece. */
  came(fileName: string, bytes: number, expected: number | null): void;
}

/** Shows large files while they come in. What cannot be shown still comes in. */
@Injectable()
export class Arrivals {
  constructor(private readonly store: ArrivalsStore) {}

  /** Watches one file for as long as `work` takes, under the id that its submission will have. */
  async watch<T>(actor: Actor, work: (id: string, watcher: Watcher) => Promise<T>): Promise<T> {
    const laboratoryId = ownOnly(actor);
    if (laboratoryId === undefined) throw absent('laboratory');
    const submissionId = newId();
    let latest: ComingIn | undefined;
    let over = false;
    let noting: Promise<void> = Promise.resolve();
    const note = () => {
      if (latest !== undefined && !over) noting = this.store.note(latest).catch(() => {});
    };
    const clock = setInterval(() => void noting.then(note), EVERY);
    const came = (fileName: string, bytes: number, expected: number | null) => {
      const first = latest === undefined;
      latest = { submissionId, laboratoryId, fileName, bytes, expected };
      if (first) note();
    };
    try {
      return await work(submissionId, { came });
    } finally {
      clearInterval(clock);
      over = true;
      await noting;
      if (latest !== undefined) await this.store.forget(submissionId).catch(() => {});
    }
  }
}
