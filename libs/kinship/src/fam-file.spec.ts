import fc from 'fast-check';
import { type FamFile, readFamFile } from './fam-file.ts';
import { writeFamFile } from './fam-write.ts';
import { kinshipRatios } from './question.ts';

const person = (name: string, male: boolean, genotypes: readonly number[] = [], remark = '') => [
  `"${name}"`,
  '#FALSE#',
  `-1${remark}`,
  '#FALSE#',
  male ? '#TRUE#' : '#FALSE#',
  genotypes.length / 3,
  ...genotypes,
];

const PERSONS = [
  ...person('Claimant', true, [0, 2, 0, 1, 1, 1]),
  ...person('Child', false, [2, 1, 0, 0, 1, 1], ' (Consider dropouts)'),
  ...person('Mother', false),
];
const PEDIGREES = ['"Known relations"', 0, 1, 1, 2, 1];
const FIRST = [0, '"Father"', 0, 0, 1, 0, 1];
const SECOND = [1, '"Brother"', 1, 0, 3, 3, 1, 3, 0, 4, 0];
const THEO = ['"THO1"', 0.001, 0.002, 4, 4, 3, 0.1, 0.1, '1e-006', '1e-006', '#FALSE#', 0];
const INFO = '(DatabaseSize = 250 , Dropout probability = 0.1 , Minor allele frequency = 0.01 )';
const PENTA = ['"PENTA_E"', 0.005, 0.005, 1, 1, 3, 0, 0, 0, 0, '#TRUE#', 0.02, `2\t${INFO}`, '"12"', 0.25, '"7"', 0.75];
const DATABASE = [2, '#TRUE#', '"made up"', ...THEO, `3\t${INFO}`, '"9"', 0.5, '"9.3"', 0.2, '"6"', 0.3, ...PENTA];
const HEAD = ['"Output from Familias, version 3.3.1"', '"DO NOT EDIT!"', '3.3.1', '""'];
const TAIL = ['[Advanced]', '[[DVI]]', 'AllowedMismatches= 5', '[Prior]'];
const THETA = '#FALSE# (#Databases: 1 ;Theta/Kinship/Fst: 0.02 )';
const text = (...parts: readonly (readonly (string | number)[])[]): string => `${parts.flat().join('\r\n')}\r\n`;
const EXAMPLE = text(HEAD, [3], PERSONS, PEDIGREES, [2], FIRST, SECOND, [THETA], DATABASE, TAIL);

test('persons, pedigrees with extras, genotypes, frequencies and settings are read', () => {
  const file = readFamFile(EXAMPLE);
  expect(file).toMatchObject({ version: '3.3.1', database: 'made up', theta: 0.02, unread: ['Advanced', 'Prior'] });
  expect(file.persons).toEqual([
    { id: 'Claimant', sex: 'male', dropoutConsidered: false },
    { id: 'Child', sex: 'female', dropoutConsidered: true },
    { id: 'Mother', sex: 'female', dropoutConsidered: false },
  ]);
  const parents = file.hypotheses.map(({ name, pedigree }) => [
    name,
    ...pedigree.flatMap(({ id, father, mother }) => (father === null && mother === null ? [] : [[id, father, mother]])),
  ]);
  expect(parents).toEqual([
    ['Father', ['Child', 'Claimant', 'Mother']],
    ['Brother', ['Claimant', 'Extra male 1', 'Extra female 1'], ['Child', 'Extra male 1', 'Mother']],
  ]);
  expect(file.hypotheses[0]?.pedigree).toHaveLength(4);
});

test('the alleles of a locus are sorted, and genotypes keep theirs', () => {
  const [theo, penta] = readFamFile(EXAMPLE).loci;
  expect(theo?.table).toEqual({ locus: 'TH01', alleles: ['6', '9', '9.3'], frequencies: [0.3, 0.5, 0.2] });
  expect(theo?.observations).toEqual({ Claimant: ['9', '6'], Child: ['6', '9.3'] });
  expect(theo).toMatchObject({ databaseSize: 250, dropout: 0.1, leastFrequency: 0.01, silentFrequency: 0 });
  expect(theo?.mutation).toEqual({ model: 'stepwise', maleRate: 0.002, femaleRate: 0.001, range: 0.1, rate2: 1e-6 });
  expect(penta?.table.locus).toBe('Penta E');
  expect(penta).toMatchObject({ silentFrequency: 0.02, scaled: false });
  expect(penta?.mutation).toEqual({ model: 'proportional', maleRate: 0.005, femaleRate: 0.005 });
});

