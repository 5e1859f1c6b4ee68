import {
  type ColumnMapping,
  ProfileError,
  readColumnMapping,
  readUpload,
  type Upload,
  type UploadOptions,
} from './index.ts';

// One test for each trap that files of laboratories are known to hold.

const upload = (text: string, options?: UploadOptions): Upload => readUpload(new TextEncoder().encode(text), options);
const profiles = ({ samples }: Upload): unknown[] => samples.map(({ sample, profile }) => [sample, profile]);
const codes = ({ samples, problems }: Upload): string[] =>
  [...problems, ...samples.flatMap((sample) => sample.problems)].map(({ code }) => code);
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof ProfileError) return error.code;
    throw error;
  }
  return 'read';
};
const TYPED = { TH01: ['6', '9.3'], 'Penta E': ['7', '12'] };

test.each([
  ['CRLF', '\r\n'],
  ['LF', '\n'],
  ['CR', '\r'],
])('lines end in %s', (_name, end) => {
  const text = ['Sample Name,Marker,Allele 1,Allele 2', 'A,TH01,6,9.3', 'A,PENTA_E,7,12', ''].join(end);
  expect(profiles(upload(text))).toEqual([['A', TYPED]]);
});

test.each([
  ['Sample.Name,Marker,Allele.1,Allele.2', 'A,TH01,6,9.3', 'A,PentaE ,7,12'],
  ['SampleName;Marker;Allele1;Allele2', 'A;THO1;6;9.3', 'A;Penta E;7;12'],
  [
    'Smaple File\tSample Name\tMarker\tDye\tAllele 1\tAllele 2\t',
    'x.fsa\tA\tTH 01\tB\t6\t9.3\t',
    'x.fsa\tA\tPENTA_E\tB\t7\t12\t',
  ],
  ['"Sample Name","Marker","Allele 1","Allele 2"', '"A","TH01","6","9.3"', '"A","PentaE","7","12"'],
  ['SampleName,Marker,Allele1,Height1,Allele2,Height2', 'A,TH01,6,1043,9.3,570', 'A,PENTA_E,7,900,12,800'],
  ['Sample Name,TH01,PENTA_E', 'A,6/9.3,7/12'],
  ['specimenId,TH01_1,TH01_2,TH01_3,TH01_4,PENTA_E_1,PENTA_E_2', 'A   ,6, 9.3, NULL, NULL,7,12'],
  ['Sample Name\tTH01\tHeight\tPenta E\tHeight', 'A\t6, 9.3, , , \t300, 280, , , \t7, 12, , , \t250, 240, , , '],
])('a table headed %s is read', (...lines) => {
  expect(profiles(upload(`${lines.join('\n')}\n`))).toEqual([['A', TYPED]]);
});

test('a header ends with an extra tab, and so does every row, or not', () => {
  const text = 'Sample Name\tMarker\tAllele 1\tAllele 2\t\nA\tTH01\t6\t9.3\t\nA\tPenta E\t7\t12\n';
  expect(profiles(upload(text))).toEqual([['A', TYPED]]);
});

test.each(['-5649', '=A1', '+49', '@x', 'AAAA0000NL#01', "O'Hara", 'Rep1'])('the sample name %s is kept', (name) => {
  expect(profiles(upload(`Sample Name,TH01,Penta E\n${name},6/9.3,7/12\n`))).toEqual([[name, TYPED]]);
});

test('a homozygote is one allele or the same twice, and stays what it is', () => {
  const text = 'Sample Name,Marker,Allele 1,Allele 2\nA,TH01,6,\nB,TH01,6,6\n';
  expect(profiles(upload(text))).toEqual([
    ['A', { TH01: ['6'] }],
    ['B', { TH01: ['6', '6'] }],
  ]);
});

