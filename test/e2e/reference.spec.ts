import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { type Journey, startJourney } from '../support/journey.ts';
import { type Answer, type Person, until } from '../support/people.ts';
import { fsigen, kitOf, pooled, shippedLoci } from '../support/tables.ts';
import { caseOfTrio, signedOnce } from './checks.ts';
import { TRIO } from './profiles.ts';

// Own frequency tables, from the file of an administrator to the evidence of a check, over HTTP on a fresh PostgreSQL.

const PATIENCE_MS = 120_000;
const LOCI = Object.keys(shippedLoci('NIST1036-Cauc')).filter((locus) => shippedLoci('NIST1036-Hisp')[locus]);
const HEAD = { title: 'Our region', population: 'Our region', source: 'own', citation: 'none', licence: 'own' };
const FIRST = fsigen(pooled(['NIST1036-Cauc', 'NIST1036-Hisp'], LOCI));
const SECOND = fsigen(
  pooled(
    ['NIST1036-Asian', 'NIST1036-Hisp'],
    LOCI.filter((locus) => locus !== 'SE33'),
  ),
  3,
);

let journey: Journey;
let folder: string;
let caseId: string;
const persons: Record<string, string> = {};

beforeAll(async () => {
  journey = await startJourney();
  folder = mkdtempSync(join(tmpdir(), 'kinledger-reference-'));
  const { case: opened, ...ids } = await caseOfTrio(journey.people);
  caseId = opened ?? '';
  Object.assign(persons, ids);
}, 240_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await journey?.end();
});

const send = (who: Person, path: string, text: string, fields: Record<string, string>) =>
  post(who, path, text, { id: 'Ours', unit: 'chromosomes', ...HEAD, ...fields });

async function post(who: Person, path: string, text: string, fields: Record<string, string>): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([text]), 'table.csv');
  const headers = { cookie: who.cookie ?? '' };
  const response = await fetch(journey.service.url + path, { method: 'POST', headers, body: form });
  return { status: response.status, type: '', body: await response.json() };
}
const bring = (text: string, fields: Record<string, string> = {}) =>
  send(journey.people.administrator, '/api/reference/populations', text, fields);

async function check(more: object): Promise<Answer> {
  const { caseworker } = journey.people;
  const question = { question: 'one-parent', child: persons.C, parent: persons.M, population: 'Ours', ...more };
  const asked = await caseworker.post(`/api/cases/${caseId}/checks`, question);
  if (asked.status !== 202) return asked;
  return until(
    () => caseworker.get(`/api/checks/${asked.body.id}`),
    ({ body }) => body.state === 'done' || body.state === 'failed',
    PATIENCE_MS,
  );
}

/** The bytes of an evidence bundle, once all that it rests on is sealed. */
async function bundleOf(path: string): Promise<Uint8Array> {
  const headers = { cookie: journey.people.auditor.cookie ?? '' };
  const ready = ({ status }: Response) => status !== 409;
  const bundle = await until(() => fetch(journey.service.url + path, { headers }), ready, PATIENCE_MS);
  return new Uint8Array(await bundle.arrayBuffer());
}

test('only administrators bring tables in, with all that must be said beside the file', async () => {
  const path = '/api/reference/populations/preview';
  for (const who of [journey.people.laboratory, journey.people.auditor]) {
    expect((await send(who, path, FIRST, {})).status).toBe(403);
  }
  const { administrator } = journey.people;
  const shown = await send(administrator, path, FIRST, {});
  expect([shown.status, shown.body.acceptable, shown.body.report.loci.length]).toEqual([200, true, LOCI.length]);
  for (const fields of [{ unit: '' }, { unit: 'persons' }, { id: '../x' }, { n: 'many' }, { color: 'red' }]) {
    expect((await send(administrator, path, FIRST, fields as never)).status).toBe(400);
  }
  expect((await send(administrator, path, 'a'.repeat(5_000_000), {})).status).toBe(413);
  expect((await send(administrator, path, '<!DOCTYPE x><frequencies/>', {})).body.code).toBe('broken-file');
});

