import { Problem } from '../problem.ts';

/** Lets so many pieces of work through at once; the next ones wait their turn, and what comes when too many wait is refused. */
export class Turnstile {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly mostWaiting: number,
  ) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside >= this.atOnce) await this.wait();
    else this.inside += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.inside -= 1;
      else next();
    }
  }

  private wait(): Promise<void> {
    if (this.waiting.length >= this.mostWaiting) {
      const detail = 'Many uploads are being read at this moment; try again in a few seconds. Nothing was stored.';
      throw new Problem(503, 'uploads-busy', detail, { retryAfter: 5 });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
