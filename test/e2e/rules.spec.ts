import { writeFamFile } from '@kinledger/kinship';
import { type Journey, startJourney } from '../support/journey.ts';
import { type Answer, type People, until } from '../support/people.ts';
import { caseOfTrio } from './checks.ts';
import { TRIO, upload } from './profiles.ts';

// What an administrator decides about who is accepted and who is compared with whom, and what it does to the others.

let journey: Journey;
let people: People;
let ids: Record<string, string>;

beforeAll(async () => {
  journey = await startJourney();
  people = journey.people;
  ids = await caseOfTrio(people);
}, 240_000);
afterAll(() => journey?.end());

const told = ({ status, body }: Answer) => [status, body.code];
const few = (loci: number) => Object.fromEntries(Object.entries(TRIO['T-CHILD']).slice(0, loci));
const question = () => ({ question: 'one-parent', child: ids.C, parent: ids.F, population: 'NIST1036-Cauc' });

async function change(path: string, settings: (standing: object) => object): Promise<Answer> {
  const [standing] = (await people.administrator.get(path)).body;
  const request = { expectedVersion: standing.version, settings: settings(standing.settings), reason: 'decided so' };
  return people.administrator.post(path, request);
}

async function addPerson(code: string, profileId: string, category = 'relative'): Promise<Answer> {
  return people.caseworker.post(`/api/cases/${ids.case}/persons`, { code, category, sex: 'male', profileId });
}

test('a category has its own least number of loci: for the laboratory that states it, and for the caseworker', async () => {
  const { administrator, laboratory, caseworker } = people;
  const minimumByCategory = [{ category: 'parent-of-missing-child', loci: 15 }];
  const tried = { minimumLoci: 1, minimumByCategory: [{ category: 'rescued-child', loci: 21 }] };
  const [standing] = (await administrator.get('/api/rules')).body;
  const preview = await administrator.post('/api/rules/preview', { settings: { ...standing.settings, ...tried } });
  expect(preview.body).toMatchObject({
    ...{ looked: 3, all: true, wouldNotPass: 1, newlyRefused: 1, newlyPassing: 0, untold: [] },
    byCode: [{ code: 'too-few-loci', profiles: 1 }],
    byCategory: [{ category: 'rescued-child', profiles: 1 }],
  });
  const { version } = (await change('/api/rules', (settings) => ({ ...settings, minimumByCategory }))).body;
  const file = upload({ 'R-14': few(14) });
  const refused = (await laboratory.upload(file, { category: 'parent-of-missing-child' })).body;
  expect(refused).toMatchObject({
    accepted: 0,
    refused: 1,
    category: 'parent-of-missing-child',
    rulesVersion: version,
  });
  expect(refused.rows[0].problems[0]).toMatchObject({ code: 'too-few-loci' });
  const { message } = refused.rows[0].problems[0];
  expect(message).toContain(`at 14 autosomal loci, and at least 15 are asked for of category parent-of-missing-child`);
  expect(message).toContain(`version ${version} of the quality rules`);
  expect(told(await laboratory.upload(file, { category: 'uncle' }))).toEqual([422, 'unknown-category']);
  const { rows } = (await laboratory.upload(file)).body;
  expect(rows[0].status).toBe('accepted');
  const answer = await addPerson('R', rows[0].profileId, 'parent-of-missing-child');
  expect(answer).toMatchObject({ status: 422, body: { code: 'too-few-loci', rulesVersion: version, minimumLoci: 15 } });
  expect((await addPerson('R', rows[0].profileId)).status).toBe(201);
  // A page that knows nothing of categories leaves them as they are.
  const { minimumByCategory: _, ...older } = (await laboratory.get('/api/rules')).body[0].settings;
  const kept = await change('/api/rules', () => ({ ...older, minimumLoci: 2 }));
  expect(kept.body.settings).toMatchObject({ minimumLoci: 2, minimumByCategory });
  expect((await change('/api/rules', () => older)).body.settings.minimumLoci).toBe(1);
  expect(told(await caseworker.post('/api/rules/preview', { settings: older }))).toEqual([403, 'not-allowed']);
});