test('a check with an imported table, its evidence, and what the next version would move', async () => {
  const { auditor, caseworker, administrator } = journey.people;
  const first = (await bring(FIRST)).body.table.digest;
  const before = await check({});
  expect(before.body.population).toEqual({ id: 'Ours', digest: first, title: 'Our region' });

  const second = await bring(SECOND, { supersedes: first, reason: 'Others were typed' });
  expect([second.status, second.body.table?.version, second.body.report?.warnings]).toEqual([201, 2, ['rounded']]);
  const digest = second.body.table.digest;
  const effect = await until(
    () => administrator.get(`/api/reference/versions/${digest}/effect`),
    ({ body }) => body.state === 'done',
    PATIENCE_MS,
  );
  const after = await check({});
  expect(after.body.population.digest).toBe(digest);
  const shift = Math.abs(Number(after.body.log10) - Number(before.body.log10));
  expect(shift).toBeGreaterThan(0);
  expect(effect.body).toMatchObject({ results: 1, moved: 1, earlier: [first] });
  expect(Number(effect.body.largestShift)).toBeCloseTo(shift, 10);
  const moved = await auditor.get(`/api/reference/versions/${digest}/effect/results`);
  expect(moved.body).toMatchObject([
    { checkId: before.body.id, log10Before: before.body.log10, log10After: after.body.log10, error: null },
  ]);
  expect((await administrator.get(`/api/reference/versions/${digest}/effect/results`)).status).toBe(403);

  const again = await caseworker.post(`/api/checks/${before.body.id}/recomputation`);
  expect(again.body).toMatchObject({ same: true, log10Now: before.body.log10 });
  const bytes = await bundleOf(`/api/checks/${before.body.id}/evidence`);
  const table = await auditor.get(`/api/reference/populations/${first}/file`);
  expect(JSON.parse(Buffer.from(unzipSync(bytes)['tables/Ours.json']!).toString())).toEqual(table.body);
  writeFileSync(join(folder, 'check.zip'), bytes);
  const run = spawnSync(process.execPath, ['dist/apps/cli/src/main.js', 'recompute', join(folder, 'check.zip')], {
    encoding: 'utf8',
  });
  expect(run.stdout + run.stderr).toContain('SAME: every digit');
}, 240_000);

test('a confirmation on an imported table and imported rates: its bundle holds both, verifies and recomputes offline, and a figure changed in either is found', async () => {
  const { administrator, auditor, reviewer } = journey.people;
  const rates = { id: 'Ours', title: 'Ours', source: 'own', citation: 'none', notes: ['Counted.'] };
  const loci = { vWA: { maternal: '0.0004', paternal: '0.0019' }, FGA: { maternal: '0.0006', paternal: '0.0031' } };
  const study = JSON.stringify({ ...rates, loci });
  expect((await post(administrator, '/api/reference/mutation-rates', study, {})).status).toBe(201);
  const ids = { case: caseId, ...persons };
  const { confirmation, contentHash } = await signedOnce(journey.people, ids, 'Ours', { mutationTable: 'Ours' });
  const signed = await reviewer.post(`/api/confirmations/${confirmation}/signature`, { contentHash });
  expect(signed.status).toBeLessThan(300);
  const files = unzipSync(await bundleOf(`/api/confirmations/${confirmation}/evidence`));
  const { body } = await auditor.get('/api/history/log');
  const judged = (name: string, more: typeof files) => {
    writeFileSync(join(folder, name), zipSync({ ...files, ...more }));
    const [verify, recompute] = [['verify', '--log-key', body.verifierKey], ['recompute']].map(([command, ...rest]) =>
      spawnSync(process.execPath, ['dist/apps/cli/src/main.js', command!, join(folder, name), ...rest], {
        encoding: 'utf8',
      }),
    );
    return { exits: [verify!.status, recompute!.status], said: verify!.stdout + verify!.stderr + recompute!.stdout };
  };
  const good = judged('confirmation.zip', {});
  expect(good.said).toMatch(/frequency table Ours.*mutation table Ours.*VERIFIED.*SAME: every digit/s);
  expect(good.exits).toEqual([0, 0]);
  const changed = (name: string, from: string, to: string) => {
    const text = Buffer.from(files[name]!).toString();
    expect(text).toContain(from);
    return judged('changed.zip', { [name]: Buffer.from(text.replace(from, to)) });
  };
  for (const spoilt of [
    changed('mutation-rates/Ours.json', '"0.0019"', '"0.0018"'),
    changed('tables/Ours.json', '"TH01"', '"TPOX"'),
  ]) {
    expect(spoilt.said).toContain('NOT VERIFIED');
    expect(spoilt.exits).toEqual([1, 1]);
  }
}, 240_000);

