import { request } from 'node:http';
import { type Journey, startJourney } from '../support/journey.ts';
import { type Answer, type People, type Person, person, until } from '../support/people.ts';
import { type Service, startService } from '../support/service.ts';
import { upload } from './profiles.ts';

// A laboratory's Monday morning: files of every size, what is told about them, and what is left of them when it goes wrong.

const LARGE = 3_000;
const LOCI = ['D3S1358', 'vWA', 'D8S1179', 'D21S11', 'D18S51', 'FGA', 'TH01', 'TPOX', 'D5S818'];
const LOW = [12, 12, 10, 26, 12, 19, 5, 8, 9];

let journey: Journey;
let people: People;
let service: Service;

beforeAll(async () => {
  journey = await startJourney();
  ({ people, service } = journey);
}, 240_000);
afterAll(async () => {
  if (service !== journey?.service) await service?.stop();
  await journey?.end();
});

/** Nobody else has these genotypes: the number is written in them. */
const genotypesOf = (n: number): Record<string, string[]> =>
  Object.fromEntries(
    LOCI.map((locus, place) => {
      const low = LOW[place]!;
      const digit = Math.floor(n / 6 ** place) % 6;
      return [locus, [String(low + digit), String(low + digit + 1)]];
    }),
  );
const samplesFile = (name: string, numbers: readonly number[]) =>
  upload(Object.fromEntries(numbers.map((n) => [`${name}-${n}`, genotypesOf(n)])));
const range = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);