test('a check names the match rules it was asked under; rules that forbid it refuse it, and say beforehand what they do', async () => {
  const { administrator, caseworker } = people;
  const ask = (more: object = {}) => caseworker.post(`/api/cases/${ids.case}/checks`, { ...question(), ...more });
  const asked = (await ask()).body;
  const [standing] = (await caseworker.get('/api/match-rules')).body;
  expect(asked).toMatchObject({ matchRules: { version: 0, digest: standing.digest }, warnings: [] });
  const exchanged = (await ask({ child: ids.F, parent: ids.C })).body;
  expect(exchanged.warnings).toMatchObject([{ code: 'pair-not-listed' }]);
  const isOurs = (rule: { question: string; first: string; second: string }) =>
    rule.question === 'one-parent' && rule.first === 'parent-of-abducted-child' && rule.second === 'rescued-child';
  const [ours, others] = [true, false].map((wanted) =>
    standing.settings.pairs.filter((p: never) => isOurs(p) === wanted),
  );
  const stricter = {
    pairs: [...others!, { ...ours![0], minimumLoci: 21 }],
    unlistedPair: 'refuse',
    tooFewLoci: 'refuse',
  };
  const effect = (await administrator.post('/api/match-rules/preview', { settings: stricter })).body;
  expect(effect).toMatchObject({
    added: [],
    removed: [],
    changed: [{ after: { minimumLoci: 21 } }],
    checks: 2,
    all: true,
  });
  expect(effect).toMatchObject({ unlisted: 1, newlyUnlisted: 0, tooFewLoci: 1, newlyTooFewLoci: 1, otherThreshold: 0 });
  expect(told(await caseworker.post('/api/match-rules', { ...standing, settings: stricter }))).toEqual([
    403,
    'not-allowed',
  ]);
  const made = (await change('/api/match-rules', () => stricter)).body;
  expect(made).toMatchObject({ version: 1, digest: effect.digest });
  expect(await ask()).toMatchObject({
    status: 422,
    body: { code: 'too-few-common-loci', rulesVersion: 1, loci: 20, minimumLoci: 21 },
  });
  expect(told(await ask({ child: ids.F, parent: ids.C }))).toEqual([422, 'pair-not-listed']);
  const looser = { ...stricter, pairs: [...others!, { ...ours![0], threshold: '1000000000000000' }] };
  expect((await change('/api/match-rules', () => looser)).status).toBe(400);
  looser.pairs = [...others!, { ...ours![0], threshold: '999999999999999' }];
  expect((await change('/api/match-rules', () => looser)).status).toBe(201);
  const { id } = (await ask()).body;
  const { body } = await until(
    () => caseworker.get(`/api/checks/${id}`),
    (answer) => answer.body.state === 'done',
  );
  expect(body).toMatchObject({
    verdict: 'inconclusive',
    settings: { threshold: '999999999999999' },
    matchRules: { version: 2 },
  });
  expect((await caseworker.get(`/api/checks/${asked.id}`)).body.matchRules.version).toBe(0);
});

test('an elimination profile is reached by no case and no check, until the mark is taken back by a record of its own', async () => {
  const { laboratory, caseworker, otherLaboratory } = people;
  const mark = () => laboratory.post(`/api/profiles/${ids['T-FATHER']}/elimination`, { kind: 'staff' });
  const unmark = (who = laboratory) =>
    who.post(`/api/profiles/${ids['T-FATHER']}/elimination/withdrawal`, { reason: 'marked by mistake' });
  expect(told(await unmark())).toEqual([409, 'not-marked']);
  expect((await mark()).status).toBe(201);
  expect(told(await mark())).toEqual([409, 'marked-already']);
  expect(told(await addPerson('Staff', ids['T-FATHER']!))).toEqual([409, 'elimination-profile']);
  expect(told(await caseworker.post(`/api/cases/${ids.case}/checks`, question()))).toEqual([
    409,
    'elimination-profile',
  ]);
  expect(told(await unmark(otherLaboratory))).toEqual([404, 'not-found']);
  expect((await unmark()).status).toBe(204);
  expect((await laboratory.get('/api/profiles/elimination')).body).toEqual([]);
  expect((await caseworker.post(`/api/cases/${ids.case}/checks`, question())).status).toBe(202);
  expect((await mark()).status).toBe(201);
  const { rows } = await journey.sql.query(`SELECT (SELECT count(*)::int FROM elimination_profile) AS marks,
    (SELECT count(*)::int FROM elimination_unmarked) AS unmarked`);
  expect(rows).toEqual([{ marks: 2, unmarked: 1 }]);
  await expect(journey.sql.query('DELETE FROM elimination_unmarked')).rejects.toThrow(/refused/);
  expect((await unmark()).status).toBe(204);
});

