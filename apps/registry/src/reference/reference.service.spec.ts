import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFrequencyTable } from '@kinledger/profile';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../../../database/data-source.ts';
import { type MigratedDatabase, migratedDatabase } from '../../../../test/support/postgres.ts';
import { readConfig } from '../config.ts';
import { defaultsOfChecks } from './defaults.ts';
import { ReferenceService } from './reference.service.ts';
import { readFigures } from './shipped.ts';
import { ReferenceRetired, ReferenceVersion } from './versions.entity.ts';
import { VersionsStore } from './versions.store.ts';

const SHIPPED = 'database/reference/frequencies';

let database: MigratedDatabase;
let source: DataSource;
let service: ReferenceService;
let folder: string;

beforeAll(async () => {
  database = await migratedDatabase();
  const options = { ...dataSourceOptions(database.serviceUrl), entities: [ReferenceVersion, ReferenceRetired] };
  source = await new DataSource(options).initialize();
  service = new ReferenceService(readConfig({}, process.cwd()), new VersionsStore(source));
}, 240_000);
afterAll(async () => {
  await source?.destroy();
  await database?.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'));
  copyFileSync(`${SHIPPED}/NIST1036-Asian.json`, join(folder, 'asian.json'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the shipped tables are in use, each with 5/2N per locus', async () => {
  const populations = await service.populations();
  const ids = populations.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['NIST1036-AfAm', 'NIST1036-Asian', 'NIST1036-Cauc', 'NIST1036-Hisp']));
  expect(ids).toHaveLength(22);
  const asian = populations.find(({ id }) => id === 'NIST1036-Asian')?.loci.find(({ locus }) => locus === 'TH01');
  expect(asian).toEqual({ locus: 'TH01', chromosomes: 194, minimumFrequency: String(5 / 194) });
  expect((await service.table('NIST1036-Hisp')).population).toBe('US Hispanic');
});

test('kits in their own order, rates by locus and sex, control DNAs and the table without N are served with their digests', async () => {
  const kits = await service.kitViews();
  expect(kits).toHaveLength(21);
  const globalFiler = kits.find(({ id }) => id === 'GlobalFiler');
  expect(globalFiler?.loci.map(({ locus }) => locus).slice(0, 3)).toEqual(['D3S1358', 'vWA', 'D16S539']);
  const [aabb] = await service.mutationTables();
  expect(aabb).toMatchObject({ id: 'AABB-2003', version: 1, origin: 'shipped', state: 'in-use' });
  const vwa = { locus: 'vWA', paternal: '0.0017', maternal: '0.0003' };
  expect(aabb?.loci.find(({ locus }) => locus === 'vWA')).toEqual(vwa);
  expect(service.withoutN()).toMatchObject([
    { id: 'China-59', incomplete: ['SE33'], digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(service.withoutN()[0]?.notes[0]).toContain('N is not stated');
  expect(service.controls()).toContainEqual({ name: '2800M' });
});

test('the defaults are those of the engine, as people write them', () => {
  expect(defaultsOfChecks()).toMatchObject({
    theta: '0.01',
    minimumFrequency: '5/2N',
    threshold: '10000',
    mutation: { model: 'stepwise', maleRate: '0.002', femaleRate: '0.0005', range: '0.1', rate2: '0.000001' },
  });
});

test('a table is found by its digest too', async () => {
  const { digest } = await service.table('NIST1036-Asian');
  expect((await service.table(digest)).id).toBe('NIST1036-Asian');
  expect(JSON.parse((await service.exactTable(digest)).text).digest).toBe(digest);
  await expect(service.exactTable('0'.repeat(64))).rejects.toThrow(expect.objectContaining({ code: 'table-changed' }));
});

test('an unknown table is refused with the names of those in use', async () => {
  await expect(service.table('NIST1036')).rejects.toThrow(
    expect.objectContaining({ code: 'unknown-population', detail: expect.stringContaining('NIST1036-Asian') }),
  );
});

test('a table whose figures stand under another name already is refused', () => {
  const copy = JSON.parse(readFileSync(join(folder, 'asian.json'), 'utf8'));
  writeFileSync(join(folder, 'other.json'), JSON.stringify({ ...copy, id: 'OTHER', population: 'another one' }));
  expect(() => readFigures(folder, readFrequencyTable)).toThrow(/repeats NIST1036-Asian/);
});

test('a table with a changed count keeps the service from starting', () => {
  const table = JSON.parse(readFileSync(join(folder, 'asian.json'), 'utf8'));
  table.loci.vWA.counts['16'] -= 1;
  table.loci.vWA.counts['17'] += 1;
  writeFileSync(join(folder, 'asian.json'), JSON.stringify(table));
  expect(() => readFigures(folder, readFrequencyTable)).toThrow(expect.objectContaining({ code: 'table-changed' }));
});

test('a folder without tables is an error', () => {
  rmSync(join(folder, 'asian.json'));
  expect(() => readFigures(folder, readFrequencyTable)).toThrow(/no file of figures/);
});
