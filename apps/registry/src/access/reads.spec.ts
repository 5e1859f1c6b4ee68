import { randomUUID } from 'node:crypto';
import { canonicalJson, MAX_EVENT_BYTES } from '@kinledger/audit';
import { readingsOf } from './reads.ts';

const session = { via: 'session' } as const;
const many = (count: number) => Array.from({ length: count }, () => randomUUID());

test('an answer without anybody in it is no reading', () => {
  expect(readingsOf(session, { cases: [] })).toEqual([]);
});

test('who saw genotypes read the profiles; the case is named when it is one', () => {
  const [case1, one, two] = many(3) as [string, string, string];
  const acts = readingsOf(session, { cases: [case1], profiles: [two, one, two], check: 'k' });
  expect(acts).toEqual([{ type: 'profile.read', case: case1, facts: { profiles: [one, two].sort(), check: 'k' } }]);
  expect(readingsOf(session, { cases: [one, two] })[0]).not.toHaveProperty('case');
});

test('a reading of 2,500 cases is three events, each of which fits into the log, and names each case once', () => {
  const cases = many(2500);
  const acts = readingsOf({ via: 'key' }, { cases });
  expect(acts).toHaveLength(3);
  for (const act of acts) expect(canonicalJson(act).length).toBeLessThan(MAX_EVENT_BYTES - 1_000);
  expect(acts.flatMap(({ facts }) => facts?.cases)).toEqual([...cases].sort());
});