test('a locus that is read can be asked: the textbook ratio of a duo without theta and mutation', () => {
  const file = readFamFile(EXAMPLE);
  const theo = file.loci[0] as FamFile['loci'][number];
  const [father] = file.hypotheses;
  const unrelated = { name: 'unrelated', pedigree: (father?.pedigree ?? []).map((p) => ({ ...p, father: null })) };
  const answer = kinshipRatios({
    hypotheses: [father as FamFile['hypotheses'][number], unrelated],
    against: 'unrelated',
    loci: [theo],
    settings: { theta: 0, mutation: { model: 'none', maleRate: 0, femaleRate: 0 } },
  });
  expect(answer.loci[0]?.ratios.Father).toBeCloseTo(1 / (4 * 0.3), 12);
});

test('a file without pedigrees has one of the known relations, and frequencies short of 1 are scaled and said so', () => {
  const short = text(HEAD, [3], PERSONS, PEDIGREES, [0], [THETA], DATABASE).replace('0.3\r\n', '0.28\r\n');
  const file = readFamFile(short);
  expect(file.hypotheses.map(({ name }) => name)).toEqual(['Known relations']);
  expect(file.loci[0]?.scaled).toBe(true);
  expect(file.loci[0]?.table.frequencies[0]).toBeCloseTo(0.28 / 0.98, 15);
});

test('persons with a direct relation and the same parents are twins', () => {
  const persons = ['A', 'B', 'F'].flatMap((name) => person(name, true));
  const relations = ['"Known relations"', 1, 0, 5, 2, 0, 3, 0, '0 Direct', 1, 2, 1, 3, 1, 0];
  const [known] = readFamFile(text(HEAD, [3], persons, relations, [THETA], DATABASE)).hypotheses;
  expect(known?.pedigree.map(({ twin }) => twin)).toEqual(['twins of A', 'twins of A', undefined, undefined]);
});

test.each([
  ['another file', 'Output from Familias', 'Output', 'Line 1: this is not a Familias file'],
  ['stored results', '#FALSE# (#D', '#TRUE# (#D', 'save it from Familias without them'],
  ['an end in the middle', `${DATABASE.slice(-4).join('\r\n')}\r\n${TAIL.join('\r\n')}\r\n`, '', 'The file ends where'],
  ['a decimal comma', '0.5\r\n', '0,5\r\n', 'with a decimal point'],
  ['an allele beyond the database', '"Claimant"', '"Claimant"', ''],
  [
    'a person with two fathers',
    '"Father"\r\n0\r\n0\r\n1\r\n0\r\n1',
    '"Father"\r\n0\r\n0\r\n2\r\n0\r\n1\r\n3\r\n1',
    'two fathers',
  ],
  [
    'an own grandmother',
    '"Father"\r\n0\r\n0\r\n1\r\n0\r\n1',
    '"Father"\r\n0\r\n0\r\n1\r\n1\r\n2',
    'is an ancestor of itself',
  ],
  ['a locus twice', '"PENTA_E"', '"TH01"', 'Locus TH01 stands twice'],
  ['frequencies far from 1', '0.75\r\n', '0.5\r\n', 'Penta E do not sum to 1'],
  ['other steps for men than for women', '0.1\r\n0.1\r\n', '0.1\r\n0.2\r\n', 'Locus TH01 has other mutation settings'],
  ['an unknown mutation model', '4\r\n4\r\n3', '7\r\n4\r\n3', 'mutation model of TH01'],
])('refused: %s', (_, from, to, message) => {
  const changed =
    message === ''
      ? EXAMPLE.replace('0\r\n2\r\n0\r\n1\r\n1\r\n1', '0\r\n5\r\n0\r\n1\r\n1\r\n1')
      : EXAMPLE.replace(from, to);
  expect(() => readFamFile(changed)).toThrow(message || 'Person Claimant has an allele at locus TH01');
});