test("a CODIS file bears the laboratory's name, not ours, and what it has no room for is refused or mapped in sight", async () => {
  const { laboratory, otherLaboratory } = people;
  const cmf = (query = '', who = laboratory) => who.get(`/api/profiles/export?format=cmf${query}`);
  expect(told(await cmf())).toEqual([422, 'needs-laboratory-code']);
  expect(told(await cmf('&laboratory=ELEVENSIGNS'))).toEqual([422, 'needs-laboratory-code']);
  const file = upload({
    '=1+1': { TH01: ['6', '7'] },
    [`long ${'x'.repeat(20)};`]: { TH01: ['6', '7'], D6S1043: ['12', '13'] },
  });
  expect((await otherLaboratory.upload(file)).body.accepted).toBe(2);
  const refused = await cmf('&laboratory=LAB-2', otherLaboratory);
  expect(told(refused)).toEqual([422, 'cmf-unfit']);
  expect(refused.body.detail).toMatch(/1 names \(long x+;\) and for the loci D6S1043/);
  const { body } = await cmf('&laboratory=LAB-2&unfit=mapped', otherLaboratory);
  expect(body).toContain('<DESTINATIONORI>LAB-2</DESTINATIONORI><SOURCELAB>LAB-2</SOURCELAB>');
  expect(body).not.toMatch(/KINLEDGER|SUBMITBYUSERID>kinledger/);
  expect(body).toMatch(
    /<SPECIMENID>KL-[0-9a-f]{20}<\/SPECIMENID>.*<SPECIMENCOMMENT>sample name: long x+%3B, left out: D6S1043</,
  );
  const unnamed = (await cmf('&unfit=mapped', otherLaboratory)).body;
  expect(unnamed).toMatch(/<!-- (LAB )(\w{6}) stands for: .*laboratory.* -->[\s\S]*<SOURCELAB>LAB-\2</i);
  expect((await otherLaboratory.get('/api/profiles/export')).body).toContain(`'=1+1,TH01,6,7,`);
  await otherLaboratory.upload(upload({ 'no fit': { D6S1043: ['12', '13'] } }));
  expect(told(await cmf('&laboratory=LAB-2&unfit=mapped', otherLaboratory))).toEqual([422, 'cmf-unfit']);
});