test('a retired table is for no new check, and past ones are computed again with it', async () => {
  const { administrator, caseworker } = journey.people;
  const { digest } = (await administrator.get('/api/reference/populations')).body.find(
    ({ id }: { id: string }) => id === 'Ours',
  );
  const asked = await check({});
  const retired = await administrator.post('/api/reference/retirements', {
    kind: 'frequencies',
    digest,
    reason: 'Wrong',
  });
  expect([retired.status, retired.body.digest]).toEqual([201, digest]);
  expect((await check({})).body.code).toBe('table-retired');
  expect((await caseworker.post(`/api/checks/${asked.body.id}/recomputation`)).body.same).toBe(true);
}, 240_000);

test('a check may choose the rates of a study, which stand in its settings; the defaults are served', async () => {
  const population = 'NIST1036-Cauc';
  const { body } = await check({ population, mutationTable: 'AABB-2003' });
  expect(body.mutationTable).toMatchObject({ id: 'AABB-2003' });
  expect(body.result.settings.mutation.locusRates).toContainEqual({
    locus: 'vWA',
    maleRate: '0.0017',
    femaleRate: '0.0003',
  });
  const { body: defaults } = await journey.people.caseworker.get('/api/reference/defaults');
  expect(defaults.theta).toBe(body.settings.theta);
  const none = { model: 'none', maleRate: 0, femaleRate: 0 };
  const refused = await check({ population, mutationTable: 'AABB-2003', mutation: none });
  expect([refused.status, refused.body.code]).toEqual([422, 'mutation-table-unused']);
  expect((await check({ population, mutationTable: 'Nobody' })).body.code).toBe('unknown-mutation-table');
});

test('own mutation rates: a next version says what it would move, and past checks keep theirs', async () => {
  const { administrator, caseworker } = journey.people;
  const study = (paternal: string) => ({
    id: 'Own-study',
    title: 'Own study',
    source: 'own',
    citation: 'none',
    notes: ['Counted.'],
    loci: { vWA: { maternal: '0.0003', paternal }, TH01: { maternal: '0.05', paternal } },
  });
  const bringRates = (paternal: string, fields: Record<string, string> = {}) =>
    post(administrator, '/api/reference/mutation-rates', JSON.stringify(study(paternal)), fields);
  expect((await post(caseworker, '/api/reference/mutation-rates', '{}', {})).status).toBe(403);
  const first = await bringRates('0.0017');
  expect([first.status, first.body.version]).toEqual([201, 1]);
  const question = { population: 'NIST1036-Cauc', parent: persons.F, mutationTable: 'Own-study' };
  const before = await check(question);
  expect(before.body.mutationTable).toEqual({ id: 'Own-study', digest: first.body.digest });
  const { digest } = (await bringRates('0.05', { supersedes: first.body.digest, reason: 'More typed' })).body;
  const effect = await until(
    () => administrator.get(`/api/reference/versions/${digest}/effect`),
    ({ body }) => body.state === 'done',
    PATIENCE_MS,
  );
  const after = await check(question);
  expect(after.body.log10).not.toBe(before.body.log10);
  const shift = Math.abs(Number(after.body.log10) - Number(before.body.log10));
  expect(effect.body).toMatchObject({ kind: 'mutation', results: 1, moved: 1, otherVerdict: 0 });
  expect(Number(effect.body.largestShift)).toBeCloseTo(shift, 10);
  expect((await caseworker.post(`/api/checks/${before.body.id}/recomputation`)).body.same).toBe(true);
}, 240_000);

