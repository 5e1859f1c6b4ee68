import { type FamFile, writeFamFile } from '@kinledger/kinship';
import { readUpload, surveyUpload } from './index.ts';

const NONE = { model: 'none', maleRate: 0, femaleRate: 0 } as const;
const person = (id: string, sex: 'male' | 'female', dropoutConsidered = false) => ({ id, sex, dropoutConsidered });
const founder = (id: string, sex: 'male' | 'female') => ({ id, sex, father: null, mother: null });

const FILE: FamFile = {
  version: '3.3.1',
  database: 'Made up',
  theta: 0,
  persons: [person('Mother', 'female'), person('Child', 'male', true), person('Untyped', 'male')],
  hypotheses: [
    {
      name: 'H1',
      pedigree: [
        founder('Mother', 'female'),
        { id: 'Child', sex: 'male', father: 'Untyped', mother: 'Mother' },
        founder('Untyped', 'male'),
      ],
    },
  ],
  loci: [
    {
      table: { locus: 'TH01', alleles: ['6', '7', '9.3'], frequencies: [0.25, 0.25, 0.5] },
      observations: { Mother: ['6', '9.3'], Child: ['6', '6'] },
      mutation: NONE,
      silentFrequency: 0,
      databaseSize: 100,
      dropout: 0,
      leastFrequency: 0,
      scaled: false,
    },
    {
      table: { locus: 'FGA', alleles: ['20', '21'], frequencies: [0.5, 0.5] },
      observations: { Mother: ['20', '20'], Child: ['20', '21'] },
      mutation: NONE,
      silentFrequency: 0.01,
      databaseSize: 100,
      dropout: 0,
      leastFrequency: 0,
      scaled: false,
    },
  ],
  unread: [],
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('the persons of a Familias file are samples; with drop-out to consider, two equal alleles are one seen', () => {
  const { format, samples, skipped } = readUpload(bytes(writeFamFile(FILE)));
  expect(format).toBe('familias');
  expect(samples.map(({ sample, sex, profile }) => [sample, sex, profile])).toEqual([
    ['Mother', 'female', { TH01: ['6', '9.3'], FGA: ['20', '20'] }],
    ['Child', 'male', { TH01: ['6'], FGA: ['20', '21'] }],
  ]);
  expect(skipped).toMatchObject([{ code: 'pedigree-not-stored' }, { sample: 'Untyped', code: 'untyped-person' }]);
});

test('how persons are related is told as the file has it, those without a name too', async () => {
  const relate = (text: string) =>
    async function* () {
      yield bytes(text);
    };
  const text = writeFamFile(FILE);
  const { families } = await surveyUpload(relate(text));
  const persons = [
    { name: 'Mother', sex: 'female', parents: [] },
    { name: 'Child', sex: 'male', parents: [2, 0] },
    { name: 'Untyped', sex: 'male', parents: [] },
  ];
  expect(families).toEqual([{ kind: 'alternative', persons }]);
  const unnamed = text.replace('"H1"\n0\n0\n2\n2\n1\n', '"H1"\n0\n1\n2\n3\n1\n');
  expect((await surveyUpload(relate(unnamed))).families[0]?.persons).toEqual([
    persons[0],
    { ...persons[1], parents: [3, 0] },
    persons[2],
    { name: null, sex: 'male', parents: [] },
  ]);
  const strange = text.replace('"H1"\n0\n0\n2\n2\n1\n', '"H1"\n0\n0\n2\n7\n1\n');
  expect((await surveyUpload(relate(strange))).families).toEqual([]);
});

test('a Familias file cut off anywhere is refused or lacks nothing', () => {
  const text = writeFamFile(FILE);
  const whole = readUpload(bytes(text)).samples.map(({ profile }) => profile);
  const lines = text.split(/\r?\n/);
  for (let length = 3; length < lines.length; length += 1) {
    const cut = bytes(lines.slice(0, length).join('\n'));
    let read: unknown = whole;
    try {
      read = readUpload(cut).samples.map(({ profile }) => profile);
    } catch (error) {
      expect((error as Error).name).toBe('ProfileError');
    }
    expect(read).toEqual(whole);
  }
});