test.each([
  ['9-Mar', 'spreadsheet-damage'],
  ['09.03.2026', 'spreadsheet-damage'],
  ['34.200000000000003', 'spreadsheet-damage'],
  ['10.0', 'spreadsheet-damage'],
  ['9,3', 'decimal-comma'],
  ['0', 'allele-out-of-range'],
  ['<4', 'not-an-allele'],
  ['OL', 'off-ladder'],
])('an allele that a program wrote as %s is refused as %s', (written, code) => {
  expect(codes(upload(`Sample Name;Marker;Allele 1;Allele 2\nA;TH01;6;${written}\n`))).toEqual([code]);
});

test('a decimal comma is read where the laboratory says that it writes one, and only then', () => {
  const text = 'Sample Name;Marker;Allele 1;Allele 2\nA;TH01;6;9,3\nA;Penta E;7;12\n';
  expect(codes(upload(text))).toEqual(['decimal-comma']);
  expect(profiles(upload(text, { mapping: { decimal: ',' } }))).toEqual([['A', TYPED]]);
  const wide = 'Sample Name;TH01;Penta E\nA;6/9,3;7/12\n';
  expect(profiles(upload(wide, { mapping: { decimal: ',' } }))).toEqual([['A', TYPED]]);
  expect(codes(upload('Sample Name;TH01\nA;6,10\n', { mapping: { decimal: ',' } }))).toEqual(['decimal-comma']);
});

test('rows of ladders and controls are passed over, whatever they hold', () => {
  const text =
    'Sample Name\tSample Type\tMarker\tAllele 1\tAllele 2\tAllele 3\tAllele 4\n' +
    'L\tAllelic Ladder\tTH01\t4\t5\t6\t7\nP\tPositive Control\tTH01\tOL\t\t\t\nN\tNegative Control\tTH01\t\t\t\t\nA\tSample\tTH01\t6\t9.3\t\t\n';
  const { samples, skipped } = upload(text);
  expect(samples.map(({ sample }) => sample)).toEqual(['A']);
  expect(skipped.map(({ code }) => code)).toEqual(['ladder-row', 'control-row', 'control-row']);
});

const specimen = (loci: string, more = ''): string =>
  `<CODISImportFile xmlns="urn:CODISImportFile-schema"><MESSAGETYPE>Import</MESSAGETYPE>${more}<SPECIMEN PARTIAL="false"><SPECIMENID>A</SPECIMENID>${loci}</SPECIMEN></CODISImportFile>`;
const locus = (name: string, alleles: readonly string[], kit = ''): string =>
  `<LOCUS${kit}><LOCUSNAME>${name}</LOCUSNAME>${alleles.map((allele) => `<ALLELE><ALLELEVALUE>${allele}</ALLELEVALUE></ALLELE>`).join('')}</LOCUS>`;

test('the misspelt loci of the official CODIS list are known', () => {
  const text = specimen(locus('THO1', ['6', '9.3']) + locus('TP0X', ['8', '9']) + locus('Amelogenin', ['X', 'Y']));
  expect(profiles(upload(text))).toEqual([['A', { TH01: ['6', '9.3'], TPOX: ['8', '9'], AMEL: ['X', 'Y'] }]]);
});

test('one ALLELE of a CODIS file is one allele seen, a homozygote or a drop-out', () => {
  const [sample] = upload(specimen(locus('TH01', ['6']))).samples;
  expect([sample?.profile, sample?.statuses]).toEqual([{ TH01: ['6'] }, { TH01: 'one-allele-seen' }]);
});

test('the kit of a locus counts before the kit of the file', () => {
  const loci = locus('TH01', ['6', '7']) + locus('FGA', ['20', '21'], ' KIT="NGM"');
  expect(upload(specimen(loci, '<KIT>GlobalFiler</KIT>')).samples[0]?.kits).toEqual(['GlobalFiler', 'NGM']);
});

test('a CODIS file that answers instead of importing is refused', () => {
  const text = specimen(locus('TH01', ['6'])).replace('>Import<', '>Acknowledgement<');
  expect(refusal(() => upload(text))).toBe('unknown-format');
});