test('a family that a Familias file states is kept as told, by profiles and not by names, and told to whoever may see it', async () => {
  const { laboratory, otherLaboratory, caseworker, auditor } = people;
  const founder = (id: string, sex: 'male' | 'female') => ({
    id,
    sex,
    father: null,
    mother: null,
    dropoutConsidered: false,
  });
  const persons = [founder('FAM-MOTHER', 'female'), founder('FAM-CHILD', 'male'), founder('FAM-FATHER', 'male')];
  const pedigree = persons.map((each, place) =>
    place === 1 ? { ...each, father: 'FAM-FATHER', mother: 'FAM-MOTHER' } : each,
  );
  const table = { locus: 'TH01', alleles: ['6', '7'], frequencies: [0.5, 0.5] };
  const file = writeFamFile({
    ...{ version: '3.3.1', database: 'Made up', theta: 0, persons, hypotheses: [{ name: 'H1', pedigree }], unread: [] },
    loci: [
      {
        ...{ table, observations: { 'FAM-MOTHER': ['6', '7'], 'FAM-CHILD': ['6', '6'] }, scaled: false },
        ...{ mutation: { model: 'none', maleRate: 0, femaleRate: 0 }, silentFrequency: 0 },
        ...{ databaseSize: 100, dropout: 0, leastFrequency: 0 },
      },
    ],
  });
  const received = (await laboratory.upload(file, { fileName: 'family.fam' })).body;
  const [note] = received.rows.flatMap(({ problems }: { problems: { code: string }[] }) =>
    problems.filter(({ code }) => /^pedigree/.test(code)),
  );
  expect(note).toMatchObject({ code: 'pedigree-kept' });
  const path = `/api/submissions/${received.id}/families`;
  const [family] = (await auditor.get(path)).body;
  expect(family).toMatchObject({
    kind: 'alternative',
    persons: [
      { sample: 'FAM-MOTHER', sex: 'female', parents: [] },
      { sample: 'FAM-CHILD', sex: 'male', parents: expect.arrayContaining([0, 2]) },
      { sample: null, profileId: null, sex: 'male', parents: [] },
    ],
  });
  expect((await laboratory.get(path)).body).toEqual([family]);
  expect((await otherLaboratory.get(path)).status).toBe(404);
  const opened = (await caseworker.post('/api/cases', { report: 'R 19', purpose: 'find', legalBasis: 'order 7' })).body;
  const families = () => caseworker.get(`/api/cases/${opened.id}/families`);
  for (const [code, place] of [
    ['Mother', 0],
    ['Child', 1],
  ] as const) {
    expect((await families()).body).toEqual([]);
    const added = { code, category: 'relative', sex: 'unknown', profileId: family.persons[place].profileId };
    expect((await caseworker.post(`/api/cases/${opened.id}/persons`, added)).status).toBe(201);
  }
  const [related] = (await families()).body;
  expect(related.persons.map(({ code }: { code: string | null }) => code)).toEqual(['Mother', 'Child', null]);
  expect((await people.otherCaseworker.get(`/api/cases/${opened.id}/families`)).status).toBe(404);
  const { rows } = await journey.sql.query('SELECT persons FROM stated_family');
  expect(rows[0].persons).not.toMatch(/FAM-/);
});

test('a caseworker takes the profiles of a case away, under the codes of its persons, and it is on record', async () => {
  const { caseworker, otherCaseworker, auditor } = people;
  const path = `/api/cases/${ids.case}/export`;
  const { id } = (await caseworker.post(`/api/cases/${ids.case}/checks`, question())).body;
  const take = (query: string) => caseworker.get(`${path}?${query}`);
  const count = async () =>
    (
      await journey.sql.query(
        `SELECT count(*)::int AS n FROM audit.event WHERE audit.member(body, 'type') = 'profile.read'`,
      )
    ).rows[0].n;
  const before = await count();
  const csv = await take('format=csv');
  expect([csv.status, await count()]).toEqual([200, before + 1]);
  expect(csv.body.split('\r\n').map((line: string) => line.split(',')[0])).toEqual(
    expect.arrayContaining(['C', 'M', 'F']),
  );
  expect((await take('format=json')).body.samples.map(({ sample }: { sample: string }) => sample)).toContain('C');
  expect((await take(`format=ped&check=${id}`)).body).toMatch(/^C\tF\tunnamed mother of C\t1/m);
  expect((await take(`format=fam&check=${id}`)).body).toContain('"H2"');
  expect(told(await take('format=fam'))).toEqual([422, 'needs-population']);
  expect((await take('format=fam&population=NIST1036-Cauc')).body).toContain('"unrelated"');
  expect((await take('format=cmf&laboratory=LAB-1')).body).toContain('<SPECIMENCATEGORY>Biological Mother<');
  expect(told(await take(`format=ped&check=${ids.case}`))).toEqual([404, 'not-found']);
  expect(told(await otherCaseworker.get(path))).toEqual([404, 'not-found']);
  expect(told(await auditor.get(path))).toEqual([403, 'not-allowed']);
});
