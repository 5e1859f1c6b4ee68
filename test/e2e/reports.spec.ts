import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { type Journey, startJourney } from '../support/journey.ts';
import { pdfPages } from '../support/pdf-text.ts';
import { type Person, person, until } from '../support/people.ts';
import { caseOfTrio, signedOnce } from './checks.ts';

// The papers of a confirmation: the signed report in both languages, its versions, the bundle it lies in, and the code on it.

const PUBLIC_URL = 'https://register.example';
/** What no log, no address and no public answer may hold. */
const CANARIES = ['T-CHILD', 'T-FATHER', 'T-MOTHER', 'R 17', 'order 5', '"17.3"', 'swapped', 'case1'];
const PATIENCE_MS = 60_000;

let journey: Journey;
let folder: string;
let code: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  journey = await startJourney({ env: { PUBLIC_URL, LOG_LEVEL: 'info' } });
  folder = mkdtempSync(join(tmpdir(), 'kinledger-reports-'));
  Object.assign(ids, await caseOfTrio(journey.people));
  const signed = await signedOnce(journey.people, ids, 'NIST1036-Asian');
  ids.confirmation = signed.confirmation;
  ids.check = signed.checkId;
  ids.hash = signed.contentHash;
}, 240_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await journey?.end();
});

const pathOf = (language: string) => `/api/confirmations/${ids.confirmation}/report.pdf?language=${language}`;

