import { readFileSync } from 'node:fs';
import { LOCI, parseProfile, readFrequenciesWithoutN, readMutationTable } from './index.ts';
import { readStepStudies } from './step-studies.ts';

const read = (path: string) => JSON.parse(readFileSync(`database/reference/${path}.json`, 'utf8'));
const CHINA = 'frequencies-without-n/China-59';
const AABB = 'mutation/AABB-2003';

test('the Chinese table says what it lacks: N, and an allele of SE33', () => {
  const table = readFrequenciesWithoutN(read(CHINA));
  expect(Object.keys(table.loci)).toHaveLength(58);
  expect(table.incomplete).toEqual(['SE33']);
  expect(table.loci.SE33).toBeUndefined();
  expect(table.notes.join(' ')).toMatch(/N is not stated.*SE33 is incomplete/);
  expect(table.loci.CSF1PO?.['12']).toBe(0.3834);
});

test('every allele of the Chinese table is one that a profile may have', () => {
  for (const [locus, frequencies] of Object.entries(readFrequenciesWithoutN(read(CHINA)).loci)) {
    for (const allele of Object.keys(frequencies))
      expect(parseProfile({ [locus]: [allele] })).toEqual({ [locus]: [allele] });
  }
});

test('a locus that does not sum to 1 is refused unless it is called incomplete', () => {
  expect(() => readFrequenciesWithoutN({ ...read(CHINA), incomplete: [] })).toThrow(/SE33 do not sum to 1/);
});

test('mutation rates stand for each sex, and fathers mutate more', () => {
  const { loci } = readMutationTable(read(AABB));
  expect(Object.keys(loci)).toHaveLength(15);
  expect(loci.FGA).toEqual({ maternal: '0.0005', paternal: '0.0032' });
  for (const [locus, { maternal, paternal }] of Object.entries(loci)) {
    expect(Number(paternal)).toBeGreaterThanOrEqual(Number(maternal));
    expect(LOCI.find(({ name }) => name === locus)?.kind).toBe('autosomal');
  }
});

test.each([CHINA, AABB])('%s with a figure changed, or without its source, is refused', (path) => {
  const json = read(path);
  const reader = path === AABB ? readMutationTable : readFrequenciesWithoutN;
  const changed = JSON.parse(JSON.stringify(json).replace('"0.0002"', '"0.0003"'));
  expect(() => reader(changed)).toThrow(expect.objectContaining({ code: 'table-changed' }));
  expect(() => reader({ ...json, source: '' })).toThrow(expect.objectContaining({ code: 'bad-table' }));
});

test('in every study nearly all mutations are by one repeat', () => {
  const json = read('mutation-steps/one-step-shares');
  const { studies } = readStepStudies(json);
  expect(studies).toHaveLength(3);
  for (const { mutations, oneStep } of studies) expect(oneStep / mutations).toBeGreaterThan(0.96);
  const [first, ...others] = json.studies;
  expect(() => readStepStudies({ ...json, studies: [{ ...first, oneStep: 1 }, ...others] })).toThrow(/digest/);
  expect(() => readStepStudies({ ...json, studies: [{ ...first, source: '' }] })).toThrow(/source/);
});
