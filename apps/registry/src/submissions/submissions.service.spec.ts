import { readFileSync } from 'node:fs';
import { isDisclosed } from '@kinledger/audit';
import { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import { dataSourceOptions } from '../../../../database/data-source.ts';
import { type MigratedDatabase, migratedDatabase } from '../../../../test/support/postgres.ts';
import { insertRecord } from '../../../../test/support/records.ts';
import { newLaboratory, receivedFile, submissionServices } from '../../../../test/support/submissions.ts';
import { ACCESS_ENTITIES } from '../access/access.entity.ts';
import type { Actor } from '../access/actor.ts';
import type { Preview } from './preview.ts';
import type { ProfilesService } from './profiles.service.ts';
import { StoredProfile, Submission, SubmissionRow } from './submissions.entity.ts';
import type { SubmissionsService } from './submissions.service.ts';

let database: MigratedDatabase;
/** In the role of the service. */
let source: DataSource;
let owner: DataSource;
let submissions: SubmissionsService;
let profiles: ProfilesService;
let previews: Preview;
let laboratory: Actor;
let neighbour: Actor;
const auditor: Actor = { accountId: newId(), name: 'auditor', role: 'auditor', laboratoryId: null, via: 'session' };

beforeAll(async () => {
  database = await migratedDatabase();
  const entities = [...ACCESS_ENTITIES, Submission, SubmissionRow, StoredProfile];
  source = await new DataSource({ ...dataSourceOptions(database.serviceUrl), entities }).initialize();
  owner = await new DataSource(dataSourceOptions(database.url)).initialize();
  ({ submissions, profiles, previews } = submissionServices(source));
  laboratory = await newLaboratory(source, 'North');
  neighbour = await newLaboratory(source, 'South');
}, 240_000);
afterAll(async () => {
  await source?.destroy();
  await owner?.destroy();
  await database?.close();
});

/** Without open connections at hand, rivals would queue for one and never meet. */
async function openConnections(): Promise<void> {
  await Promise.all(Array.from({ length: 4 }, () => source.query('SELECT pg_sleep(0.1)')));
}

const HEADER = 'Sample Name,Marker,Allele 1,Allele 2\n';
const file = (rows: string, reason?: string) => receivedFile(HEADER + rows, reason === undefined ? {} : { reason });
const fixture = (path: string) => receivedFile(readFileSync(`fixtures/uploads/${path}`));

async function counts(): Promise<Record<string, number>> {
  const [row] = await source.query(
    `SELECT (SELECT count(*)::int FROM submission) AS submissions, (SELECT count(*)::int FROM profile) AS profiles,
            (SELECT count(*)::int FROM submission_row) AS rows, (SELECT count(*)::int FROM audit.event) AS events`,
  );
  return row;
}

test('a file becomes profiles that read back exactly, and the same file again creates no profile', async () => {
  const first = await submissions.submit(laboratory, await fixture('good/comma.csv'), undefined);
  expect(first).toMatchObject({ accepted: 2, refused: 0, unchanged: 0, laboratory: { name: 'North' } });
  const profile = await profiles.profile(laboratory, first.rows[0]?.profileId ?? '');
  expect(profile).toMatchObject({ sample: 'KL-0001', version: 1, current: true });
  expect(profile.genotypes).toEqual({
    AMEL: ['X', 'Y'],
    D3S1358: ['15', '17'],
    D8S1179: ['13', '14'],
    FGA: ['21', '24'],
    'Penta E': ['7', '12'],
    TH01: ['6', '9.3'],
    vWA: ['16', '18'],
  });
  const before = await counts();
  const second = await submissions.submit(laboratory, await fixture('good/samples.json'), undefined);
  expect(second).toMatchObject({ accepted: 0, refused: 0, unchanged: 2 });
  expect(second.rows.map(({ profileId }) => profileId)).toEqual(first.rows.map(({ profileId }) => profileId));
  expect((await counts()).profiles).toBe(before.profiles);
});

test('a file with a bad sample stores the good one and tells why the other was refused', async () => {
  const { id } = await submissions.submit(neighbour, await fixture('bad/three-alleles.csv'), undefined);
  const read = await submissions.view(neighbour, id);
  expect(read).toMatchObject({ accepted: 1, refused: 1 });
  expect(read.rows[1]).toMatchObject({
    sample: 'KL-0004',
    status: 'refused',
    problems: [{ locus: 'TPOX', code: 'three-alleles' }],
  });
  expect(await profiles.list(neighbour, 'KL-0004')).toEqual([]);
});

test('a file without one acceptable sample is on record with none accepted', async () => {
  const { id, accepted, refused } = await submissions.submit(laboratory, await file('Z,TH01,OL,6\n'), undefined);
  expect([accepted, refused]).toEqual([0, 1]);
  expect(await source.query('SELECT FROM submission WHERE id = $1', [id])).toHaveLength(1);
});

test('an unreadable file stores nothing at all', async () => {
  const before = await counts();
  await expect(
    submissions.submit(laboratory, await fixture('unreadable/wrong-encoding-neither.csv'), undefined),
  ).rejects.toMatchObject({
    code: 'wrong-encoding',
  });
  expect(await counts()).toEqual(before);
});

test('a preview tells what would happen and stores nothing', async () => {
  await submissions.submit(laboratory, await file('V,TH01,6,7\nW,TH01,6,7\n'), undefined);
  const before = await counts();
  const next = await file('V,TH01,6,7\nW,TH01,6,8\nX,TH01,6,7\nU,TH01,OL,7\n');
  const preview = await previews.preview(laboratory, next);
  expect(preview.rows.map(({ sample, status }) => [sample, status])).toEqual([
    ['V', 'unchanged'],
    ['W', 'refused'],
    ['X', 'accepted'],
    ['U', 'refused'],
  ]);
  expect(await counts()).toEqual(before);
  const submitted = await submissions.submit(laboratory, next, undefined);
  expect(submitted).toMatchObject({
    accepted: preview.accepted,
    refused: preview.refused,
    unchanged: preview.unchanged,
  });
});

test('when the last row cannot be stored, neither profiles nor submission nor event are', async () => {
  await owner.query(`ALTER TABLE submission_row ADD CONSTRAINT planted CHECK (sample <> 'PLANTED')`);
  const before = await counts();
  await expect(
    submissions.submit(laboratory, await file('Y,TH01,6,7\nPLANTED,TH01,6,7\n'), undefined),
  ).rejects.toThrow();
  expect(await counts()).toEqual(before);
});

test('a repeated request gets the first submission again', async () => {
  const request = await file('R,TH01,6,7\n');
  const first = await submissions.submit(laboratory, request, 'a-key-of-its-own');
  const second = await submissions.submit(laboratory, request, 'a-key-of-its-own');
  expect(second).toEqual(first);
});

test('other alleles need a reason, then become a new version that supersedes the old one', async () => {
  await submissions.submit(laboratory, await file('C,TH01,6,7\n'), undefined);
  const refused = await submissions.submit(laboratory, await file('C,TH01,6,8\n'), undefined);
  expect(refused.rows[0]).toMatchObject({ status: 'refused', problems: [{ code: 'stands-already' }] });
  const corrected = await submissions.submit(laboratory, await file('C,TH01,6,8\n', 'wrong bin'), undefined);
  expect(corrected.rows[0]).toMatchObject({ status: 'new-version', version: 2 });
  const view = await profiles.view(laboratory, corrected.rows[0]?.profileId ?? '');
  expect(view.versions.map(({ version, reason }) => [version, reason])).toEqual([
    [2, 'wrong bin'],
    [1, null],
  ]);
  const old = await profiles.view(laboratory, view.versions[1]?.id ?? '');
  expect([old.current, old.genotypes]).toEqual([false, { TH01: ['6', '7'] }]);
  expect(await source.transaction((tx) => profiles.superseded(tx, [old.id]))).toEqual([old.id]);
  expect((await profiles.newest(laboratory, old.id)).id).toBe(view.id);
});

test('of two files with other alleles for one new sample at the same time, one is refused', async () => {
  await openConnections();
  const rivals = ['6,7', '6,8', '6,9', '6,10'].map(async (alleles) =>
    submissions.submit(laboratory, await file(`D,TH01,${alleles}\n`), undefined),
  );
  const statuses = (await Promise.all(rivals)).map(({ rows }) => rows[0]?.status);
  expect(statuses.sort()).toEqual(['accepted', 'refused', 'refused', 'refused']);
});

test('of two laboratories that bring one person at the same moment, one is warned, and both see it afterwards', async () => {
  const low = { D3S1358: 12, vWA: 12, D8S1179: 10, D21S11: 26, D18S51: 12, FGA: 19, TH01: 5, TPOX: 8 };
  for (const n of [0, 1, 2, 3, 4]) {
    const rows = Object.entries(low).map(([locus, allele]) => `T${n},${locus},${allele + n},${allele + n + 1}\n`);
    await openConnections();
    const both = [laboratory, neighbour].map(async (who) =>
      submissions.submit(who, await file(rows.join('')), undefined),
    );
    const [one, other] = (await Promise.all(both)).map((submission) => submission.rows[0]!);
    const codes = [one!, other!].map(({ problems }) => problems.map(({ code }) => code));
    expect(codes.sort((a, b) => a.length - b.length)).toEqual([[], ['same-genotype-as']]);
    const twin = { shared: 8, elimination: false };
    expect((await profiles.view(laboratory, one!.profileId!)).twins).toEqual([twin]);
    expect((await profiles.view(neighbour, other!.profileId!)).twins).toEqual([twin]);
    expect((await profiles.view(auditor, other!.profileId!)).twins).toEqual([{ ...twin, sample: `T${n}` }]);
  }
});

test('a correction of a version that is no longer the newest is refused, also when two arrive together', async () => {
  const { rows } = await submissions.submit(laboratory, await file('E,TH01,6,7\n'), undefined);
  const id = rows[0]?.profileId ?? '';
  const correct = (allele: string) =>
    profiles.correct(
      laboratory,
      id,
      { expectedVersion: 1, genotypes: { TH01: ['6', allele] }, reason: 'wrong bin' },
      undefined,
    );
  await openConnections();
  const outcomes = await Promise.allSettled([correct('8'), correct('9')]);
  const codes = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'corrected' : outcome.reason.code));
  expect(codes.sort()).toEqual(['corrected', 'stale-version']);
  await expect(correct('10')).rejects.toMatchObject({
    status: 409,
    code: 'stale-version',
    extra: { currentVersion: 2 },
  });
});

