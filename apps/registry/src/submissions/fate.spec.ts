import { createHash } from 'node:crypto';
import { disclosureDigest, encodeDisclosure } from '@kinledger/audit';
import { profileText, readUpload } from '@kinledger/profile';
import { committed, decideFates, type Standing } from './fate.ts';

const HEADER = 'Sample Name,Marker,Allele 1,Allele 2\n';
const upload = (rows: string) => readUpload(new TextEncoder().encode(HEADER + rows));
const standingAs = (genotypes: Record<string, string[]>): ReadonlyMap<string, Standing> =>
  new Map([['A', { id: 'the-id', version: 2, genotypes: profileText(genotypes) }]]);

test('a sample that is new becomes version 1', async () => {
  const [fate] = await decideFates(upload('A,TH01,6,9.3\n'), new Map(), undefined);
  expect(fate).toMatchObject({
    status: 'accepted',
    created: { version: 1, supersedes: null, genotypes: '{"TH01":["6","9.3"]}' },
  });
});

test('a sample that stands with the same alleles creates nothing, even with a reason', async () => {
  const standing = standingAs({ FGA: ['20', '20'], TH01: ['6', '9.3'] });
  const fates = await decideFates(upload('A,TH01,9.3,6\nA,FGA,20,20\n'), standing, 'typed again');
  expect(fates).toEqual([{ row: 2, sample: 'A', status: 'unchanged', profileId: 'the-id', problems: [] }]);
});

test('other alleles without a reason are refused, and the advice names no allele', async () => {
  const [fate] = await decideFates(upload('A,FGA,21,24\n'), standingAs({ FGA: ['21', '25'] }), undefined);
  expect(fate).toMatchObject({ status: 'refused', profileId: null, problems: [{ row: 2, code: 'stands-already' }] });
  expect(fate?.created).toBeUndefined();
  expect(fate?.problems[0]?.message).not.toMatch(/2[145]/);
});

test('other alleles with a reason become the next version', async () => {
  const [fate] = await decideFates(upload('A,FGA,21,24\n'), standingAs({ FGA: ['21', '25'] }), 'wrong bin');
  expect(fate).toMatchObject({
    status: 'new-version',
    created: { version: 3, supersedes: 'the-id', reason: 'wrong bin' },
  });
});

test('one allele and two equal alleles are not the same profile', async () => {
  const [fate] = await decideFates(upload('A,FGA,21,21\n'), standingAs({ FGA: ['21'] }), undefined);
  expect(fate?.status).toBe('refused');
});

test('every sample and every nameless row has a fate, in the order of the file', async () => {
  const fates = await decideFates(upload('B,TH01,6,7\n,TH01,6,7\nA,TH01,OL,7\n'), new Map(), undefined);
  expect(fates.map(({ row, sample, status }) => [row, sample, status])).toEqual([
    [2, 'B', 'accepted'],
    [3, '', 'refused'],
    [4, 'A', 'refused'],
  ]);
});

test('equal genotypes get digests that differ, and that only genotypes and salt together explain', async () => {
  const [one, other] = await decideFates(upload('A,TH01,6,7\nB,TH01,6,7\n'), new Map(), undefined);
  expect(one?.created?.genotypes).toBe(other?.created?.genotypes);
  expect(one?.created?.digest).not.toBe(other?.created?.digest);
  const { salt = '', genotypes = '', digest } = one?.created ?? {};
  const encoded = Buffer.from(`["${salt}","genotypes",${genotypes}]`).toString('base64url');
  expect(createHash('sha256').update(encoded).digest('base64url')).toBe(digest);
});

test('a control is skipped with its reason, and a warning stays with the sample it is about', async () => {
  const table = readUpload(
    new TextEncoder().encode('Sample Name,Sample Type,Marker,Allele 1\nPC,Positive Control,TH01,6\n'),
  );
  expect(await decideFates(table, new Map(), undefined)).toMatchObject([
    { sample: 'PC', status: 'skipped', profileId: null, problems: [{ row: 2, code: 'control-row' }] },
  ]);
  const warned = upload('A,TH01,6,\n');
  const warning = { row: 2, sample: 'A', code: 'equals-control', message: 'Look at it.' } as const;
  const samples = warned.samples.map((sample) => ({ ...sample, warnings: [warning] }));
  const [fate] = await decideFates({ ...warned, samples }, new Map(), undefined);
  expect(fate).toMatchObject({
    status: 'accepted',
    problems: [{ row: 2, code: 'equals-control', message: 'Look at it.' }],
  });
});

test('the digest of genotypes is the one that libs/audit opens', () => {
  const { genotypes, salt, digest } = committed(
    profileText({ TH01: ['6', '9.3'], 'Penta E': ['7', '12'], FGA: ['20'] }),
  );
  expect(digest).toBe(disclosureDigest(encodeDisclosure({ salt, name: 'genotypes', value: genotypes })));
});
