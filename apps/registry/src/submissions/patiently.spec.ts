import { eachPatiently, stepPatiently } from './patiently.ts';

/** Milliseconds of work that nothing interrupts. */
function busy(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

test('results come in the order of the items, and others have their turn in between', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const results = await eachPatiently([1, 2, 3, 4, 5], (item) => {
    busy(20);
    return item * 2;
  });
  clearInterval(timer);
  expect(results).toEqual([2, 4, 6, 8, 10]);
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('steps go on to their end, with a turn for others after each', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const steps = (function* (): Generator<void, string> {
    for (let step = 0; step < 5; step += 1) {
      busy(5);
      yield;
    }
    return 'done';
  })();
  expect(await stepPatiently(steps)).toBe('done');
  clearInterval(timer);
  expect(turns).toBeGreaterThanOrEqual(3);
});
