import fc from 'fast-check';
import { pedLoci, readPedFile, writePedFile } from './ped-file.ts';
import type { Person } from './pedigree.ts';

const HEADED = [
  'id\tfid\tmid\tsex',
  'Old Anna\t0\t0\t2',
  'Karl\t0\t0\t1',
  'Lisa (2)\tKarl\tOld Anna\t2',
  'Otto\tKarl\tOld Anna\t1',
  'Emil\tOtto\tLisa (2)\t1',
  '',
].join('\r\n');

test('a QuickPed file with blanks in names and parents who are brother and sister is read', () => {
  const [family] = readPedFile(`\uFEFF${HEADED}`);
  expect(family?.name).toBe('');
  expect(family?.pedigree.map(({ id }) => id)).toEqual(['Old Anna', 'Karl', 'Lisa (2)', 'Otto', 'Emil']);
  expect(family?.pedigree[4]).toEqual({ id: 'Emil', sex: 'male', father: 'Otto', mother: 'Lisa (2)' });
});

test('a LINKAGE file is read by family; comments and phenotypes are passed over, genotypes on request', () => {
  const text = '# made up\n1 F 0 0 1 2 9 9\n1 C F 0 2 1 9 0\n\n2 F 0 0 1 0\n';
  expect(() => readPedFile(text)).toThrow('Line 2, person F: there are genotypes, but nothing names their loci');
  expect(readPedFile(text, 'left out')).toEqual([
    {
      name: '1',
      pedigree: [
        { id: 'F', sex: 'male', father: null, mother: null },
        { id: 'C', sex: 'female', father: 'F', mother: null },
      ],
    },
    { name: '2', pedigree: [{ id: 'F', sex: 'male', father: null, mother: null }] },
  ]);
});

test.each([
  ['an empty file', ' \n', 'no person'],
  ['a heading alone', 'id\tfid\tmid\tsex\n', 'no person'],
  ['a person called 0', '1 0 0 0 1', 'Line 1 names no person'],
  ['a short line', 'id\tfid\tmid\tsex\nAnna\t0', 'Line 2, person Anna'],
  ['an unknown sex', '1 F 0 0 1\n1 C F 0 0', 'Line 2, person C: the sex'],
  ['a person twice', '1 F 0 0 1\n1 F 0 0 1', 'Line 2: Person F stands twice'],
  ['a parent who is missing', '1 A 0 0 1\n1 C F 0 1', 'Line 2: Person C has a father who is not'],
  ['a father who is female', '1 F 0 0 2\n1 C F 0 1', 'Line 1: Person F is the father of C'],
  ['an own grandfather', '1 A B 0 1\n1 B A 0 1', 'is an ancestor of itself'],
])('refused, with line and person: %s', (_, text, message) => {
  expect(() => readPedFile(text)).toThrow(message);
});

test.each([
  ['a twin', { twin: 't' }, 'cannot state'],
  ['a name with a tab', { id: 'A\tB' }, 'choose another'],
  ['a name that is 0', { id: '0' }, 'choose another'],
])('not written: %s', (_, change, message) => {
  const parents: readonly Person[] = [
    { id: 'F', sex: 'male', father: null, mother: null },
    { id: 'M', sex: 'female', father: null, mother: null },
  ];
  const child: Person = { id: 'C', sex: 'male', father: 'F', mother: 'M', ...change };
  expect(() => writePedFile([{ name: '', pedigree: [...parents, child] }], 'quickped')).toThrow(message);
});

const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z(][A-Za-z0-9 ()]{0,8}[A-Za-z0-9)]$/), {
  minLength: 2,
  maxLength: 8,
});

/** Each person may have any earlier man as father and any earlier woman as mother. */
const pedigrees = fc.tuple(names, fc.infiniteStream(fc.nat(1_000_000))).map(([ids, numbers]) =>
  ids.reduce<Person[]>((made, id) => {
    const choose = (sex: Person['sex']): string | null => {
      const options = [null, ...made.filter((person) => person.sex === sex).map((person) => person.id)];
      return options[(numbers.next().value as number) % options.length] ?? null;
    };
    const sex = (numbers.next().value as number) % 2 === 0 ? 'male' : 'female';
    made.push({ id, sex, father: choose('male'), mother: choose('female') });
    return made;
  }, []),
);

