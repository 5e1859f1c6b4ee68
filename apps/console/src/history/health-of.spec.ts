import type { LogHealth } from '../api.ts';
import { healthOf } from './health-of.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const quiet: LogHealth = {
  size: 40,
  sealedAt: '2026-01-01T00:00:00Z',
  waiting: 0,
  waitingSince: null,
  quorum: 0,
  cosignedSize: null,
  witnesses: [],
  refusal: null,
  timestamp: null,
};

test('a log to which nothing is added is well, however old its checkpoint', () => {
  expect(healthOf(quiet, NOW)).toBe('quiet');
});

test('entries may wait for a minute', () => {
  const waiting = (waitingSince: string) => healthOf({ ...quiet, waiting: 3, waitingSince }, NOW);
  expect(waiting('2026-03-01T11:59:01Z')).toBe('busy');
  expect(waiting('2026-03-01T11:58:59Z')).toBe('stuck');
});

test('a checkpoint that too few witnesses have seen is told, and a refusal before everything', () => {
  const unseen = { ...quiet, quorum: 2, cosignedSize: 39 };
  expect(healthOf(unseen, NOW)).toBe('unseen');
  expect(healthOf({ ...unseen, cosignedSize: 40 }, NOW)).toBe('quiet');
  expect(healthOf({ ...unseen, refusal: 'a witness knows more' }, NOW)).toBe('refused');
});
