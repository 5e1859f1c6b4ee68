import { readUpload, statusesOf, type UploadedSample, type UploadOptions } from './index.ts';

const HEADER = 'Sample Name,Marker,Allele 1,Allele 2,Allele 3,Height 1,Height 2,Height 3\n';
const samplesOf = (text: string, options?: UploadOptions): readonly UploadedSample[] =>
  readUpload(new TextEncoder().encode(text), options).samples;
const long = (rows: readonly string[], options?: UploadOptions): readonly UploadedSample[] =>
  samplesOf(HEADER + rows.map((row) => `${row}${','.repeat(7 - row.split(',').length + 1)}\n`).join(''), options);
const codes = (sample: UploadedSample | undefined): string[] =>
  [...(sample?.problems ?? []), ...(sample?.warnings ?? [])].map(({ code, locus }) =>
    locus ? `${code} ${locus}` : code,
  );

test('each locus keeps what its typing says beyond the alleles', () => {
  const [sample] = long(['A,TH01,6,9.3', 'A,FGA,21,21', 'A,vWA,17', 'A,TPOX,8,10,11', 'A,AMEL,X,Y', 'A,DYS391,10']);
  expect(sample?.statuses).toEqual({ FGA: 'homozygote-stated', vWA: 'one-allele-seen', TPOX: 'tri-allelic' });
  expect(sample?.profile?.TPOX).toEqual(['8', '10', '11']);
  expect(codes(sample)).toEqual(['one-allele-seen', 'tri-allelic TPOX']);
  expect(statusesOf(sample!.profile!)).toEqual(sample?.statuses);
});

test('three alleles at three loci are a mixture and refused at each of them', () => {
  const [sample] = long(['A,TH01,6,7,8', 'A,FGA,20,21,22', 'A,vWA,16,17,18', 'A,TPOX,8,9']);
  expect(sample?.profile).toBeUndefined();
  expect(codes(sample)).toEqual(['three-alleles TH01', 'three-alleles FGA', 'three-alleles vWA']);
});

const DOUBTFUL = ['A,TH01,OL,6', 'A,FGA,20,99', 'A,vWA,16,17,,300,120', 'A,TPOX,8,9,,300,301'];

test('off-ladder, out of range and low peaks refuse the sample', () => {
  const [sample] = long(DOUBTFUL, { threshold: 150 });
  expect(codes(sample)).toEqual(['off-ladder TH01', 'allele-out-of-range FGA', 'below-threshold vWA']);
});

test('what the laboratory tolerates is left out of the profile, kept as a status and told', () => {
  const tolerate = ['off-ladder', 'allele-out-of-range', 'below-threshold'] as const;
  const [sample] = long(DOUBTFUL, { threshold: 150, tolerate });
  expect(sample?.profile).toEqual({ TPOX: ['8', '9'] });
  expect(sample?.statuses).toEqual({ TH01: 'off-ladder', FGA: 'allele-out-of-range', vWA: 'below-threshold' });
  expect(codes(sample)).toEqual(['off-ladder TH01', 'allele-out-of-range FGA', 'below-threshold vWA']);
});

test('a height with a decimal comma is a height, and one that cannot be read is not above any threshold', () => {
  const tabs = (height: string): string =>
    `Sample Name;Marker;Allele 1;Height 1;Allele 2;Height 2\nA;vWA;16;${height};17;900\n`;
  expect(codes(samplesOf(tabs('150,5'), { threshold: 150 })[0])).toEqual([]);
  expect(codes(samplesOf(tabs('149,5'), { threshold: 150 })[0])).toEqual(['below-threshold vWA']);
  expect(codes(samplesOf(tabs('1.044,5'), { threshold: 150 })[0])).toEqual(['below-threshold vWA']);
});

test('without a threshold, or without heights, peaks are not judged', () => {
  expect(codes(long(['A,vWA,16,17,,300,120'])[0])).toEqual([]);
  expect(codes(long(['A,vWA,16,17'], { threshold: 150 })[0])).toEqual([]);
});

test('heights that stand in a column behind the alleles are judged too', () => {
  const text = 'Sample Name\tvWA\tHeight\tFGA\tHeight\nA\t16, 17, , \t300, 120, , \t20, 21, , \t300, 200, , \n';
  expect(codes(samplesOf(text, { threshold: 150 })[0])).toEqual(['below-threshold vWA']);
});

