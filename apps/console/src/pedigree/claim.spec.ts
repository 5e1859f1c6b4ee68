import { type Claim, familyOf, withOthers } from './claim.ts';

const person = (id: string, sex: 'female' | 'male' | 'unknown') => ({ id, label: id, sex, typed: true });
const [child, mother, father] = [person('C', 'male'), person('M', 'female'), person('F', 'male')];
const one: Claim = { question: 'one-parent', child, parent: mother };
const known: Claim = { question: 'known-parent', child, parent: father, otherParent: mother };
const both: Claim = { question: 'both-parents', child, parent: mother, otherParent: father };

const parentsOfChild = (claim: Claim, holds: 'h1' | 'h2') => {
  const family = familyOf(claim, holds, '?');
  const parents = family.find(({ id }) => id === 'C')?.parents ?? [];
  return parents.map((id) => family.find((member) => member.id === id));
};

test.each([
  ['one-parent', 'h1', one, ['unknown-2', 'M']],
  ['one-parent', 'h2', one, ['unknown-2', 'unknown-1']],
  ['known-parent', 'h1', known, ['F', 'M']],
  ['known-parent', 'h2', known, ['unknown-1', 'M']],
  ['both-parents', 'h1', both, ['F', 'M']],
  ['both-parents', 'h2', both, ['unknown-2', 'unknown-1']],
] as const)('%s, if %s holds: the parents of the child are drawn, the man first', (_, holds, claim, expected) => {
  expect(parentsOfChild(claim, holds).map((parent) => parent?.id)).toEqual(expected);
});

test('whom nobody knows has the sex that is left', () => {
  expect(parentsOfChild(one, 'h1')[0]).toMatchObject({ sex: 'male', nobody: true, typed: false });
  const unknown = { ...one, parent: person('P', 'unknown') };
  expect(parentsOfChild(unknown, 'h1').map((parent) => parent?.sex)).toEqual(['unknown', 'unknown']);
});

test('who is no parent if H2 holds stands beside the family and is still marked as asked about', () => {
  const family = familyOf(both, 'h2', '?');
  expect(family.filter(({ doubted }) => doubted).map(({ id, parents }) => [id, parents])).toEqual([
    ['M', []],
    ['F', []],
  ]);
  expect(familyOf(known, 'h2', '?').filter(({ doubted }) => doubted)).toHaveLength(1);
});

test('everybody of the case is drawn once', () => {
  const family = withOthers(familyOf(one, 'h1', '?'), [child, mother, father]);
  expect(family.map(({ id }) => id).sort()).toEqual(['C', 'F', 'M', 'unknown-2']);
});