const files = fc
  .record({
    genotypes: fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: 3, maxLength: 3 }),
    counts: fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 })),
    mutation: fc.constantFrom<FamFile['loci'][number]['mutation']>(
      { model: 'none', maleRate: 0, femaleRate: 0 },
      { model: 'equal', maleRate: 0.01, femaleRate: 0.002 },
      { model: 'stepwise', maleRate: 0.01, femaleRate: 0.002, range: 0.2, rate2: 1e-7 },
      { model: 'proportional', maleRate: 0.01, femaleRate: 0.002, femaleModel: 'equal' },
      { model: 'stepwise', maleRate: 0.01, femaleRate: 0.002, range: 0.2, rate2: 0, transform: 'PM' },
      { model: 'stepwise', maleRate: 0.01, femaleRate: 0, range: 0.2, rate2: 0.1, femaleModel: 'proportional' },
    ),
    silentFrequency: fc.constantFrom(0, 0.01, 0.2),
    theta: fc.constantFrom(0, 0.01),
    dropoutConsidered: fc.boolean(),
  })
  .map(({ genotypes, counts: [a, b], mutation, silentFrequency, theta, dropoutConsidered }): FamFile => {
    const alleles = ['8', '9.3', '10'];
    const observed = genotypes.map((places) => places.map((at) => alleles[at] as string));
    const observations = { F: observed[0] ?? [], C: observed[1] ?? [], T: observed[2] ?? [] };
    const frequencies = [a / 200, b / 200, 1 - a / 200 - b / 200];
    const table = { locus: 'TPOX', alleles, frequencies };
    const locus = { table, observations, mutation, silentFrequency, databaseSize: 100, dropout: 0, leastFrequency: 0 };
    const born = (id: string, father: string | null) => ({ id, sex: 'male' as const, father, mother: father && 'M' });
    const adults = [born('F', null), { id: 'M', sex: 'female' as const, father: null, mother: null }];
    return {
      version: '3.3.1',
      database: '',
      theta,
      persons: ['F', 'M', 'C', 'T'].map((id) => ({ id, sex: id === 'M' ? 'female' : 'male', dropoutConsidered })),
      hypotheses: [
        { name: 'twins', pedigree: [...adults, ...['C', 'T'].map((id) => ({ ...born(id, 'F'), twin: 'twins of C' }))] },
        { name: 'none', pedigree: [...adults, ...['C', 'T'].map((id) => born(id, null))] },
      ],
      loci: [{ ...locus, scaled: false }],
      unread: [],
    };
  });

test('what is written is read back', () => {
  fc.assert(
    fc.property(files, (file) => {
      expect(readFamFile(writeFamFile(file))).toEqual(file);
    }),
    { seed: 5, numRuns: 100 },
  );
});

test('the example is written and read back as it was, its extra persons by the names they were given', () => {
  const file = { ...readFamFile(EXAMPLE), unread: [] };
  const again = readFamFile(writeFamFile(file));
  expect(again.loci).toEqual(file.loci);
  expect(again.persons.map(({ id }) => id)).toEqual(['Claimant', 'Child', 'Mother', 'Extra male 1', 'Extra female 1']);
});

test.each([
  [
    'a mutation model of ours',
    { mutation: { model: 'onestep', maleRate: 0.1, femaleRate: 0 } },
    'Familias does not know',
  ],
  [
    'a matrix of its own',
    { mutation: { model: 'equal', maleRate: 0, femaleRate: 0, custom: { TH01: { alleles: ['6'], male: [[1]] } } } },
    'Familias does not know',
  ],
  ['one allele', { observations: { Child: ['6'] } }, 'Person Child needs two alleles'],
])('not written: %s', (_, change, message) => {
  const file = readFamFile(EXAMPLE);
  const locus = { ...(file.loci[0] as FamFile['loci'][number]), ...change } as FamFile['loci'][number];
  expect(() => writeFamFile({ ...file, loci: [locus] })).toThrow(message);
});