/** The bytes of a download; retried until what it rests on is sealed. */
async function download(who: Person, path: string): Promise<{ bytes: Buffer; headers: Headers }> {
  const fetched = await until(
    () => fetch(journey.service.url + path, { headers: { cookie: who.cookie ?? '' } }),
    ({ status }) => status !== 409,
    PATIENCE_MS,
  );
  expect(fetched.status).toBe(200);
  return { bytes: Buffer.from(await fetched.arrayBuffer()), headers: fetched.headers };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const issued = async () =>
  (await journey.sql.query('SELECT language, version, digest FROM report ORDER BY version, language')).rows;

test('there is no report before the second signature, nor for whom the case does not concern', async () => {
  const { caseworker, otherCaseworker, laboratory, administrator, reviewer } = journey.people;
  const early = await caseworker.get(pathOf('en'));
  expect([early.status, early.body.code]).toEqual([409, 'not-confirmed']);
  const signature = `/api/confirmations/${ids.confirmation}/signature`;
  expect((await reviewer.post(signature, { contentHash: ids.hash })).body.state).toBe('confirmed');
  expect((await otherCaseworker.get(pathOf('en'))).status).toBe(404);
  for (const who of [laboratory, administrator]) expect((await who.get(pathOf('en'))).status).toBe(403);
  expect((await person(journey.service).get(pathOf('en'))).status).toBe(401);
  expect((await caseworker.get(pathOf('fr'))).status).toBe(400);
  expect(await issued()).toEqual([]);
});

test.each(['en', 'zh'])(
  'the report in %s says what was signed; asked for again it is the same bytes',
  async (language) => {
    const { caseworker, auditor } = journey.people;
    const { bytes, headers } = await download(caseworker, pathOf(language));
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(headers.get('content-disposition')).toContain(`report-${ids.confirmation}-${language}.pdf`);
    const { body: view } = await caseworker.get(`/api/confirmations/${ids.confirmation}`);
    const { body: check } = await caseworker.get(`/api/checks/${ids.check}`);
    const all = pdfPages(bytes).join('');
    const said = [view.contentHash, view.caseNumber, String(view.leafIndex), check.resultDigest, check.engine.digest];
    for (const each of [...said, 'case1', 'review', 'T-CHILD', 'First laboratory', `${PUBLIC_URL}/notices/`]) {
      expect(all).toContain(each);
    }
    for (const { locus } of check.result.loci) expect(all).toContain(locus);
    expect(all).not.toContain('\u25a1');
    const again = await download(auditor, pathOf(language));
    expect(sha256(again.bytes)).toBe(sha256(bytes));
    expect(await issued()).toContainEqual({ language, version: 1, digest: sha256(bytes) });
  },
);

test('issuing is an event, once for each version; each reader is recorded before the file leaves', async () => {
  const events = async (type: string) => {
    const { rows } = await journey.sql.query(
      `SELECT convert_from(body, 'UTF8')::json AS event FROM audit.event
        WHERE audit.member(body, 'type') = $1 ORDER BY event_id`,
      [type],
    );
    return rows.map(({ event }) => event);
  };
  expect((await events('report.issued')).map(({ facts }) => facts)).toEqual([
    { confirmation: ids.confirmation, language: 'en', version: 1 },
    { confirmation: ids.confirmation, language: 'zh', version: 1 },
  ]);
  const readings = (await events('profile.read')).filter(({ facts }) => facts.check === ids.check);
  const profiles = [ids['T-CHILD'], ids['T-FATHER'], ids['T-MOTHER']].sort();
  expect(readings).toContainEqual(expect.objectContaining({ role: 'auditor', facts: { check: ids.check, profiles } }));
});

test('by the code on the paper anybody learns that it is genuine, and nothing else', async () => {
  const anybody = person(journey.service);
  const text = pdfPages((await download(journey.people.auditor, pathOf('en'))).bytes).join('');
  code = new RegExp(`${PUBLIC_URL}/notices/([0-9a-f]{32})`).exec(text)?.[1] ?? '';
  const { body: view } = await journey.people.auditor.get(`/api/confirmations/${ids.confirmation}`);
  const told = await anybody.get(`/api/notices/${code}`);
  expect(told).toMatchObject({ status: 200, body: { genuine: true, withdrawn: false, leafIndex: view.leafIndex } });
  expect(Object.keys(told.body).sort()).toEqual(
    ['confirmedAt', 'genuine', 'leafIndex', 'log', 'withdrawn', 'withdrawnAt'].sort(),
  );
  const typed = encodeURIComponent(code.toUpperCase().replace(/(.{4})/g, '$1 '));
  expect((await anybody.get(`/api/notices/${typed}`)).body).toEqual(told.body);
  const page = await anybody.get(`/notices/${code}`);
  expect([page.status, page.type]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.body).toMatch(/此代码是真实的.*This code is genuine\./s);
  const personal = [...CANARIES, ids.confirmation!, ids.case!, view.caseNumber, ids.C!];
  for (const each of personal) expect(JSON.stringify(told.body) + page.body).not.toContain(each);
});

test('an unknown code and a malformed one get the very same answer', async () => {
  const anybody = person(journey.service);
  const other = code.replace(/^./, (first) => (first === '0' ? '1' : '0'));
  const answers = await Promise.all(
    [other, code.slice(1), 'x', '%27%20OR%201=1', '%3Cscript%3E'].map((each) => anybody.get(`/api/notices/${each}`)),
  );
  expect(answers[0]?.body).toMatchObject({ genuine: false, leafIndex: null });
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect((await anybody.get('/notices/%3Cscript%3E')).body).not.toContain('script');
});

test.each(['en', 'zh'])(
  'the family’s notice in %s bears the code, names nobody and tells no result; issuing it is an event',
  async (language) => {
    const { caseworker, auditor } = journey.people;
    const path = `/api/confirmations/${ids.confirmation}/notice.pdf?language=${language}`;
    const { bytes } = await download(caseworker, path);
    const pages = pdfPages(bytes);
    expect(pages).toHaveLength(1);
    expect(pages[0]).toContain(`${PUBLIC_URL}/notices/${code}`);
    const { body: view } = await caseworker.get(`/api/confirmations/${ids.confirmation}`);
    for (const each of [...CANARIES, ids.confirmation!, view.caseNumber, 'LR', 'H1', '\u25a1']) {
      expect(pages[0]).not.toContain(each);
    }
    expect((await auditor.get(path)).status).toBe(403);
    const { rows } = await journey.sql.query(
      `SELECT convert_from(body, 'UTF8')::json -> 'facts' AS facts FROM audit.event WHERE audit.member(body, 'type') = 'notice.issued'`,
    );
    expect(rows.map(({ facts }) => facts)).toContainEqual({
      confirmation: ids.confirmation,
      language,
      digest: sha256(bytes),
    });
  },
);

test('the evidence bundle holds the reports, and one byte changed in one of them is found', async () => {
  const { auditor } = journey.people;
  const key = (await auditor.get('/api/history/log')).body.verifierKey;
  const { bytes } = await download(auditor, `/api/confirmations/${ids.confirmation}/evidence`);
  const files = unzipSync(bytes);
  const path = 'reports/report-zh.pdf';
  expect(await issued()).toContainEqual({ language: 'zh', version: 1, digest: sha256(files[path]!) });
  const verify = (name: string, content: Uint8Array) => {
    writeFileSync(join(folder, name), content);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['dist/apps/cli/src/main.js', 'verify', join(folder, name), '--log-key', key],
      { encoding: 'utf8' },
    );
    return { status, said: stdout + stderr };
  };
  const right = verify('right.zip', bytes);
  expect(right.said).toMatch(/report-en\.pdf is version 1.*report-zh\.pdf is version 1/s);
  expect(right.status).toBe(0);
  files[path]![files[path]!.length - 40]! ^= 1;
  const wrong = verify('wrong.zip', zipSync(files));
  expect(wrong.said).toMatch(/NOT VERIFIED at leaf \d+\. reports\/report-zh\.pdf is not the report/);
  expect(wrong.status).toBe(1);
});

