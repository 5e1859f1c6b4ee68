import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.ts';
import { Problem } from '../problem.ts';
import { SearchesService } from './searches.service.ts';

/** Between two looks, in milliseconds. */
const EVERY = 300;
/** Who waits longer asks again, as browsers do by themselves. */
const LONGEST = 10 * 60_000;
const MOST_WATCHERS = 200;

/** Tells how far a search has come, until it has ended. */
@Injectable()
export class SearchProgress {
  private watchers = 0;

  constructor(private readonly searches: SearchesService) {}

  /**
   * Events of `text/event-stream` until the search has ended, `isOpen` says nobody listens, or it took long. `pause` lets time
   * pass.
   */
  async *events(
    actor: Actor,
    id: string,
    isOpen: () => boolean,
    pause: (milliseconds: number) => Promise<unknown>,
  ): AsyncGenerator<string> {
    if (this.watchers >= MOST_WATCHERS) {
      const detail = 'Many are watching searches at this moment; ask for the search itself from time to time.';
      throw new Problem(503, 'too-many-watchers', detail, { retryAfter: 10 });
    }
    this.watchers += 1;
    try {
      let told = '';
      for (let waited = 0; waited < LONGEST && isOpen(); waited += EVERY) {
        const progress = await this.searches.progress(actor, id);
        const text = JSON.stringify(progress);
        if (text !== told) yield `event: progress\ndata: ${text}\n\n`;
        else if (waited % (30 * EVERY) === 0) yield ': still here\n\n';
        told = text;
        if (progress.state !== 'queued' && progress.state !== 'running') return;
        await pause(EVERY);
      }
    } finally {
      this.watchers -= 1;
    }
  }
}
