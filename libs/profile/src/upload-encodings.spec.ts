import { type Encoding, readUpload, type Upload, type UploadOptions } from './index.ts';

const HEADER = 'Sample Name,Marker,Allele 1,Allele 2,Comments\r\n';
const row = (name: string, comment = ''): string => `${name},TH01,6,9.3,${comment}\r\n`;
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');
const joined = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
const told = ({ samples }: Upload): unknown[] =>
  samples.map(({ sample, profile, problems, warnings }) => [
    sample,
    profile !== undefined,
    ...[...problems, ...warnings].map(({ code }) => code),
  ]);
const read = (bytes: Uint8Array, options: UploadOptions = {}): unknown[] => {
  const upload = readUpload(bytes, options);
  return [upload.encoding, upload.certainty, ...told(upload)];
};

test('valid UTF-8 is UTF-8, with a mark and without', () => {
  expect(read(joined(HEADER, row('Zoë'), row('样本1')))).toEqual(['utf-8', 'valid', ['Zoë', true], ['样本1', true]]);
  expect(read(joined('\ufeff', HEADER, row('A')))).toEqual(['utf-8', 'stated', ['A', true]]);
});

test('Latin-1 is assumed where single high bytes stand between letters, and every name that it decides is told', () => {
  expect(read(latin1(HEADER + row('Müller') + row('KL-1', 'Zoë')))).toEqual([
    'windows-1252',
    'assumed',
    ['Müller', true, 'encoding-assumed'],
    ['KL-1', true],
  ]);
});

test('the signs that Windows has and Latin-1 lacks are read', () => {
  expect(read(joined(HEADER, hex('80 8A 31'), row('')))).toEqual([
    'windows-1252',
    'assumed',
    ['€Š1', true, 'encoding-assumed'],
  ]);
});

test('GB18030 is assumed where high bytes stand in pairs', () => {
  // 样本3 and 张 in GB 2312.
  expect(read(joined(HEADER, hex('D1F9 B1BE 33'), row(''), hex('D5C5'), row('')))).toEqual([
    'gb18030',
    'assumed',
    ['样本3', true, 'encoding-assumed'],
    ['张', true, 'encoding-assumed'],
  ]);
});

test('a file that may be either refuses the names that it would decide, and no others', () => {
  // 朱镕 in GBK, where the second byte of 镕 is the letter F; in Windows-1252 it is "Öìé" and "F".
  expect(read(joined(HEADER, hex('D6EC E946'), row(''), row('KL-1')))).toEqual([
    'gb18030',
    'ambiguous',
    ['朱镕', false, 'wrong-encoding'],
    ['KL-1', true],
  ]);
});

test.each<[Encoding, string]>([
  ['gb18030', '朱镕'],
  ['windows-1252', 'ÖìéF'],
])('stated to be %s, the same file is read without doubt', (encoding, sample) => {
  const bytes = joined(HEADER, hex('D6EC E946'), row(''));
  expect(read(bytes, { encoding })).toEqual([encoding, 'stated', [sample, true]]);
});

test('a high byte at the very end of a long file decides as one at its start', () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => row(`KL-${index}`)).join('');
  const { certainty, samples } = readUpload(latin1(HEADER + rows + row('Zoë')));
  expect([certainty, samples.at(-1)?.sample]).toEqual(['assumed', 'Zoë']);
});

test.each([
  ['utf-16le', (text: string) => Buffer.from(text, 'utf16le')],
  ['utf-16be', (text: string) => Buffer.from(text, 'utf16le').swap16()],
] as const)('%s is read with its mark and without', (encoding, bytesOf) => {
  expect(read(bytesOf(`\ufeff${HEADER}${row('样本')}`))).toEqual([encoding, 'stated', ['样本', true]]);
  expect(read(bytesOf(HEADER + row('KL-1') + row('样本')))).toEqual([
    encoding,
    'assumed',
    ['KL-1', true],
    ['样本', true, 'encoding-assumed'],
  ]);
});

const CMF =
  '<CODISImportFile><SPECIMEN><SPECIMENID>Zoë</SPECIMENID><LOCUS><LOCUSNAME>TH01</LOCUSNAME><ALLELE><ALLELEVALUE>6</ALLELEVALUE></ALLELE></LOCUS></SPECIMEN></CODISImportFile>';

test('XML is read in the encoding that it declares', () => {
  expect(read(latin1(`<?xml version="1.0" encoding="ISO-8859-1"?>${CMF}`)).slice(0, 3)).toEqual([
    'windows-1252',
    'stated',
    ['Zoë', true, 'one-allele-seen'],
  ]);
});

test('XML that declares another encoding than it has is not trusted with names', () => {
  expect(read(joined(`<?xml version="1.0" encoding="ISO-8859-1"?>${CMF}`))).toEqual([
    'windows-1252',
    'ambiguous',
    ['ZoÃ«', false, 'wrong-encoding'],
  ]);
  expect(() => readUpload(latin1(`<?xml version="1.0" encoding="UTF-8"?>${CMF}`))).toThrow(
    expect.objectContaining({ code: 'wrong-encoding' }),
  );
});

test('XML saved as UTF-8 by a program that declares UTF-16 is read as what it is', () => {
  expect(read(joined(`<?xml version="1.0" encoding="utf-16"?>${CMF}`)).slice(0, 2)).toEqual(['utf-8', 'valid']);
});

test('a name that was damaged before is refused', () => {
  expect(read(joined(HEADER, row('Zo\ufffd')))).toEqual(['utf-8', 'valid']);
  expect(readUpload(joined(HEADER, row('Zo\ufffd'))).problems.map(({ code }) => code)).toEqual(['bad-sample-name']);
});

test('names that are one in Unicode are one sample', () => {
  expect(read(joined(HEADER, row('Zoë'), 'B,TH01,6,7,\r\n', row('Zoe\u0308')))).toEqual([
    'utf-8',
    'valid',
    ['Zoë', true, 'replicates-joined'],
    ['B', true],
  ]);
});

test('bytes that are no text in any encoding are refused for their encoding', () => {
  for (const bytes of [
    '53 E4 FF 0A FE 80',
    '89 50 4E 47 0D 0A 1A 0A',
    '25 50 44 46 2D 31 2E 37 0A 25 E2 E3 CF D3 0A',
  ]) {
    expect(() => readUpload(hex(bytes))).toThrow(expect.objectContaining({ code: 'wrong-encoding' }));
  }
});
