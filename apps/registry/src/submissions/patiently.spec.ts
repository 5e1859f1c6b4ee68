import { eachPatiently } from './patiently.ts';

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