const at = (who: Person): Person => person(service, who.cookie);
const count = async (table: string, where = 'true'): Promise<number> =>
  (await journey.sql.query(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`)).rows[0].n;
const ended = (who: Person, id: string): Promise<Answer> =>
  until(
    () => at(who).get(`/api/submissions/${id}`),
    ({ body }) => !['reading', 'storing'].includes(body.state),
    200_000,
  );
const codes = ({ body }: Answer): string[] =>
  body.rows.flatMap((row: { problems: { code: string }[] }) => row.problems.map(({ code }) => code));

test('statuses of loci are kept with the profile, three alleles too', async () => {
  const file = 'Sample Name,Marker,Allele 1,Allele 2,Allele 3\nS,TH01,6,6,\nS,FGA,20,,\nS,TPOX,8,10,11\nS,vWA,14,15,\n';
  const { body } = await people.laboratory.upload(file);
  const { body: profile } = await people.laboratory.get(`/api/profiles/${body.rows[0].profileId}`);
  expect(profile.statuses).toEqual({ TH01: 'homozygote-stated', FGA: 'one-allele-seen', TPOX: 'tri-allelic' });
  expect(profile.genotypes.TPOX).toEqual(['8', '10', '11']);
});

test('a large file is worked off by itself, goes on after kill -9, and the same file again creates nothing', async () => {
  const file = samplesFile('L', range(0, LARGE));
  const received = await people.laboratory.upload(file);
  expect([received.status, received.body.state]).toEqual([201, 'reading']);
  const { id } = received.body;
  await until(
    () => people.laboratory.get(`/api/submissions/${id}`),
    ({ body }) => body.accepted > 0,
  );
  await service.kill('SIGKILL');
  expect(await count('profile', `submission_id = '${id}'`)).toBe(
    await count('submission_row', `submission_id = '${id}'`),
  );
  await journey.sql.query(`UPDATE job SET locked_until = now() WHERE state = 'running'`);
  service = await startService({ databaseUrl: journey.databaseUrl, dataFolder: journey.dataFolder });
  const { body: done } = await ended(people.laboratory, id);
  expect(done).toMatchObject({ state: 'done', accepted: LARGE, refused: 0, unchanged: 0, format: 'csv' });
  expect(await count('profile', `submission_id = '${id}'`)).toBe(LARGE);
  expect([await count('upload_piece'), await count('submission_outcome')]).toEqual([0, 1]);

  const places: number[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const { body } = await at(people.laboratory).get(`/api/submissions/${id}/rows?after=${after}`);
    places.push(...body.rows.map(({ place }: { place: number }) => place));
    after = body.next;
  }
  expect(places).toEqual(range(1, LARGE));

  const again = await at(people.laboratory).upload(file);
  const { body: second } = await ended(people.laboratory, again.body.id);
  expect(second).toMatchObject({ accepted: 0, refused: 0, unchanged: LARGE });
  expect(await count('profile', `sample LIKE 'L-%'`)).toBe(LARGE);
}, 400_000);

/** Begins to hand in a file, which is ended or broken off later. */
function begin(who: Person, content: string) {
  const headers = { cookie: who.cookie ?? '', 'content-type': 'multipart/form-data; boundary=b' };
  const sending = request(`${service.url}/api/submissions`, { method: 'POST', headers });
  sending.write(`--b\r\ncontent-disposition: form-data; name="file"; filename="slow.csv"\r\n\r\n${content}`);
  const answer = new Promise<{ readonly id: string }>((resolve, reject) => {
    sending.once('error', reject);
    sending.once('response', async (response) => {
      let text = '';
      for await (const piece of response) text += piece;
      resolve(JSON.parse(text));
    });
  });
  answer.catch(() => {});
  return { answer, end: () => sending.end('\r\n--b--\r\n'), breakOff: () => sending.destroy() };
}

test('a large file is seen while it comes in, by its laboratory alone, under the id that it keeps', async () => {
  const lab = at(people.laboratory);
  const coming = async () =>
    (await lab.get('/api/submissions')).body.filter(({ state }: { state: string }) => state === 'receiving');
  const seen = () => until(coming, (all) => all.length === 1, 200_000);
  const content = samplesFile('S', range(0, 10)).padEnd(1_500_000, '\n');
  const broken = begin(lab, content);
  await seen();
  broken.breakOff();
  await until(coming, (all) => all.length === 0, 200_000);

  const sending = begin(lab, content);
  const [{ id, fileName }] = await seen();
  expect(fileName).toBe('slow.csv');
  expect((await lab.get(`/api/submissions/${id}`)).body).toMatchObject({ id, state: 'receiving', rows: [] });
  expect((await at(people.otherLaboratory).get(`/api/submissions/${id}`)).status).toBe(404);
  expect((await lab.post(`/api/submissions/${id}/cancellation`)).body.code).toBe('still-receiving');
  const progress = await fetch(`${service.url}/api/submissions/${id}/progress`, {
    headers: { cookie: lab.cookie ?? '' },
  });
  sending.end();
  expect((await sending.answer).id).toBe(id);
  const told = (await progress.text()).split('\n\n').filter((event) => event.startsWith('event: progress'));
  expect(JSON.parse(told[0]!.split('data: ')[1]!)).toMatchObject({ state: 'receiving', samples: null });
  expect(JSON.parse(told[0]!.split('data: ')[1]!).bytes).toBeGreaterThan(1_000_000);
  expect((await ended(people.laboratory, id)).body).toMatchObject({ state: 'done', accepted: 10 });
  expect([await coming(), await count('upload_arrival')]).toEqual([[], 0]);
}, 400_000);

test('progress comes as events that end when the file has been worked off', async () => {
  const { body } = await at(people.laboratory).upload(samplesFile('P', range(0, 2_001)));
  const response = await fetch(`${service.url}/api/submissions/${body.id}/progress`, {
    headers: { cookie: people.laboratory.cookie ?? '' },
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const events = (await response.text()).split('\n\n').filter((event) => event.startsWith('event: progress\ndata: '));
  const told = events.map((event) => JSON.parse(event.split('data: ')[1]!));
  expect(told.at(-1)).toMatchObject({ state: 'done', samples: 2_001, taken: 2_001, accepted: 2_001 });
  expect((await at(people.otherLaboratory).get(`/api/submissions/${body.id}/progress`)).status).toBe(404);
}, 200_000);

test('a large file that cannot be read fails and stores nothing; one that is cancelled keeps what was stored', async () => {
  const before = await count('profile');
  const broken = await at(people.laboratory).upload(`${samplesFile('B', range(0, 100))}"unended`.padEnd(5_000_000));
  expect(broken.body.state).toBe('reading');
  const { body: failed } = await ended(people.laboratory, broken.body.id);
  expect(failed).toMatchObject({ state: 'failed', errorCode: 'broken-file', accepted: 0, rows: [] });
  expect(await count('profile')).toBe(before);

  const { body } = await at(people.laboratory).upload(samplesFile('C', range(0, LARGE)));
  const path = `/api/submissions/${body.id}/cancellation`;
  expect((await at(people.otherLaboratory).post(path)).status).toBe(404);
  const cancelled = await at(people.laboratory).post(path);
  expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
  const stored = await count('profile', `submission_id = '${body.id}'`);
  expect([cancelled.body.accepted, stored < LARGE]).toEqual([stored, true]);
  expect((await at(people.laboratory).post(path)).body.code).toBe('submission-ended');
  expect(await count('upload_piece')).toBe(0);
}, 400_000);

