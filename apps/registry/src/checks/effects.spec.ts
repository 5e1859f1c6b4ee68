import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../../../database/data-source.ts';
import { type ReferenceServices, referenceServices } from '../../../../test/support/reference-services.ts';
import { readConfig } from '../config.ts';
import { JobsService } from '../jobs/jobs.service.ts';
import { JobsStore } from '../jobs/jobs.store.ts';
import { EFFECT_JOB } from '../reference/versions.service.ts';
import { Answering } from './answer.ts';
import { EffectsJob } from './effects.job.ts';
import { EffectsService } from './effects.service.ts';
import { EffectsStore } from './effects.store.ts';
import { KitEffects } from './effects-kits.ts';
import { Engine } from './engine.ts';

let services: ReferenceServices;
let owner: DataSource;
let digest: string;

const kit = (ladder: readonly string[]) => ({
  id: 'OwnKit',
  title: 'Own kit',
  manufacturer: 'us',
  source: 'own',
  verified: 'by us',
  aliases: [],
  loci: [{ locus: 'TH01', dye: 'blue', ladder, further: [] }],
});

async function bring(ladder: readonly string[], fields: object = {}): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(kit(ladder)));
  return (await services.figures.import(services.administrator, 'kit', { bytes, fields }, undefined)).digest;
}

beforeAll(async () => {
  Logger.overrideLogger(false);
  services = await referenceServices();
  owner = await new DataSource(dataSourceOptions(services.url)).initialize();
  const first = await bring(['5', '6', '9.3']);
  digest = await bring(['5', '6', '7', '9.3'], { supersedes: first, reason: 'A rung more' });
}, 240_000);
afterAll(async () => {
  await owner?.destroy();
  await services?.close();
});

/** What one process of the service has: after a restart, everything is new but the database. */
function processOf() {
  const { source, reference } = services;
  const store = new JobsStore(source);
  const jobs = new JobsService(source, store);
  const effects = new EffectsStore(source);
  const answering = new Answering(undefined as never, reference); // no check was asked
  const engine = new Engine(readConfig({}, process.cwd()));
  const job = new EffectsJob(jobs, reference, answering, effects, new KitEffects(effects), engine, source);
  job.onModuleInit();
  return { store, jobs, service: new EffectsService(reference, effects, jobs, source) };
}
const state = async () => (await processOf().service.effect(digest)).state;
/** As time does: nobody gives a sign of life for the job. */
const forget = () => owner.query(`UPDATE job SET locked_until = now() - interval '1 minute'`);

test('a comparison that a restart interrupted says so, is listed, and is asked for again; what is done stands for ever', async () => {
  expect(await state()).toBe('queued');
  const killed = await processOf().store.claimNext([EFFECT_JOB]);
  expect([killed?.kind, await state()]).toEqual([EFFECT_JOB, 'running']);
  await forget();
  const { service } = processOf();
  expect(await service.list()).toMatchObject([{ id: 'OwnKit', version: 2, state: 'interrupted', attempts: 1 }]);
  await owner.query(`UPDATE job SET state = 'failed', last_error_code = 'attempt-lost'`);
  expect(await service.effect(digest)).toMatchObject({ state: 'failed', errorCode: 'attempt-lost', results: null });
  expect(await service.again(digest)).toMatchObject({ state: 'queued', attempts: 0 });
  expect(await service.again(digest)).toMatchObject({ state: 'queued' });

  const restarted = processOf();
  await restarted.jobs.run((await restarted.store.claimNext([EFFECT_JOB]))!);
  const done = await restarted.service.effect(digest);
  expect(done).toMatchObject({ state: 'done', results: 0, moved: 0, largestShift: '0', errorCode: null });
  expect(await processOf().service.list()).toEqual([done]);
  await expect(service.again(digest)).rejects.toMatchObject({ code: 'effect-stands' });
  await expect(owner.query('UPDATE reference_effect SET moved = 1')).rejects.toThrow(/never changed/);
  for (const table of ['reference_effect_row', 'reference_effect_profile']) {
    await expect(services.source.query(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/);
    await expect(owner.query(`TRUNCATE ${table}`)).rejects.toThrow(/is refused/);
  }
});

test('a first version has nothing to compare', async () => {
  const { service } = processOf();
  const earlier = (await service.list())[0]?.earlier ?? [];
  expect(await service.effect(earlier[0]!)).toMatchObject({ state: 'none', earlier: [] });
  await expect(service.again(earlier[0]!)).rejects.toMatchObject({ code: 'first-version' });
  await expect(service.effect('0'.repeat(64))).rejects.toMatchObject({ status: 404 });
});
