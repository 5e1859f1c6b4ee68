import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.ts';
import { Problem } from '../problem.ts';
import { ArrivalsStore } from './arrivals.store.ts';
import type { ProgressView, SubmissionState } from './submissions.dto.ts';
import { SubmissionsService } from './submissions.service.ts';
import { UploadsStore } from './uploads.store.ts';

/** Between two looks, in milliseconds. */
const EVERY = 500;
/** Who waits longer asks again, as browsers do by themselves. */
const LONGEST = 10 * 60_000;
const MOST_WATCHERS = 200;
const OPEN: readonly string[] = ['receiving', 'reading', 'storing'] satisfies SubmissionState[];

/** Tells how far the reading of a submission has come, until it has ended. */
@Injectable()
export class Progress {
  private watchers = 0;

  constructor(
    private readonly submissions: SubmissionsService,
    private readonly uploads: UploadsStore,
    private readonly arrivals: ArrivalsStore,
  ) {}

  async now(actor: Actor, id: string): Promise<ProgressView> {
    const { state, accepted, refused, unchanged } = await this.submissions.summary(actor, id);
    const came = state === 'receiving' ? await this.arrivals.bytesOf(id) : undefined;
    const { bytes, bytesExpected } = came ?? { bytes: null, bytesExpected: null };
    const pace = await this.uploads.pace(id);
    if (pace === undefined) {
      const taken = accepted + refused + unchanged;
      const samples = state === 'receiving' ? null : taken;
      const counted = { state, bytes, bytesExpected, samples, taken, accepted, refused, unchanged };
      return { ...counted, rowsPerSecond: null, secondsLeft: null };
    }
    const { samples, taken, seconds, takenSince } = pace;
    const counted = {
      state,
      bytes,
      bytesExpected,
      samples,
      taken,
      accepted: pace.accepted,
      refused: pace.refused,
      unchanged: pace.unchanged,
    };
    if (state !== 'storing' || !seconds || !takenSince) return { ...counted, rowsPerSecond: null, secondsLeft: null };
    const perSecond = takenSince / seconds;
    const left = Math.max(0, (samples ?? taken) - taken) / perSecond;
    return { ...counted, rowsPerSecond: Math.round(perSecond), secondsLeft: Math.ceil(left) };
  }

  /**
   * Events of `text/event-stream` until the submission has ended, `isOpen` says nobody listens, or it took long. `pause` lets
   * time pass.
   */
  async *events(
    actor: Actor,
    id: string,
    isOpen: () => boolean,
    pause: (milliseconds: number) => Promise<unknown>,
  ): AsyncGenerator<string> {
    if (this.watchers >= MOST_WATCHERS) {
      const detail = 'Many are watching uploads at this moment; ask for the submission itself from time to time.';
      throw new Problem(503, 'too-many-watchers', detail, { retryAfter: 10 });
    }
    this.watchers += 1;
    try {
      let told = '';
      for (let waited = 0; waited < LONGEST && isOpen(); waited += EVERY) {
        const progress = await this.now(actor, id).catch((error: unknown) => {
          if (told !== '' && error instanceof Problem) return undefined; // it came in, and then it came no more
          throw error;
        });
        if (progress === undefined) return;
        const text = JSON.stringify(progress);
        if (text !== told) yield `event: progress\ndata: ${text}\n\n`;
        else if (waited % (30 * EVERY) === 0) yield ': still here\n\n';
        told = text;
        if (!OPEN.includes(progress.state)) return;
        await pause(EVERY);
      }
    } finally {
      this.watchers -= 1;
    }
  }
}
