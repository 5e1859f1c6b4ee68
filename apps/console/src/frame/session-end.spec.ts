import { minutesLeft } from './session-end.ts';

const MINUTE = 60_000;

test.each([
  [0, null],
  [23, null],
  [24, 5],
  [24.5, 5],
  [27.1, 2],
  [28.9, 1],
  [29, 0],
  [400, 0],
])('%p minutes after the last request: %p left', (gone, left) => {
  expect(minutesLeft(1000, 1000 + gone * MINUTE)).toBe(left);
});