test('what is written is read back, in both formats', () => {
  fc.assert(
    fc.property(pedigrees, pedigrees, (first, second) => {
      const families = [
        { name: 'one', pedigree: first },
        { name: 'two', pedigree: second },
      ];
      expect(readPedFile(writePedFile(families, 'quickped'))).toEqual(families);
      const alone = [{ name: '', pedigree: first }];
      expect(readPedFile(writePedFile(alone, 'quickped'))).toEqual(alone);
      const bare = (name: string | null): string | null => name?.replaceAll(' ', '_') ?? null;
      const tight = families.map(({ name, pedigree }) => ({
        name,
        pedigree: pedigree.map((person) => ({
          ...person,
          id: person.id.replaceAll(' ', '_'),
          father: bare(person.father),
          mother: bare(person.mother),
        })),
      }));
      expect(readPedFile(writePedFile(tight, 'linkage'))).toEqual(tight);
    }),
    { seed: 11, numRuns: 60 },
  );
});

test('genotypes of a LINKAGE file are read under the names of the loci handed in; 0 is not known', () => {
  const text = '1 F 0 0 1 0 9.3 6 0 0\n1 C F 0 2 0 9.3 9.3 15 0\n';
  const [family] = readPedFile(text, ['THO1', 'VWA']);
  expect(family?.profiles).toEqual({ F: { TH01: ['9.3', '6'] }, C: { TH01: ['9.3', '9.3'], vWA: ['15'] } });
  expect(readPedFile(text, 'left out')[0]?.profiles).toBeUndefined();
});

test('genotypes of a headed file are read by the names of its columns; other columns are passed over', () => {
  const text =
    'id\tfid\tmid\tsex\tTHO1\taff\tD99S1\nF\t0\t0\t1\t6/9.3\t2\t10/11\nC\tF\t0\t2\t9.3/-\t1\t-/-\nD\tF\t0\t2\n';
  const [family] = readPedFile(text);
  expect(family?.profiles).toEqual({ F: { TH01: ['6', '9.3'], D99S1: ['10', '11'] }, C: { TH01: ['9.3'] } });
});

test.each([
  ['an allele too few', '1 F 0 0 1 0 9 9 15\n', ['TH01', 'vWA'], 'Line 1, person F: 2 loci need 4 alleles'],
  ['a locus twice', '1 F 0 0 1 0 9 9 15 15\n', ['TH01', 'THO1'], 'Locus TH01 stands twice'],
  ['no allele', '1 F 0 0 1 0 9 OL\n', ['TH01'], 'Line 1, person F: locus TH01 holds something'],
  [
    'no stroke',
    'id\tfid\tmid\tsex\tTH01\nF\t0\t0\t1\t9\n',
    undefined,
    'Line 2, person F: locus TH01 needs two alleles',
  ],
])('refused: genotypes with %s', (_, text, loci, message) => {
  expect(() => readPedFile(text, loci)).toThrow(message);
});

test('genotypes that are written are read back, in both formats', () => {
  const genotypes = fc.array(fc.constantFrom('6', '9.3', '10', '20'), { minLength: 1, maxLength: 2 });
  const profile = fc.dictionary(fc.constantFrom('TH01', 'vWA', 'Penta E'), genotypes, {
    minKeys: 1,
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(fc.array(profile, { minLength: 1, maxLength: 4 }), (list) => {
      const pedigree = list.map((__, i): Person => ({ id: `P${i}`, sex: 'male', father: null, mother: null }));
      const families = [{ name: '1', pedigree, profiles: Object.fromEntries(list.map((each, i) => [`P${i}`, each])) }];
      const headed = readPedFile(writePedFile(families, 'quickped'));
      expect(headed.map(({ profiles }) => profiles)).toEqual([families[0]?.profiles]);
      expect(readPedFile(writePedFile(families, 'linkage'), pedLoci(families))).toEqual(families);
    }),
    { seed: 12, numRuns: 60 },
  );
});