test('a sample that equals another one is told, by its name only within the laboratory', async () => {
  const lab = at(people.laboratory);
  const own = await lab.upload(upload({ 'TWIN-A': genotypesOf(2_000_000), 'TWIN-B': genotypesOf(2_000_000) }));
  expect(own.body.accepted).toBe(2);
  expect(own.body.rows[1].problems).toMatchObject([{ code: 'same-genotype-as' }]);
  expect(own.body.rows[1].problems[0].message).toContain('TWIN-A of your laboratory');
  const other = await at(people.otherLaboratory).upload(upload({ ELSEWHERE: genotypesOf(2_000_000) }));
  expect(codes(other)).toContain('same-genotype-as');
  expect(JSON.stringify(other.body.rows)).not.toContain('TWIN-');
  const marked = await lab.post(`/api/profiles/${own.body.rows[0].profileId}/elimination`, { kind: 'staff' });
  expect([marked.status, marked.body.sample]).toEqual([201, 'TWIN-A']);
  expect(codes(await lab.upload(upload({ 'TWIN-C': genotypesOf(2_000_000) })))).toContain('equals-elimination');
});

test('after an erasure nothing is left that the genotypes could be tried against', async () => {
  const { body } = await at(people.laboratory).upload(upload({ GONE: { ...genotypesOf(5_000_000), FGA: ['20'] } }));
  const id = body.rows[0].profileId;
  expect(await count('profile_fingerprint', `profile_id = '${id}'`)).toBe(1);
  const order = { subject: 'sample', id, orderReference: 'ORDER 1' };
  const { body: asked } = await at(people.administrator).post('/api/erasures', order);
  expect((await at(people.reviewer).post(`/api/erasures/${asked.id}/approval`)).status).toBeLessThan(300);
  expect(await count('profile_fingerprint', `profile_id = '${id}'`)).toBe(0);
  expect(await count('profile', `id = '${id}' AND statuses = '{}'`)).toBe(1);
  const again = await at(people.otherLaboratory).upload(upload({ AGAIN: { ...genotypesOf(5_000_000), FGA: ['20'] } }));
  expect(codes(again)).toEqual(['one-allele-seen']);
});

test('quality rules are versions; a sample that they refuse is told which', async () => {
  const { body: rules } = await at(people.laboratory).get('/api/rules');
  expect(rules.map(({ version }: { version: number }) => version)).toEqual([0]);
  const settings = { ...rules[0].settings, minimumLoci: 6, sameGenotype: 'refuse', tolerate: ['off-ladder'] };
  const change = { expectedVersion: 0, settings, reason: 'six loci from today' };
  expect((await at(people.laboratory).post('/api/rules', change)).status).toBe(403);
  const made = await at(people.administrator).post('/api/rules', change);
  expect([made.status, made.body.version]).toEqual([201, 1]);
  expect((await at(people.administrator).post('/api/rules', change)).body.code).toBe('stale-rules');
  const five = Object.fromEntries(Object.entries(genotypesOf(3_000_001)).slice(0, 5));
  const off = { ...genotypesOf(3_000_002), TH01: ['6', 'OL'] };
  const answer = await at(people.laboratory).upload(
    upload({ FIVE: five, 'TWIN-D': genotypesOf(2_000_000), NINE: genotypesOf(3_000_000), OFF: off }),
  );
  expect(answer.body).toMatchObject({ accepted: 2, refused: 2, rulesVersion: 1 });
  expect(answer.body.rows[0].problems).toMatchObject([{ code: 'too-few-loci' }]);
  expect(answer.body.rows[0].problems[0].message).toContain('version 1 of the quality rules');
  expect(answer.body.rows[1].problems[0].message).toContain('version 1 of the quality rules');
  const { body: profile } = await at(people.laboratory).get(`/api/profiles/${answer.body.rows[3].profileId}`);
  expect([profile.statuses.TH01, profile.genotypes.TH01]).toEqual(['off-ladder', undefined]);
  const back = {
    expectedVersion: 1,
    settings: { ...settings, minimumLoci: 1, sameGenotype: 'warn' },
    reason: 'undone',
  };
  expect((await at(people.administrator).post('/api/rules', back)).body.version).toBe(2);
});

