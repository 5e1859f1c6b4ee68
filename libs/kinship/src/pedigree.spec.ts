import { ancestorsFirst, checkPedigree, type Person } from './pedigree.ts';

const person = (
  id: string,
  sex: Person['sex'],
  father: string | null = null,
  mother: string | null = null,
): Person => ({
  id,
  sex,
  father,
  mother,
});

test('a family in any order is accepted and sorted with ancestors first', () => {
  const family = [person('C', 'male', 'F', 'M'), person('F', 'male', 'G'), person('M', 'female'), person('G', 'male')];
  expect(() => checkPedigree(family)).not.toThrow();
  expect(ancestorsFirst(family).map(({ id }) => id)).toEqual(['G', 'F', 'M', 'C']);
});

test.each<[string, readonly Person[], string]>([
  ['a person twice', [person('A', 'male'), person('A', 'male')], 'Person A stands twice'],
  ['a father who is missing', [person('A', 'male', 'B')], 'Person A has a father who is not in the pedigree'],
  ['a father who is female', [person('A', 'male', 'B'), person('B', 'female')], 'Person B is the father of A'],
  ['a mother who is male', [person('A', 'male', null, 'B'), person('B', 'male')], 'Person B is the mother of A'],
  ['an own grandfather', [person('A', 'male', 'B'), person('B', 'male', 'A')], 'is an ancestor of itself'],
  [
    'twins of different parents',
    [
      person('F', 'male'),
      person('M', 'female'),
      { ...person('A', 'male', 'F', 'M'), twin: '1' },
      { ...person('B', 'male', 'F', null), twin: '1' },
    ],
    'Person B is a twin',
  ],
])('refused, with the person at fault: %s', (_, pedigree, message) => {
  expect(() => checkPedigree(pedigree)).toThrow(message);
});