test('a correction that changes nothing, or holds a bad allele, is refused', async () => {
  const { rows } = await submissions.submit(laboratory, await file('F,TH01,6,7\n'), undefined);
  const correct = (genotypes: Record<string, string[]>) =>
    profiles.correct(
      laboratory,
      rows[0]?.profileId ?? '',
      { expectedVersion: 1, genotypes, reason: 'wrong bin' },
      undefined,
    );
  await expect(correct({ THO1: ['7', '6'] })).rejects.toMatchObject({ code: 'unchanged' });
  await expect(correct({ TH01: ['6', '7.25'] })).rejects.toMatchObject({ code: 'spreadsheet-damage' });
});

test("another laboratory's profiles and submissions look absent; an auditor sees them", async () => {
  const { id, rows } = await submissions.submit(laboratory, await file('G,TH01,6,7\n'), undefined);
  const profileId = rows[0]?.profileId ?? '';
  await expect(profiles.view(neighbour, profileId)).rejects.toMatchObject({ status: 404 });
  await expect(profiles.newest(neighbour, profileId)).rejects.toMatchObject({ status: 404 });
  await expect(submissions.view(neighbour, id)).rejects.toMatchObject({ status: 404 });
  const correction = { expectedVersion: 1, genotypes: { TH01: ['6'] }, reason: 'wrong bin' };
  await expect(profiles.correct(neighbour, profileId, correction, undefined)).rejects.toMatchObject({ status: 404 });
  expect(await profiles.list(neighbour, 'G')).toEqual([]);
  expect((await profiles.view(auditor, profileId)).sample).toBe('G');
});

