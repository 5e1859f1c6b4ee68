import { readFileSync } from 'node:fs';
import { readFrequencyTable, readTableFile, reviewFrequencies, writeFrequencyTable } from './index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function fam(
  alleles: readonly string[],
  head = '2\t(DatabaseSize = 200 , Dropout probability = 0 )',
  silent = 'FALSE',
) {
  const locus = ['"THO1"', '0.001', '0.001', '0', '0', '2', '0.1', '0.1', '0.0', '0.0', `#${silent}#`, '0', head];
  const start = ['"Output from Familias, version 3.2.9"', '"DO NOT EDIT!"', '3.2.9', '""', '0', '"Known relations"'];
  const database = ['#FALSE# (#Databases: 1 ;Theta/Kinship/Fst: 0 )', '1', '#TRUE#', '"Here"'];
  return [...start, '0', '0', '0', '0', ...database, ...locus, ...alleles, ''].join('\r\n');
}

const codeOf = (text: string): string => {
  try {
    readTableFile(bytes(text));
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'read';
};

test('the database of a Familias project is read as it stands, exponents and all', () => {
  const { format, populations } = readTableFile(bytes(fam(['"6"', '2.5e-001', '"9.3"', '0.75'])));
  expect(format).toBe('familias-fam');
  expect(populations).toEqual([
    { name: 'Here', loci: { TH01: { n: 200, frequencies: { '6': 0.25, '9.3': 0.75 } } }, unread: [] },
  ]);
});

test.each([
  ['cut off', fam(['"6"', '0.25', '"9.3"']).trimEnd(), 'broken-file'],
  ['an allele twice', fam(['"6"', '0.25', '"6"', '0.75']), 'broken-file'],
  ['a frequency above 1', fam(['"6"', '1.25', '"9.3"', '0.75']), 'broken-file'],
  ['a number of alleles that fills the memory', fam([], '99999999\t(DatabaseSize = 1)'), 'broken-file'],
  ['a silent allele at the only locus', fam(['"6"', '0.25', '"9.3"', '0.7'], undefined, 'TRUE'), 'empty-file'],
  ['no database', 'Output from Familias\nDO NOT EDIT!\n', 'broken-file'],
  ['JSON cut off', '{"id":', 'broken-file'],
  ['JSON of something else', '{"loci":{}}', 'bad-table'],
])('refused: %s', (_, text, code) => expect(codeOf(text)).toBe(code));

test('a table of ours comes back with the very same counts', () => {
  const text = readFileSync('database/reference/frequencies/NIST1036-Asian.json', 'utf8');
  const { format, populations } = readTableFile(bytes(text));
  expect(format).toBe('kinledger-json');
  const { loci } = reviewFrequencies(populations[0]!, 'chromosomes', []);
  const shipped = JSON.parse(text).loci;
  for (const { locus, counts } of loci) expect(counts).toEqual(shipped[locus].counts);
});

describe('a table of decimals', () => {
  const head = { id: 'x', title: 'X', population: 'x', source: 's', citation: 'c', licence: 'l' };
  const loci = { vWA: { chromosomes: 1234, frequencies: { '15': '0.333', '14': '0.6669' } } };
  const text = writeFrequencyTable({ ...head, loci });

  test('is read with the decimals as they are printed, and its digest covers each of them', () => {
    expect(readFrequencyTable(JSON.parse(text)).loci).toEqual({
      vWA: { chromosomes: 1234, frequencies: { '14': 0.6669, '15': 0.333 } },
    });
    const changed = text.replace('0.333', '0.334').replace('0.6669', '0.6659');
    expect(() => readFrequencyTable(JSON.parse(changed))).toThrow(expect.objectContaining({ code: 'table-changed' }));
  });

  test.each([
    ['a sum far from 1', { chromosomes: 100, frequencies: { '14': '0.5', '15': '0.4' } }],
    ['a float', { chromosomes: 100, frequencies: { '14': 0.5, '15': '0.5' } }],
    ['a frequency of 0', { chromosomes: 100, frequencies: { '14': '1', '15': '0' } }],
    ['decimals that could be written otherwise', { chromosomes: 100, frequencies: { '14': '0.50', '15': '0.5' } }],
    ['no chromosomes', { chromosomes: 0, frequencies: { '14': '0.5', '15': '0.5' } }],
    ['counts as well', { chromosomes: 2, frequencies: { '14': '0.5', '15': '0.5' }, counts: { '14': 1, '15': 1 } }],
  ])('is refused with %s', (_, vWA) => {
    expect(() => writeFrequencyTable({ ...head, loci: { vWA } as never })).toThrow(
      expect.objectContaining({ code: 'bad-table' }),
    );
  });
});

test('written counts have the digest that the shipped file has', () => {
  const shipped = JSON.parse(readFileSync('database/reference/frequencies/NIST1036-Asian.json', 'utf8'));
  const { digest, ...table } = shipped;
  expect(JSON.parse(writeFrequencyTable(table))).toEqual({ ...table, digest });
});
