import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../../../database/data-source.ts';
import { type MigratedDatabase, migratedDatabase } from '../../../../test/support/postgres.ts';
import {
  newLaboratory,
  receivedFile,
  type SubmissionServices,
  submissionServices,
} from '../../../../test/support/submissions.ts';
import { ACCESS_ENTITIES } from '../access/access.entity.ts';
import type { Actor } from '../access/actor.ts';
import { StoredProfile, Submission, SubmissionRow } from './submissions.entity.ts';

const LARGE = 2_001;

let database: MigratedDatabase;
let source: DataSource;
let services: SubmissionServices;
let laboratory: Actor;

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await migratedDatabase();
  const entities = [...ACCESS_ENTITIES, Submission, SubmissionRow, StoredProfile];
  source = await new DataSource({ ...dataSourceOptions(database.serviceUrl), entities }).initialize();
  services = submissionServices(source);
  services.job.onModuleInit();
  laboratory = await newLaboratory(source, 'North');
}, 240_000);
afterAll(async () => {
  await source?.destroy();
  await database?.close();
});

const handIn = async (name: string): Promise<string> => {
  const lines = Array.from({ length: LARGE }, (_, n) => `${name}-${n},TH01,6,${7 + (n % 3)}\n`);
  const file = await receivedFile(`Sample Name,Marker,Allele 1,Allele 2\n${lines.join('')}`);
  return (await services.submissions.submit(laboratory, file, undefined)).id;
};
const view = (id: string) => services.submissions.view(laboratory, id);
const pieces = async (id: string): Promise<number> =>
  (await source.query('SELECT count(*)::int AS n FROM upload_piece WHERE submission_id = $1', [id]))[0].n;
const workOff = async () => {
  const attempt = await services.jobsStore.claimNext(['submission']);
  if (attempt !== undefined) await services.jobs.run(attempt);
};

test('a file whose workers were lost again and again has failed with a code, and goes when the next one is worked off', async () => {
  const lost = await handIn('LOST');
  await source.query(`UPDATE job SET state = 'failed', last_error_code = 'attempt-lost' WHERE subject_id = $1`, [lost]);
  expect(await view(lost)).toMatchObject({ state: 'failed', errorCode: 'worker-lost', accepted: 0 });
  expect(await pieces(lost)).toBeGreaterThan(0);
  const next = await handIn('NEXT');
  await workOff();
  expect(await view(next)).toMatchObject({ state: 'done', errorCode: null, accepted: LARGE });
  expect(await view(lost)).toMatchObject({ state: 'failed', errorCode: 'worker-lost', accepted: 0 });
  expect(await pieces(lost)).toBe(0);
});

test("trouble that is not the file's is met again some times; then the file has failed, and its code says where to look", async () => {
  const id = await handIn('BAD');
  // The service may not store profiles any more: nothing that anybody foresaw.
  const owner = await new DataSource(dataSourceOptions(database.url)).initialize();
  await owner.query('REVOKE INSERT ON profile FROM kinledger_service');
  const attempts: (string | null)[] = [];
  for (let tries = 0; tries < 5; tries += 1) {
    await source.query('UPDATE job SET run_after = now() WHERE subject_id = $1', [id]);
    await workOff();
    attempts.push((await view(id)).errorCode);
  }
  await owner.query('GRANT INSERT ON profile TO kinledger_service');
  await owner.destroy();
  expect(attempts).toEqual([null, null, null, null, 'internal']);
  expect(await view(id)).toMatchObject({ state: 'failed', accepted: 0, rows: [] });
  expect(await pieces(id)).toBe(0);
});