test('the list holds newest versions only, by the beginning of the name, and a % is just a character', async () => {
  await submissions.submit(laboratory, await file('P-1,TH01,6,7\nP-2,TH01,6,7\nP%,TH01,6,7\n'), undefined);
  await submissions.submit(laboratory, await file('P-1,TH01,6,8\n', 'wrong bin'), undefined);
  const listed = await profiles.list(laboratory, 'P-');
  expect(listed.map(({ sample, version, loci, current }) => [sample, version, loci, current])).toEqual([
    ['P-1', 2, 1, true],
    ['P-2', 1, 1, true],
  ]);
  expect(await profiles.list(laboratory, 'P\0')).toEqual([]);
  expect((await profiles.list(laboratory, 'P%')).map(({ sample }) => sample)).toEqual(['P%']);
});

test.each(['submission', 'profile', 'submission_row'])('rows of %s cannot be changed or deleted', async (table) => {
  const first = table === 'submission_row' ? 'submission_id' : 'id';
  await expect(owner.query(`UPDATE ${table} SET ${first} = ${first}`)).rejects.toThrow(/refused/);
  await expect(owner.query(`DELETE FROM ${table}`)).rejects.toThrow(/refused/);
  await expect(owner.query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow(/refused/);
});

/** A row as one that stands, apart from these columns. */
async function likeOne(changes: Record<string, unknown>): Promise<Record<string, unknown>> {
  const [template] = await source.query('SELECT * FROM profile WHERE version = 1 LIMIT 1');
  const { received_at: _time, audit_event_id: _event, ...columns } = template;
  return { ...columns, id: newId(), sample: `inserted ${newId()}`, ...changes };
}

test('the database refuses a profile whose digest is not that of its genotypes and salt', async () => {
  const insert = async (changes: Record<string, unknown>) => insertRecord(source, 'profile', await likeOne(changes));
  await insert({});
  await expect(insert({ genotypes: '{"TH01":["6"]}' })).rejects.toThrow(/check constraint/);
  await expect(insert({ salt: 'another-salt-of-22-let' })).rejects.toThrow(/check constraint/);
});

test("the database refuses a profile without an event, and with another row's event", async () => {
  for (const event of ['NULL', 'audit_event_id']) {
    const copy = `INSERT INTO profile (id, laboratory_id, sample, version, genotypes, statuses, digest, account_id, salt, audit_event_id)
      SELECT $1, laboratory_id, 'H', 1, genotypes, statuses, digest, account_id, salt, ${event} FROM profile LIMIT 1`;
    await expect(source.query(copy, [newId()])).rejects.toThrow(/no act without its event/);
  }
});

test('every version has an event of its own, which commits to its genotypes and tells none of them', async () => {
  const { id, rows } = await submissions.submit(laboratory, await file('EV-1,FGA,21,24\nEV-2,FGA,21,24\n'), undefined);
  const found: { text: string; salt: string; genotypes: string; received_at: Date }[] = await source.query(
    `SELECT convert_from(body, 'UTF8') AS text, salt, genotypes, received_at
       FROM profile JOIN audit.event ON event_id = audit_event_id WHERE submission_id = $1 ORDER BY sample`,
    [id],
  );
  expect(found).toHaveLength(2);
  for (const [place, { text, salt, genotypes, received_at }] of found.entries()) {
    const event = JSON.parse(text);
    expect(event).toMatchObject({
      type: 'profile.accepted',
      row: { id: rows[place]?.profileId },
      facts: { version: 1 },
    });
    expect(text).not.toMatch(/FGA|EV-/);
    expect(isDisclosed(event, { name: 'genotypes', salt, value: genotypes })).toBe(true);
    expect(isDisclosed(event, { name: 'genotypes', salt: found[1 - place]?.salt ?? '', value: genotypes })).toBe(false);
    expect(received_at).toEqual(new Date(event.at));
  }
});