test('an allele that is no allele is refused whatever is tolerated', () => {
  const tolerate = ['off-ladder', 'allele-out-of-range', 'below-threshold'] as const;
  for (const damaged of ['9-Mar', '34.200000000000003', '<9', '1e1', 'x']) {
    expect(long([`A,TH01,${damaged},6`, 'A,TPOX,8,9'], { tolerate })[0]?.profile).toBeUndefined();
  }
});

test('replicates that agree are joined, with the loci of both', () => {
  const [a, b] = long(['A,TH01,6,9.3', 'A,FGA,20,21', 'B,TH01,6,7', 'A,TH01,9.3,6', 'A,vWA,16,17']);
  expect(a?.profile).toEqual({ TH01: ['6', '9.3'], FGA: ['20', '21'], vWA: ['16', '17'] });
  expect([codes(a), codes(b)]).toEqual([['replicates-joined'], []]);
});

test('replicates that differ are refused and the loci are named, never one of them chosen', () => {
  const [a] = long(['A,TH01,6,9.3', 'A,FGA,20,21', 'B,TH01,6,7', 'A,TH01,6,7', 'A,FGA,20,22']);
  expect(a?.profile).toBeUndefined();
  expect(a?.problems).toMatchObject([{ row: 5, code: 'duplicate-sample' }]);
  expect(a?.problems[0]?.message).toContain('at TH01, FGA;');
  expect(a?.problems[0]?.message).not.toMatch(/9\.3|22/);
});

test.each([
  ['one allele and two equal ones', ['A,TH01,6', 'B,TH01,7,8', 'A,TH01,6,6']],
  [
    'three replicates of which the last differs',
    ['A,TH01,6,7', 'B,TH01,7,8', 'A,TH01,6,7', 'B,TH01,7,8', 'A,TH01,6,8'],
  ],
  ['no locus in common', ['A,TH01,6,7', 'B,TH01,7,8', 'A,FGA,20,21']],
  ['a replicate with a problem', ['A,TH01,6,7', 'B,TH01,7,8', 'A,TH01,6,7', 'A,FGA,OL']],
])('refused: %s', (_what, rows) => {
  expect(long(rows)[0]?.profile).toBeUndefined();
  expect(long(rows)[1]?.profile).toBeDefined();
});

test('the same locus twice in one place is joined or refused by the same rule', () => {
  expect(codes(long(['A,TH01,6,7', 'A,THO1,7,6'])[0])).toEqual(['replicates-joined']);
  expect(codes(long(['A,TH01,6,7', 'A,THO1,6,8'])[0])).toEqual(['duplicate-locus TH01']);
});

test.each([
  ['Y loci without a Y', ['A,AMEL,X', 'A,DYS391,10']],
  ['two alleles on the one X', ['A,AMEL,X,Y', 'A,DXS7132,12,13']],
  ['no X', ['A,AMEL,Y']],
])('told, not refused: %s', (_what, rows) => {
  const [sample] = long(rows);
  expect(sample?.profile).toBeDefined();
  expect(codes(sample)).toEqual(['sex-inconsistent']);
});

test.each([
  ['a woman', ['A,AMEL,X', 'A,DXS7132,12,13']],
  ['a man', ['A,AMEL,X,Y', 'A,DXS7132,12', 'A,DYS391,10', 'A,DYS385,11,14']],
])('nothing is told of %s', (_what, rows) => {
  expect(codes(long(rows)[0])).toEqual([]);
});

test('a stated sex that the typing contradicts is told', () => {
  const sexed = (sex: string, genotypes: object): string[] =>
    codes(samplesOf(JSON.stringify([{ sample: 'A', sex, genotypes }]))[0]);
  expect(sexed('female', { AMEL: ['X', 'Y'] })).toEqual(['sex-inconsistent']);
  expect(sexed('male', { AMEL: ['X', 'X'] })).toEqual(['sex-inconsistent']);
  expect(sexed('male', { AMEL: ['X', 'Y'] })).toEqual([]);
});

test('the kits that a sample was typed with are kept', () => {
  const [sample] = samplesOf(
    'Sample Name,Kit,Marker,Allele 1,Allele 2\nA,One,TH01,6,7\nA,Two,FGA,20,21\nA,Two,vWA,16,17\n',
  );
  expect(sample?.kits).toEqual(['One', 'Two']);
});
