import fc from 'fast-check';
import { compareMtLine, type MtHaplotype } from './lineage-mt.ts';
import { readDifferences } from './mt-difference.ts';

const CONTROL = [[16024, 576]] as const;
const haplotype = (person: string, differences: readonly string[], ranges: MtHaplotype['ranges'] = CONTROL) => ({
  person,
  ranges,
  differences,
});
const compare = (first: readonly string[], second: readonly string[]) =>
  compareMtLine(haplotype('A', first), haplotype('B', second));

test.each<[string, readonly string[], readonly string[], object]>([
  ['equal lists', ['263G', '16126C'], ['A263G', 'T16126C'], { differences: 0, verdict: 'cannot be excluded' }],
  ['no list at all', [], [], { differences: 0, verdict: 'cannot be excluded' }],
  ['one substitution', ['263G'], ['263G', '16126C'], { differences: 1, verdict: 'inconclusive' }],
  ['another base at one position', ['16126C'], ['16126A'], { differences: 1, verdict: 'inconclusive' }],
  ['two substitutions', ['263G'], ['16126C', '263G', '73G'], { differences: 2, verdict: 'excluded' }],
  ['one against two others', ['263G'], ['73G'], { differences: 2, verdict: 'excluded' }],
  ['a deletion of two bases', [], ['523d', '524-'], { differences: 2, verdict: 'excluded' }],
  ['a deletion written in two ways', ['A249del'], ['249d'], { differences: 0 }],
  [
    'length of the C-stretches',
    ['309.1C', '315.1C'],
    ['309.2C', '309.1C', '16193.1C'],
    { differences: 0, lengthVariants: 3 },
  ],
  ['a C lost there', ['309d'], [], { differences: 0, lengthVariants: 1 }],
  ['a substitution there', ['309T'], [], { differences: 1, lengthVariants: 0 }],
  ['an insertion elsewhere', ['573.1C'], [], { differences: 1, lengthVariants: 0 }],
  ['a mixture that holds the other base', ['16093Y'], ['16093C'], { differences: 0, mixed: 1 }],
  ['a mixture against the reference', ['16093Y'], [], { differences: 0, mixed: 1 }],
  ['a mixture that lacks the base of the reference', ['T16093R'], [], { differences: 1, mixed: 0 }],
  ['mixtures that share nothing', ['16093Y'], ['16093R'], { differences: 1, mixed: 0 }],
])('%s', (_, first, second, expected) => {
  expect(compare(first, second)).toMatchObject(expected);
  expect(compare(second, first)).toMatchObject(expected);
});

test('only what both have sequenced counts, also over the origin of the circle', () => {
  const first = haplotype('A', ['16126C', '73G', '263G'], [[16024, 576]]);
  const second = haplotype(
    'B',
    ['16126C', '8860G'],
    [
      [16024, 16365],
      [70, 200],
      [8000, 9000],
    ],
  );
  expect(compareMtLine(first, second)).toMatchObject({
    differences: 1,
    verdict: 'inconclusive',
    commonRanges: [
      [70, 200],
      [16024, 16365],
    ],
    commonPositions: 131 + 342,
  });
  expect(compareMtLine(first, haplotype('B', [], [[16500, 10]]))).toMatchObject({
    commonPositions: 80,
    differences: 0,
  });
});

test('the words say what was found, and that it is not multiplied', () => {
  expect(compare(['73G'], []).statement).toMatch(/^1 difference: the comparison is inconclusive.*never multiplied/);
  expect(compare([], []).statement).toMatch(/^No differences: .*cannot be excluded/);
});

test.each([
  ['a word', ['263G', 'rubbish'], 'Person A, difference 2'],
  ['a position beyond the end', ['16570A'], 'Person A, difference 1'],
  ['a deleted insertion', ['309.1d'], 'Person A, difference 1'],
  ['a base that is none', ['263Z'], 'Person A, difference 1'],
  ['a place named twice', ['263G', 'A263T'], 'names a place that the list names already'],
  ['a place not sequenced', ['8860G'], 'outside the ranges'],
])('refused, without its bases: %s', (_, list, message) => {
  expect(() => compare(list, [])).toThrow(message);
  expect(() => compare(list, [])).not.toThrow(/16570|263[GTZ]|8860/);
});

test('refused: nothing in common, or a range that is not on the molecule', () => {
  expect(() => compareMtLine(haplotype('A', [], [[1, 10]]), haplotype('B', [], [[11, 20]]))).toThrow('Persons A and B');
  expect(() => compareMtLine(haplotype('A', [], [[0, 10]]), haplotype('B', []))).toThrow('Person A has a range');
});

test('insertions are told from their position', () => {
  expect(readDifferences('A', ['-315.1C', '523d'])).toEqual([
    { position: 315, inserted: 1, bases: 'C', reference: undefined },
    { position: 523, inserted: 0, bases: '', reference: undefined },
  ]);
});

const lists = fc
  .uniqueArray(fc.integer({ min: 1, max: 300 }), { maxLength: 12 })
  .map((positions) => positions.map((position) => `${position}${'ACGT'[position % 4]}`));

test('the number of differences is that of the places that only one list has, whoever comes first', () => {
  fc.assert(
    fc.property(lists, lists, (first, second) => {
      const only = [...first.filter((x) => !second.includes(x)), ...second.filter((x) => !first.includes(x))];
      expect(compare(first, second).differences).toBe(only.length);
      expect(compare(second, first)).toEqual(compare(first, second));
      expect(compare(first, first).verdict).toBe('cannot be excluded');
    }),
    { seed: 9, numRuns: 40 },
  );
});