test('own kits: previews and uploads are read by them at once, and a next version says which profiles it would warn of', async () => {
  const { administrator, auditor, laboratory } = journey.people;
  const kit = (without: Record<string, string>) => JSON.stringify(kitOf(Object.values(TRIO), without));
  const first = kit({ D19S433: '15.2' });
  const sample = Object.entries(TRIO['T-FATHER']).map(([locus, [a, b]]) => `KIT-1,OwnPanel_v1,${locus},${a},${b}`);
  const file = ['Sample Name,Panel,Marker,Allele 1,Allele 2', ...sample, ''].join('\n');
  const preview = async () => {
    const answer = await post(laboratory, '/api/submissions/preview', file, {});
    return answer.body.rows[0].problems.filter(({ code }: { code: string }) => code === 'unlike-kit');
  };
  expect(await preview()).toEqual([]);
  const shown = await post(administrator, '/api/reference/kits/preview', first, {});
  expect([shown.status, shown.body]).toMatchObject([200, { acceptable: true, version: 1, loci: 20 }]);
  expect((await post(laboratory, '/api/reference/kits/preview', first, {})).status).toBe(403);
  const { digest: earlier } = (await post(administrator, '/api/reference/kits', first, {})).body;
  expect(await preview()).toMatchObject([{ locus: 'D19S433' }]);

  const fields = { supersedes: earlier, reason: 'Other bins' };
  const { digest } = (await post(administrator, '/api/reference/kits', kit({ CSF1PO: '13' }), fields)).body;
  expect(await preview()).toMatchObject([{ locus: 'CSF1PO' }]);
  const effect = await until(
    () => administrator.get(`/api/reference/versions/${digest}/effect`),
    ({ body }) => body.state === 'done',
    PATIENCE_MS,
  );
  // The father has both alleles, the child that of D19S433, the mother neither.
  expect(effect.body).toMatchObject({ kind: 'kit', results: 3, moved: 2, otherVerdict: 1, largestShift: '0' });
  const moved = await auditor.get(`/api/reference/versions/${digest}/effect/profiles`);
  expect(moved.body.map(({ profileId: _, laboratory: __, ...each }: Record<string, unknown>) => each)).toEqual([
    { sample: 'T-FATHER', flagged: ['CSF1PO'], cleared: ['D19S433'] },
    { sample: 'T-CHILD', flagged: [], cleared: ['D19S433'] },
  ]);
  expect((await administrator.get(`/api/reference/versions/${digest}/effect/profiles`)).status).toBe(403);
  const listed = (await auditor.get('/api/reference/effects')).body;
  expect(listed.map(({ id, state }: { id: string; state: string }) => [id, state])).toEqual([
    ['Own-Kit', 'done'],
    ['Own-study', 'done'],
    ['Ours', 'done'],
  ]);
  const again = await administrator.post(`/api/reference/versions/${digest}/effect`);
  expect([again.status, again.body.code]).toEqual([409, 'effect-stands']);
}, 240_000);

test('when a person is erased, the figures that a comparison kept beside the result go too, and none come again', async () => {
  const { administrator, auditor, caseworker, reviewer } = journey.people;
  const rows = async () => (await journey.sql.query('SELECT check_id FROM reference_effect_row')).rows.length;
  expect(await rows()).toBe(2);
  const order = { subject: 'person', id: persons.F, orderReference: 'Court 1/2026' };
  const { id } = (await caseworker.post('/api/erasures', order)).body;
  expect((await reviewer.post(`/api/erasures/${id}/approval`)).status).toBe(200);
  expect(await rows()).toBe(1);
  const profiles = await journey.sql.query('SELECT count(*)::int AS n FROM reference_effect_profile');
  expect(profiles.rows).toEqual([{ n: 1 }]);
  await expect(journey.sql.query('DELETE FROM reference_effect_profile')).rejects.toThrow(/never changed/);
  await expect(journey.sql.query(`UPDATE reference_effect_row SET log10_after = '9'`)).rejects.toThrow(/never changed/);
  await expect(
    journey.sql.query(`INSERT INTO reference_effect_row
      SELECT (SELECT id FROM reference_version LIMIT 1), check_id, '1', '2', 'supported', 'supported', NULL
        FROM check_result WHERE result = '{"erased":true}'`),
  ).resolves.toMatchObject({ rowCount: 0 });
  const { body } = await administrator.get('/api/reference/mutation-rates');
  const { digest } = body.find((each: { id: string }) => each.id === 'Own-study');
  expect((await auditor.get(`/api/reference/versions/${digest}/effect/results`)).body).toEqual([]);
}, 240_000);
