import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { ReferenceService, readTables } from './reference.service.ts';

const SHIPPED = 'database/reference/frequencies';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'));
  copyFileSync(`${SHIPPED}/NIST1036-Asian.json`, join(folder, 'asian.json'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the shipped tables are in use, each with 5/2N per locus', () => {
  const service = new ReferenceService(readConfig({}, process.cwd()));
  const populations = service.populations();
  const ids = populations.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['NIST1036-AfAm', 'NIST1036-Asian', 'NIST1036-Cauc', 'NIST1036-Hisp']));
  expect(ids).toHaveLength(22);
  const asian = populations.find(({ id }) => id === 'NIST1036-Asian')?.loci.find(({ locus }) => locus === 'TH01');
  expect(asian).toEqual({ locus: 'TH01', chromosomes: 194, minimumFrequency: String(5 / 194) });
  expect(service.table('NIST1036-Hisp').population).toBe('US Hispanic');
});

test('an unknown table is refused with the names of those in use', () => {
  const service = new ReferenceService(readConfig({}, process.cwd()));
  expect(() => service.table('NIST1036')).toThrow(
    expect.objectContaining({ code: 'unknown-population', detail: expect.stringContaining('NIST1036-Asian') }),
  );
});

test('a table whose figures stand under another name already is refused', () => {
  const copy = JSON.parse(readFileSync(join(folder, 'asian.json'), 'utf8'));
  writeFileSync(join(folder, 'other.json'), JSON.stringify({ ...copy, id: 'OTHER', population: 'another one' }));
  expect(() => readTables(folder)).toThrow(/repeats NIST1036-Asian/);
});

test('a table with a changed count keeps the service from starting', () => {
  const table = JSON.parse(readFileSync(join(folder, 'asian.json'), 'utf8'));
  table.loci.vWA.counts['16'] -= 1;
  table.loci.vWA.counts['17'] += 1;
  writeFileSync(join(folder, 'asian.json'), JSON.stringify(table));
  expect(() => readTables(folder)).toThrow(expect.objectContaining({ code: 'table-changed' }));
});

test('a folder without tables is an error', () => {
  rmSync(join(folder, 'asian.json'));
  expect(() => readTables(folder)).toThrow(/no frequency table/);
});
