import { simulateRegistry, uploadText } from '../../apps/registry/src/demo/simulated-registry.ts';
import { readShipped } from '../../apps/registry/src/reference/shipped.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { type People, until } from '../support/people.ts';

// Searching the whole registry over HTTP, on the simulated registry, with the database looked at.

const POPULATION = 'NIST1036-Asian';

let journey: Journey;
let people: People;
const profiles: Record<string, string> = {};
const persons: Record<string, string> = {};
let caseId: string;

beforeAll(async () => {
  journey = await startJourney();
  people = journey.people;
  const table = readShipped(process.cwd()).frequencies.get(POPULATION)!.value;
  const { body } = await people.laboratory.upload(uploadText(simulateRegistry(table).samples));
  for (const row of body.rows) profiles[row.sample] = row.profileId;
  const opened = await people.caseworker.post('/api/cases', {
    report: 'R',
    purpose: 'find a child',
    legalBasis: 'order',
  });
  caseId = opened.body.id;
  await addPerson('M', 'parent-of-abducted-child', 'female', 'SIM-F1-MOTHER');
  await addPerson('F', 'parent-of-abducted-child', 'male', 'SIM-F1-FATHER');
  await addPerson('C', 'rescued-child', 'female', 'SIM-F2-CHILD');
}, 240_000);
afterAll(() => journey?.end());

async function addPerson(code: string, category: string, sex: string, sample: string): Promise<void> {
  const request = { code, category, sex, profileId: profiles[sample] };
  const { body } = await people.caseworker.post(`/api/cases/${caseId}/persons`, request);
  persons[code] = body.persons.find((each: { code: string }) => each.code === code).id;
}

const searchFor = (question: object) =>
  people.caseworker.post(`/api/cases/${caseId}/searches`, {
    purpose: 'find the child',
    population: POPULATION,
    ...question,
  });

/** Asks, waits for the answer, and brings its newest receipt and its candidates. */
async function answered(question: object) {
  const { status, body } = await searchFor(question);
  expect([status, body.code]).toEqual([202, undefined]);
  const { body: search } = await until(
    () => people.caseworker.get(`/api/searches/${body.id}`),
    (each) => !['queued', 'running'].includes(each.body.state),
  );
  const { body: candidates } = await people.caseworker.get(`/api/searches/${body.id}/candidates`);
  return { search, receipt: search.receipts[0], candidates };
}

const profilesInAll = async () => (await journey.sql.query('SELECT count(*)::int AS n FROM profile')).rows[0].n;
const skippedInAll = (skipped: Record<string, number>) => Object.values(skipped).reduce((sum, count) => sum + count, 0);

test('a mother is typed: her child is found, and the receipt accounts for every profile', async () => {
  const { search, receipt, candidates } = await answered({ sought: 'child', person: persons.M });
  expect(search).toMatchObject({ state: 'done', about: ['M'], sought: 'child', candidates: candidates.length });
  expect(candidates[0]).toMatchObject({ rank: 1, sample: 'SIM-F1-ADULT-SON', inconsistentLoci: 0, loci: 23 });
  expect(Number(candidates[0].log10)).toBeGreaterThan(4);
  expect(receipt).toMatchObject({ outcome: 'done', kind: 'search', skipped: { askedAbout: 0, category: 2 } });
  expect(receipt.compared + skippedInAll(receipt.skipped)).toBe(receipt.registry.size);
  expect(receipt.registry.size).toBe(await profilesInAll());
});
