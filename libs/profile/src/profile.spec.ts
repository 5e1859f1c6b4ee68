import fc from 'fast-check';
import { compareAlleles, LOCI, type Profile, ProfileError, parseProfile, profileText } from './index.ts';

const codeOf = (input: unknown): string => {
  try {
    parseProfile(input);
    return 'read';
  } catch (error) {
    if (error instanceof ProfileError) return error.code;
    throw error;
  }
};

test('a profile is read under our names, in the order of the file, alleles in numeric order', () => {
  const profile = parseProfile({ VWA: ['18', ' 9.3 '], THO1: ['9.3', '10'], Amelogenin: ['y', 'X'] });
  expect(Object.entries(profile)).toEqual([
    ['vWA', ['9.3', '18']],
    ['TH01', ['9.3', '10']],
    ['AMEL', ['X', 'Y']],
  ]);
});

test('one allele stays one and two equal alleles stay two', () => {
  expect(parseProfile({ TH01: ['9.3'], FGA: ['22', '22'] })).toEqual({ TH01: ['9.3'], FGA: ['22', '22'] });
  expect(profileText({ TH01: ['9.3'] })).not.toBe(profileText({ TH01: ['9.3', '9.3'] }));
});

test('three different alleles are kept, at two loci at most', () => {
  const profile = { TPOX: ['8', '10', '11'], TH01: ['6', '7', '9.3'] };
  expect(parseProfile(profile)).toEqual(profile);
});

test.each([
  ['not-a-profile', null],
  ['not-a-profile', [['TH01', '6']]],
  ['no-alleles', {}],
  ['no-alleles', { TH01: [] }],
  ['unknown-locus', { D99S9: ['6'] }],
  ['duplicate-locus', { TH01: ['6'], THO1: ['6'] }],
  ['three-alleles', { TPOX: ['8', '9', '10', '11'] }],
  ['three-alleles', { TPOX: ['8', '10', '10'] }],
  ['three-alleles', { AMEL: ['X', 'X', 'Y'] }],
  ['three-alleles', { TPOX: ['8', '10', '11'], TH01: ['6', '7', '9'], FGA: ['20', '21', '22'] }],
  ['allele-out-of-range', { TH01: ['2', '6'] }],
  ['allele-out-of-range', { TH01: ['14.1', '6'] }],
  ['off-ladder', { TH01: ['OL', '6'] }],
  ['off-ladder', { AMEL: ['OL'] }],
  ['not-an-allele', { TH01: [6, 9.3] }],
  ['not-an-allele', { TH01: '6' }],
  ['not-an-allele', { TH01: [''] }],
  ['not-an-allele', { TH01: ['<9'] }],
  ['not-an-allele', { TH01: ['٩'] }],
  ['not-an-allele', { AMEL: ['1', '2'] }],
  ['decimal-comma', { TH01: ['9,3'] }],
  ['spreadsheet-damage', { TH01: ['9.30'] }],
  ['spreadsheet-damage', { TH01: ['10.0'] }],
  ['spreadsheet-damage', { TH01: ['09'] }],
  ['spreadsheet-damage', { TH01: ['9-Mar'] }],
  ['spreadsheet-damage', { TH01: ['2026-03-09'] }],
  ['spreadsheet-damage', { FGA: ['34.200000000000003'] }],
])('%s: %j is refused', (code, input) => {
  expect(codeOf(input)).toBe(code);
});

test.each([{ TH01: ['6', '93'] }, { FGA: ['OL', '24.7777'] }, { FGA: ['24,7'] }, { '24.7': ['24.7'] }])(
  'the message for %j names the locus and never an allele',
  (input) => {
    let message = '';
    try {
      parseProfile(input);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).not.toBe('');
    expect(message).not.toMatch(/93|24/);
    if ('FGA' in input) expect(message).toContain('FGA');
  },
);

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is no locus, alone or beside one', (name) => {
  expect(codeOf(JSON.parse(`{"${name}":["6"]}`))).toBe('unknown-locus');
  expect(codeOf(JSON.parse(`{"TH01":["6"],"${name}":{"FGA":["20"]}}`))).toBe('unknown-locus');
  expect(codeOf(JSON.parse(`{"TH01":["${name}"]}`))).toBe('not-an-allele');
});

test('a profile does not inherit loci', () => {
  expect(codeOf(Object.create({ TH01: ['6'] }))).toBe('no-alleles');
});

const anyProfile = fc
  .uniqueArray(fc.constantFrom(...LOCI.filter((locus) => locus.kind !== 'sex')), {
    minLength: 1,
    selector: (locus) => locus.name,
  })
  .chain((loci) =>
    fc.tuple(
      ...loci.map((locus) =>
        fc
          .array(fc.constantFrom(...locus.range), { minLength: 1, maxLength: 2 })
          .map((alleles) => [locus.name, alleles.sort(compareAlleles)] as const),
      ),
    ),
  )
  .map((entries): Profile => Object.fromEntries(entries));

test('a profile comes back unchanged from its text', () => {
  fc.assert(
    fc.property(anyProfile, (profile) => expect(parseProfile(JSON.parse(profileText(profile)))).toEqual(profile)),
  );
});

test('the text does not depend on the order of loci or alleles', () => {
  fc.assert(
    fc.property(anyProfile, (profile) => {
      const turned = Object.fromEntries(
        Object.entries(profile)
          .reverse()
          .map(([locus, alleles]) => [locus, [...alleles].reverse()]),
      );
      expect(profileText(parseProfile(turned))).toBe(profileText(profile));
    }),
  );
});

test('numbers stand in numeric order and X before Y after them', () => {
  expect(['Y', '10', '9.3', 'X', '9', '30.2'].sort(compareAlleles)).toEqual(['9', '9.3', '10', '30.2', 'X', 'Y']);
});
