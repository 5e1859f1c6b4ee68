import { readFileSync, writeFileSync } from 'node:fs';
import { type Journey, startJourney } from '../support/journey.ts';
import { type Answer, type People, type Person, until } from '../support/people.ts';
import { misfits, type Schema, type Schemas } from '../support/schema.ts';
import { caseOfTrio } from './checks.ts';
import { TRIO, upload } from './profiles.ts';

// The examples in the description of the API are answers that the service gave. Written anew by OPENAPI_EXAMPLES=write.

const FILE = 'apps/registry/openapi-examples.json';
/** The controllers whose answers are shown, as the description calls them. */
const AREAS = [
  'Submissions',
  'Profiles',
  'Cases',
  'Checks',
  'Rules',
  'RulesEffect',
  'MatchRules',
  'MatchEffect',
  'Mappings',
];
/** Needs a file that takes long, and answers as `GET /api/submissions/{id}` does. */
const NOT_SHOWN = ['POST /api/submissions/{id}/cancellation'];
/** Files: these bodies are what they are about, not forms of ours. */
const isFile = (route: string) => /\/(export|summary|progress)$/.test(route);

interface Operation {
  readonly tags?: readonly string[];
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly 'application/json'?: { schema: Schema; example?: unknown } } }>
  >;
}
interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas };
}

let journey: Journey;
let api: Api;
const answers: Record<string, unknown> = {};

beforeAll(async () => {
  journey = await startJourney();
  api = (await journey.people.administrator.get('/api/openapi.json')).body;
  await walk(journey.people);
  if (process.env.OPENAPI_EXAMPLES === 'write') writeFileSync(FILE, `${JSON.stringify(shortened(answers), null, 2)}\n`);
}, 240_000);
afterAll(() => journey?.end());

/** Every route of these areas that answers in JSON, such as `GET /api/cases/{id}`. */
function routes(): readonly string[] {
  const all = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
  const ours = all.filter(([, operation]) => operation.tags?.some((tag) => AREAS.includes(tag)) && jsonOf(operation));
  return ours.map(([route]) => route).filter((route) => !NOT_SHOWN.includes(route) && !isFile(route));
}

function jsonOf({ responses }: Operation) {
  return Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content?.['application/json'];
}

function shownAt(route: string) {
  const [method, path] = route.split(' ');
  return jsonOf(api.paths[path!]![method!.toLowerCase()]!)!;
}

/** A short form of an answer: of lists, what they begin with. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 2).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shortened(inner)]));
}

/** Somebody whose answers are kept under their routes, ids being called as in the description. */
function kept(who: Person) {
  const keep = (method: string, path: string, answer: Answer): Answer => {
    expect([path, answer.status < 300]).toEqual([path, true]);
    answers[`${method} ${path.replace(/\?.*/, '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}')}`] = answer.body;
    return answer;
  };
  return {
    get: async (path: string) => keep('GET', path, await who.get(path)),
    post: async (path: string, body?: unknown) => keep('POST', path, await who.post(path, body)),
  };
}

async function walk(people: People): Promise<void> {
  const ids = await caseOfTrio(people);
  await laboratoryAnswers(people);
  const caseworker = kept(people.caseworker);
  const { body: opened } = await caseworker.post('/api/cases', {
    report: 'R 18',
    purpose: 'find',
    legalBasis: 'order 6',
  });
  const father = { code: 'F', category: 'parent-of-missing-child', sex: 'male', profileId: ids['T-FATHER'] };
  await caseworker.post(`/api/cases/${opened.id}/persons`, father);
  await caseworker.get('/api/cases');
  await caseworker.get(`/api/cases/${ids.case}`);
  await caseworker.get(`/api/cases/${ids.case}/families`);
  const question = { question: 'one-parent', child: ids.C, parent: ids.F, population: 'NIST1036-Cauc' };
  const { body: asked } = await caseworker.post(`/api/cases/${ids.case}/checks`, question);
  await until(
    () => people.caseworker.get(`/api/checks/${asked.id}`),
    ({ body }) => body.state === 'done',
  );
  await caseworker.get(`/api/cases/${ids.case}/checks`);
  await caseworker.get(`/api/checks/${asked.id}`);
  await caseworker.post(`/api/checks/${asked.id}/recomputation`);
  await administratorAnswers(people);
}

async function laboratoryAnswers({ laboratory }: People): Promise<void> {
  const lab = kept(laboratory);
  const file = { '26-0001': TRIO['T-MOTHER'], '26-0002': { TH01: ['6', '99'] } };
  const form = () => {
    const data = new FormData();
    data.set('file', new Blob([upload(file)]), 'monday.csv');
    return { method: 'POST', body: data, headers: { cookie: laboratory.cookie ?? '' } };
  };
  for (const path of ['/api/submissions/preview', '/api/submissions']) {
    answers[`POST ${path}`] = await (await fetch(journey.service.url + path, form())).json();
  }
  const { id, rows } = answers['POST /api/submissions'] as { id: string; rows: { profileId: string }[] };
  for (const path of ['/api/submissions', `/api/submissions/${id}`, `/api/submissions/${id}/rows`]) await lab.get(path);
  const profile = `/api/profiles/${rows[0]!.profileId}`;
  const correction = { expectedVersion: 1, genotypes: { ...TRIO['T-MOTHER'], TH01: ['7', '8'] }, reason: 'wrong bin' };
  await lab.post(`${profile}/versions`, correction);
  await lab.get('/api/profiles');
  await lab.get(profile);
  await lab.post(`${profile}/elimination`, { kind: 'control' });
  await lab.get('/api/profiles/elimination');
  const columns = { sample: 'Probe', marker: 'System', alleles: ['A1', 'A2'] };
  await lab.post('/api/mappings', { name: 'Our sequencer', mapping: columns });
  await lab.get('/api/mappings');
}

async function administratorAnswers({ administrator }: People): Promise<void> {
  const admin = kept(administrator);
  for (const path of ['/api/rules', '/api/match-rules']) {
    const [{ version, settings }] = (await admin.get(path)).body;
    const changed = path === '/api/rules' ? { ...settings, minimumLoci: 8 } : { ...settings, unlistedPair: 'refuse' };
    await admin.post(`${path}/preview`, { settings: changed });
    await admin.post(path, { expectedVersion: version, settings: changed, reason: 'decided on 5 January' });
    await admin.get(path);
  }
}

test('every answer is as the description says, and names nothing that it does not', () => {
  expect(Object.keys(answers).sort()).toEqual([...routes()].sort());
  const wrong = Object.entries(answers).flatMap(([route, answer]) =>
    misfits(answer, shownAt(route).schema, api.components.schemas, route),
  );
  expect(wrong).toEqual([]);
});

test('every route of these areas shows an example, which fits its schema', () => {
  const shown = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>;
  expect(Object.keys(shown).sort()).toEqual([...routes()].sort());
  for (const route of routes()) {
    const { example, schema } = shownAt(route);
    expect(example).toEqual(shown[route]);
    expect(misfits(example, schema, api.components.schemas, route)).toEqual([]);
  }
  expect(
    misfits({ id: 1 }, { $ref: '#/components/schemas/CaseSummary' }, api.components.schemas).length,
  ).toBeGreaterThan(3);
});
