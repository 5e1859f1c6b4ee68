import { Turnstile } from './turnstile.ts';

test('so many are inside at once, the next go in order, and one too many is refused', async () => {
  const turnstile = new Turnstile(2, 2);
  const log: number[] = [];
  const ends: (() => void)[] = [];
  const enter = (n: number) =>
    turnstile.pass(() => {
      log.push(n);
      return new Promise<void>((resolve) => ends.push(resolve));
    });
  const all = [1, 2, 3, 4].map(enter);
  await expect(enter(5)).rejects.toMatchObject({ status: 503, code: 'uploads-busy' });
  expect(log).toEqual([1, 2]);
  for (let n = 0; n < 4; n += 1) {
    ends[n]?.();
    await all[n];
    await new Promise(setImmediate);
  }
  expect(log).toEqual([1, 2, 3, 4]);
});

test('work that fails leaves its place to the next', async () => {
  const turnstile = new Turnstile(1, 1);
  await expect(turnstile.pass(() => Promise.reject(new Error('planted')))).rejects.toThrow('planted');
  expect(await turnstile.pass(async () => 'next')).toBe('next');
});