/** Hands in or previews a file with a mapping. */
async function send(who: Person, path: string, content: string, mapping = ''): Promise<Answer> {
  const form = new FormData();
  form.set('mapping', mapping);
  form.set('file', new Blob([content]), 'own.csv');
  const response = await fetch(service.url + path, {
    method: 'POST',
    body: form,
    headers: { cookie: who.cookie ?? '' },
  });
  return { status: response.status, type: '', body: await response.json() };
}

test("a laboratory's own columns are read by the mapping it has saved, until it removes it", async () => {
  const lab = at(people.laboratory);
  const own = 'Probe;Ort;A;B\nM-1;TH01;6;9,3\n';
  const mapping = { separator: ';', decimal: ',', sample: 'Probe', marker: 'Ort', alleles: ['A', 'B'] };
  const saved = await lab.post('/api/mappings', { name: 'LIMS', mapping });
  expect([saved.status, saved.body.mapping]).toEqual([201, mapping]);
  expect((await lab.post('/api/mappings', { name: 'x', mapping: { strange: 1 } })).body.code).toBe('bad-mapping');
  expect((await at(people.otherLaboratory).get('/api/mappings')).body).toEqual([]);
  expect((await send(lab, '/api/submissions/preview', own, 'LIMS')).body).toMatchObject({
    accepted: 1,
    newVersions: 0,
  });
  const { body } = await send(lab, '/api/submissions', own, 'LIMS');
  const { body: profile } = await lab.get(`/api/profiles/${body.rows[0].profileId}`);
  expect(profile.genotypes).toEqual({ TH01: ['6', '9.3'] });
  const removal = { method: 'DELETE', headers: { cookie: lab.cookie ?? '' } };
  expect((await fetch(`${service.url}/api/mappings/${saved.body.id}`, removal)).status).toBe(204);
  expect((await send(lab, '/api/submissions', own, 'LIMS')).body.code).toBe('unknown-mapping');
});

test('the summary names row, sample, locus, code and what to do, and holds no formula', async () => {
  const lab = at(people.laboratory);
  const file = 'Sample Name,Marker,Allele 1,Allele 2\n=1+1,TH01,OL2,6\nOK-1,TH01,6,7\n';
  const { body } = await lab.upload(file);
  const csv = await lab.get(`/api/submissions/${body.id}/summary?format=csv`);
  expect(csv.type).toContain('text/csv');
  const lines = csv.body.trim().split('\r\n');
  expect(lines[0]).toContain('row,sample,status,version,locus,code,what to do');
  expect(lines[1]).toMatch(/^2,'=1\+1,refused,,TH01,not-an-allele,/);
  expect(lines[2]).toBe('3,OK-1,accepted,1,,,');
  const json = await lab.get(`/api/submissions/${body.id}/summary?format=json`);
  expect(json.body).toMatchObject({ id: body.id, rows: [{ sample: '=1+1', status: 'refused' }, { sample: 'OK-1' }] });
  expect((await lab.get(`/api/submissions/${body.id}/summary?format=exe`)).status).toBe(400);
  expect((await at(people.otherLaboratory).get(`/api/submissions/${body.id}/summary`)).status).toBe(404);
});

test('profiles leave in three forms, read back the same, and each reading is on record', async () => {
  const lab = at(people.laboratory);
  const { body } = await lab.upload(samplesFile('E', range(4_000_000, 1_050)));
  expect(body.accepted).toBe(1_050);
  for (const format of ['csv', 'json', 'cmf']) {
    const before = await count('audit.event', `audit.member(body, 'type') = 'profile.read'`);
    const { status, body: content } = await lab.get(
      `/api/profiles/export?format=${format}&unfit=mapped&submission=${body.id}`,
    );
    expect(status).toBe(200);
    expect(await count('audit.event', `audit.member(body, 'type') = 'profile.read'`)).toBe(before + 2);
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const again = await send(lab, '/api/submissions/preview', text);
    expect(again.body).toMatchObject({ accepted: 0, refused: 0, unchanged: 1_050 });
  }
  expect((await at(people.otherLaboratory).get(`/api/profiles/export?submission=${body.id}`)).status).toBe(404);
}, 200_000);