test('a withdrawal makes a second version, marked on every page, which names the first; the code says so too', async () => {
  const { reviewer, auditor } = journey.people;
  const [first] = (await issued()).filter(({ language }) => language === 'en');
  await reviewer.post(`/api/confirmations/${ids.confirmation}/withdrawal`, { reason: 'the samples were swapped' });
  const refused = await journey.people.caseworker.get(pathOf('en').replace('report.pdf', 'notice.pdf'));
  expect([refused.status, refused.body.code]).toEqual([409, 'already-withdrawn']);
  const told = await person(journey.service).get(`/api/notices/${code}`);
  expect(told.body).toMatchObject({ genuine: true, withdrawn: true, withdrawnAt: expect.stringMatching(/^\d{4}-/) });
  const { bytes } = await download(auditor, pathOf('en'));
  const pages = pdfPages(bytes);
  for (const page of pages) expect(page).toMatch(/WITHDRAWN on .* \(entry \d+ of the log\)/);
  expect(pages.join('')).toContain(`version 1, file with SHA-256 ${first.digest}`);
  expect(pages.join('')).toContain('the samples were swapped');
  expect(await issued()).toContainEqual({ language: 'en', version: 2, digest: sha256(bytes) });
});

test('three who ask at the same moment get the same file, and one version is issued', async () => {
  const { caseworker, reviewer, auditor } = journey.people;
  const files = await Promise.all([caseworker, reviewer, auditor].map((who) => download(who, pathOf('zh'))));
  expect(new Set(files.map(({ bytes }) => sha256(bytes))).size).toBe(1);
  expect((await issued()).map(({ language, version }) => `${language} ${version}`)).toEqual([
    'en 1',
    'zh 1',
    'en 2',
    'zh 2',
  ]);
});

test('neither logs nor events hold anything of the persons or the case', async () => {
  const said = await until(
    async () => journey.service.output(),
    (output) => output.includes('report.pdf'),
  );
  const events = await journey.sql.query(`SELECT convert_from(body, 'UTF8') AS text FROM audit.event`);
  const all = said + events.rows.map(({ text }) => text).join('\n');
  expect(CANARIES.filter((each) => all.includes(each))).toEqual([]);
});

test('after an erasure by order there is no report; the code still tells what it told', async () => {
  const { caseworker, reviewer, auditor } = journey.people;
  const order = { subject: 'person', id: ids.F, orderReference: 'Court 12/2026' };
  const { body } = await caseworker.post('/api/erasures', order);
  expect((await reviewer.post(`/api/erasures/${body.id}/approval`)).status).toBe(200);
  const gone = await auditor.get(pathOf('en'));
  expect([gone.status, gone.body.code]).toEqual([410, 'erased']);
  const told = await person(journey.service).get(`/api/notices/${code}`);
  expect(told.body).toMatchObject({ genuine: true, withdrawn: true });
});

test('codes cannot be tried without end', async () => {
  const anybody = person(journey.service);
  const statuses: number[] = [];
  for (let i = 0; i < 70; i += 1) statuses.push((await anybody.get(`/api/notices/${i}`)).status);
  expect(statuses).toContain(429);
});