test('a locus that a NIEM record calls not definitive is left out and told', () => {
  const record = (status: string): string =>
    `<DNARecord><DNAEncoding><DNASource><DNASourceIdentification><IdentificationID>A</IdentificationID><IdentificationCategoryText>Sample ID</IdentificationCategoryText></DNASourceIdentification></DNASource><DNASTRData>${[
      ['TH01', 'Normal'],
      ['FGA', status],
    ]
      .map(
        ([name, quality]) =>
          `<DNALocus><DNALocusName>${name}</DNALocusName><DNALocusQualityStatusCode>${quality}</DNALocusQualityStatusCode><DNAAllele><DNAAlleleOperatorCode>Equal</DNAAlleleOperatorCode><DNAAlleleCall1Text>${name === 'FGA' ? 20 : 6}</DNAAlleleCall1Text></DNAAllele></DNALocus>`,
      )
      .join('')}</DNASTRData></DNAEncoding></DNARecord>`;
  const [sample] = upload(record('Not Definitive')).samples;
  expect([sample?.profile, sample?.statuses.FGA]).toEqual([{ TH01: ['6'] }, 'not-definitive']);
  expect(profiles(upload(record('Normal')))).toEqual([['A', { TH01: ['6'], FGA: ['20'] }]]);
  const related = `<DNADataTransaction>${record('Normal')}<Pedigree/><Pedigree/></DNADataTransaction>`;
  expect(upload(related).skipped.map(({ code }) => code)).toEqual(['pedigree-not-stored']);
  const image = `${'<Image><BinaryObject>'.padEnd(30_000, 'QUJD')}</BinaryObject></Image>`;
  expect(profiles(upload(record('Normal').replace('<DNAEncoding>', `${image}<DNAEncoding>`)))).toHaveLength(1);
});

const MAPPED: ColumnMapping = {
  sample: 'UD1',
  marker: 'System',
  alleles: ['Peak A', 'Peak B'],
  heights: ['RFU A', 'RFU B'],
  nothing: ['n.t.'],
  ignore: ['Note'],
};

test('a laboratory says what its columns are', () => {
  const text =
    'UD1;System;Peak A;RFU A;Peak B;RFU B;Note\nA;TH01;6;900;9.3;800;x\nA;Penta E;7;900;12;800;\nA;FGA;n.t.;;n.t.;;\n';
  expect(refusal(() => upload(text))).toBe('missing-column');
  expect(profiles(upload(text, { mapping: MAPPED }))).toEqual([['A', TYPED]]);
  expect(codes(upload(text, { mapping: MAPPED, threshold: 850 }))).toEqual(['below-threshold', 'below-threshold']);
});

test('a laboratory says which loci its columns hold', () => {
  const text = 'Person,System 1,System 2,Note\nA,6/9.3,7/12,x\n';
  const mapping = { sample: 'Person', loci: { 'System 1': 'TH01', 'System 2': 'Penta E' }, ignore: ['note'] };
  expect(profiles(upload(text, { mapping: readColumnMapping(mapping) }))).toEqual([['A', TYPED]]);
});

test.each([
  ['no object', []],
  ['a field that is not known', { samples: 'A' }],
  ['a locus that is not known', { loci: { A: 'D99S9' } }],
  ['a comma for two things', { separator: ',', decimal: ',' }],
  ['a list that is none', { alleles: 'Allele 1' }],
])('a mapping with %s is refused', (_what, mapping) => {
  expect(refusal(() => readColumnMapping(mapping))).toBe('bad-mapping');
});

test('what the content shows can be overridden', () => {
  expect(refusal(() => upload('[Sample Name,TH01\nA,6/7\n'))).toBe('broken-file');
  expect(refusal(() => upload('{"samples":[]}', { format: 'csv' }))).toBe('unknown-format');
});
