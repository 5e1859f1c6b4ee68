import { setImmediate } from 'node:timers/promises';

/** How long one turn may take, in milliseconds, before other requests have theirs. */
const TURN = 15;

/** Does the same work for each item, in turns: a large upload must not stop the service. */
export async function eachPatiently<T, R>(items: readonly T[], work: (item: T) => R): Promise<R[]> {
  const results: R[] = [];
  let began = performance.now();
  for (const item of items) {
    results.push(work(item));
    if (performance.now() - began < TURN) continue;
    await setImmediate();
    began = performance.now();
  }
  return results;
}

/** Goes through steps of work to their end, in turns. */
export async function stepPatiently<R>(steps: Iterator<void, R>): Promise<R> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}