const dna = (...systems: readonly (readonly [string, string, string])[]) => [
  `nSystems= ${systems.length}`,
  ...systems.flatMap(([name, a, b]) => [`SystemName= ${name}`, `Allele1= ${a}`, `Allele2= ${b}`]),
];
const member = (name: string, gender: string, data: readonly string[], i = 1) => [
  `[[[[[Person ${i}]]]]]`,
  `Name= ${name}`,
  `Gender= ${gender}`,
  '[[[[[[DNA data]]]]]]',
  ...data,
];
const DVI = [
  '[DVI]',
  '[[Unidentified persons]]',
  'nPersons= 1',
  ...member('V1', 'Female', dna(['THO1', '9.3', '6'], ['PENTA_E', '7', ''])),
  '[[Notes]]',
  'nFamilies= 1',
  '',
  '[[Reference Families]]',
  'nFamilies= 1',
  '[[[Family 1 ]]]',
  'Name= am1',
  '[[[[Persons]]]]',
  'nPersons= 3',
  ...member('F', 'Male', dna(['THO1', '9', '9.3'])),
  ...member('C', 'Female', dna(['THO1', '9', '6']), 2),
  ...member('Sister', 'Female', dna(), 3),
  '[[[[Pedigrees]]]]',
  'nPedigrees= 1',
  '[[[[[Pedigree 1]]]]]',
  'Name= Reference pedigree',
  'nRelations= 4',
  ...['Parent= F', 'Child= C', 'Parent= Missing person', 'Child= C'],
  ...['Parent= Missing person', 'Child= Sister', 'Parent= F', 'Child= Sister'],
  '[Prior]',
];
const withDvi = (dvi: readonly string[]): string =>
  text(HEAD, [3], PERSONS, PEDIGREES, [2], FIRST, SECOND, [THETA], DATABASE, dvi);

test('unidentified persons and families who miss somebody are read, the missing mother with her sex', () => {
  const { dvi, unread } = readFamFile(withDvi(DVI));
  expect(unread).toEqual(['Prior']);
  expect(dvi?.unidentified).toEqual([{ id: 'V1', sex: 'female', profile: { TH01: ['9.3', '6'], 'Penta E': ['7'] } }]);
  const [family] = dvi?.families ?? [];
  expect(family?.name).toBe('am1');
  expect(family?.samples).toEqual([
    { id: 'F', sex: 'male', profile: { TH01: ['9', '9.3'] } },
    { id: 'C', sex: 'female', profile: { TH01: ['9', '6'] } },
  ]);
  expect(family?.pedigrees).toEqual([
    {
      name: 'Reference pedigree',
      pedigree: [
        { id: 'F', sex: 'male', father: null, mother: null },
        { id: 'C', sex: 'female', father: 'F', mother: 'Missing person' },
        { id: 'Sister', sex: 'female', father: 'F', mother: 'Missing person' },
        { id: 'Missing person', sex: 'female', father: null, mother: null },
      ],
    },
  ]);
});

test.each([
  ['an allele that the database lacks', 'Allele1= 9.3', 'Allele1= 10', 'Person V1 has an allele at locus TH01'],
  ['a locus that the database lacks', 'SystemName= PENTA_E', 'SystemName= FGA', 'locus FGA, which the database lacks'],
  ['a person in no list', 'Parent= F', 'Parent= G', 'person G is in no list'],
  ['no sex', 'Gender= Female', 'Gender= ', 'Male or Female'],
  ['families that are not there', '[[Reference Families]]', '[[Other]]', 'no reference families'],
  ['a number that is none', 'nSystems= 2', 'nSystems= two', 'nSystems should be a whole number'],
])('refused in the DVI section: %s', (_, old, changed, message) => {
  const at = DVI.indexOf(old);
  expect(() => readFamFile(withDvi(DVI.with(at, changed)))).toThrow(message);
});

test('rates of the locus itself are the ones that are written', () => {
  const file = readFamFile(EXAMPLE);
  const locus = file.loci[1] as FamFile['loci'][number];
  const mutation = { ...locus.mutation, locusRates: { 'Penta E': { femaleRate: 0.0001 } } };
  const [again] = readFamFile(writeFamFile({ ...file, loci: [{ ...locus, mutation }] })).loci;
  expect(again?.mutation).toEqual({ model: 'proportional', maleRate: 0.005, femaleRate: 0.0001 });
});

test('a file with a DVI section is not written without it', () => {
  expect(() => writeFamFile(readFamFile(withDvi(DVI)))).toThrow('DVI section cannot be written');
});
