import { setImmediate } from 'node:timers/promises';

/** How long one turn may take, in milliseconds, before other requests have theirs. */
const TURN = 15;

/** A pause that others use when the turn is over; before that it takes no time. */
export function turns(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < TURN) return;
    await setImmediate();
    began = performance.now();
  };
}

/** Does the same work for each item, in turns: a large upload must not stop the service. */
export async function eachPatiently<T, R>(items: readonly T[], work: (item: T) => R): Promise<R[]> {
  const pause = turns();
  const results: R[] = [];
  for (const item of items) {
    results.push(work(item));
    await pause();
  }
  return results;
}
