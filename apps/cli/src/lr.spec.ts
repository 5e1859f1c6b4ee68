import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseRecord } from './case-file.ts';
import { frequencyLookup } from './frequency-lookup.ts';
import { type CaseLine, runFile } from './lr.ts';
import { matrixLines } from './mutation.ts';

const folder = mkdtempSync(join(tmpdir(), 'kinledger-lr-'));
const shipped = join(__dirname, '../../../database/reference/frequencies');
const lookup = frequencyLookup(folder, shipped);
afterAll(() => rmSync(folder, { recursive: true }));

const person = (id: string, father: string | null = null) => ({ id, father, mother: null, sex: 1 as const });
const record: CaseRecord = {
  id: 'one',
  frequencies: 'tiny',
  theta: 0,
  mutation: { model: 'none' },
  loci: ['PENTA_E', 'vWA'],
  individuals: {
    P: { sex: 1, genotypes: { PENTA_E: ['5', '7'], vWA: ['15', '16'] } },
    C: { sex: 1, genotypes: { PENTA_E: ['5', '5'], vWA: ['15', ''] } },
  },
  hypotheses: [
    { name: 'father', pedigree: [person('P'), person('C', 'P')] },
    { name: 'unrelated', pedigree: [person('P'), person('C')] },
  ],
  numerator: 'father',
  denominator: 'unrelated',
  perLocusLR: { PENTA_E: 1 / (2 * 0.2), vWA: (0.5 + 0.5 * 0.3) / (2 * 0.3 - 0.3 * 0.3) },
};
writeFileSync(
  join(folder, 'freq-tiny.json'),
  JSON.stringify({ name: 'tiny', loci: { 'Penta E': { 5: 0.2, 7: 0.8 }, VWA: { 15: 0.3, 16: 0.6, '9.3': 0.1 } } }),
);

function run(
  cases: readonly unknown[],
  json: boolean,
): { readonly agreed: boolean; readonly lines: readonly string[] } {
  const file = join(folder, 'cases.json');
  writeFileSync(file, JSON.stringify({ cases }));
  const lines: string[] = [];
  return { agreed: runFile(file, lookup, json, (line) => lines.push(line)).agreed, lines };
}

test('each case is a line of JSON with the ratio of each locus under the name that the case uses', () => {
  const [line] = run([record], true).lines.map((text) => JSON.parse(text) as CaseLine);
  expect(line).toMatchObject({ file: 'cases.json', id: 'one' });
  if (line === undefined || 'error' in line) throw new Error('no ratio');
  expect(line.perLocusLR.PENTA_E).toBeCloseTo(2.5, 12);
  expect(line.log10LR).toBeCloseTo(Math.log10(2.5) + Math.log10(0.65 / 0.51), 12);
});

test('a table whose name no file in the folder has is the shipped one', () => {
  const [line] = run([{ ...record, frequencies: 'NIST1036-Cauc', loci: ['vWA'] }], true).lines;
  expect(JSON.parse(line as string)).toMatchObject({ perLocusLR: { vWA: expect.any(Number) } });
});

test('a case that cannot be computed says why and the next one is computed', () => {
  const { lines } = run([{ ...record, frequencies: 'nowhere' }, { ...record, loci: ['FGA'] }, record], true);
  const read = lines.map((text) => JSON.parse(text) as CaseLine);
  expect(read.map((line) => 'error' in line)).toEqual([true, true, false]);
  expect(read[1]).toMatchObject({ error: 'Table tiny has no locus FGA.' });
});

test('what is no case is a line with its error, and the cases beside it are computed', () => {
  const { lines, agreed } = run([null, { id: 'empty' }, record], true);
  const read = lines.map((text) => JSON.parse(text) as CaseLine);
  expect(read.map(({ id }) => id)).toEqual(['', 'empty', 'one']);
  expect(read.map((line) => 'error' in line)).toEqual([true, true, false]);
  expect(agreed).toBe(true);
  expect(run([null, record], false).agreed).toBe(false);
});

test('no table is needed where each locus has frequencies of its own', () => {
  const frequencyOverrides = { VWA: { 15: 0.3, 16: 0.7 } };
  const own = { ...record, frequencies: undefined, frequencyOverrides, loci: ['vWA'], mutation: { model: 'none' } };
  const [line] = run([own], true).lines;
  expect(JSON.parse(line as string)).toMatchObject({ perLocusLR: { vWA: expect.any(Number) } });
});

test('who waits can be told which locus of which case is next', () => {
  const file = join(folder, 'cases.json');
  writeFileSync(file, JSON.stringify({ cases: [record] }));
  const told: string[] = [];
  runFile(
    file,
    lookup,
    true,
    () => {},
    (id, locus) => told.push(`${id} ${locus}`),
  );
  expect(told).toEqual(['one PENTA_E', 'one vWA']);
});

test('a person may have any name', () => {
  const renamed = JSON.parse(
    JSON.stringify(record).replaceAll('"P"', '"__proto__"').replaceAll('"C"', '"constructor"'),
  );
  const [line, plain] = run([renamed, record], true).lines;
  expect(line).toBe(plain);
});

test('the table agrees within 1e-9 and fails beyond', () => {
  const agreed = run([record], false);
  expect(agreed.agreed).toBe(true);
  expect(agreed.lines.join('\n')).not.toContain('DIFFERENT');
  const off = run([{ ...record, perLocusLR: { ...record.perLocusLR, PENTA_E: 2.5 * (1 + 1e-8) } }], false);
  expect(off.agreed).toBe(false);
  expect(off.lines.join('\n')).toContain('DIFFERENT');
});

test('what a file leaves null is as if it were not there', () => {
  const nulls = { range: null, rate2: null, transform: null, femaleModel: null };
  const mutation = { model: 'equal', maleRate: 0.002, femaleRate: 0.001 };
  const cases = [
    { ...record, theta: null, chromosome: null, mutation: { ...mutation, ...nulls } },
    { ...record, mutation },
  ];
  const [one, other] = run(cases, true).lines;
  expect(one).toContain('"log10LR":0.');
  expect(one).toBe(other);
});

test('a ratio of zero is null', () => {
  const child = { sex: 1 as const, genotypes: { vWA: ['9.3', '9.3'] } };
  const [line] = run([{ ...record, loci: ['vWA'], individuals: { ...record.individuals, C: child } }], true).lines;
  expect(JSON.parse(line as string)).toMatchObject({ log10LR: null, perLocusLR: { vWA: 0 } });
});

test('a file without cases is refused', () => {
  const file = join(folder, 'other.json');
  writeFileSync(file, '{}');
  const lines: string[] = [];
  expect(runFile(file, lookup, false, (line) => lines.push(line)).agreed).toBe(false);
  expect(lines[0]).toContain('no list "cases"');
});

test('matrices come in the order of the file, an impossible one as an error', () => {
  const entry = { locus: 'VWA', frequencies: 'tiny', rate: 0.002, range: null, rate2: null, transform: null };
  const text = JSON.stringify({
    matrices: [
      { ...entry, model: 'equal' },
      { ...entry, model: 'onestep' },
    ],
  });
  const [equal, onestep] = [...matrixLines(text, lookup)];
  expect(equal).toMatchObject({
    locus: 'VWA',
    model: 'equal',
    matrix: [[0.998, 0.001, 0.001], expect.anything(), expect.anything()],
  });
  expect(onestep).toMatchObject({ model: 'onestep', error: expect.stringContaining('whole numbers') });
});

const woman = (id: string) => ({ id, father: null, mother: null, sex: 2 as const });
const sibling = (id: string) => ({ id, father: 'F', mother: 'M', sex: 1 as const });
const same = { sex: 1 as const, genotypes: { vWA: ['15', '16'], D12S391: ['15', '16'] } };
const siblings = {
  ...record,
  loci: ['vWA', 'D12S391'],
  frequencyOverrides: { D12S391: { 15: 0.3, 16: 0.7 } },
  individuals: { A: same, B: same },
  hypotheses: [
    { name: 'siblings', pedigree: [person('F'), woman('M'), sibling('A'), sibling('B')] },
    { name: 'unrelated', pedigree: [person('A'), person('B')] },
  ],
  numerator: 'siblings',
  perLocusLR: undefined,
};

test('linked loci that count as independent are named, in both forms, and computed jointly where the case says so', () => {
  const [line] = run([siblings], true).lines.map((text) => JSON.parse(text) as CaseLine);
  expect(line).toMatchObject({
    warnings: [{ code: 'linkage-ignored', loci: ['vWA', 'D12S391'], hypotheses: ['siblings'] }],
  });
  expect(run([siblings], false).lines.join('\n')).toContain('warning: vWA and D12S391 are linked');
  const linkage = [{ locus1: 'vWA', locus2: 'D12S391', recombinationRate: 0.1 }];
  const [joint] = run([{ ...siblings, linkage }], true).lines.map((text) => JSON.parse(text) as CaseLine);
  if (line === undefined || joint === undefined || 'error' in line || 'error' in joint) throw new Error('no ratio');
  expect(joint.warnings).toBeUndefined();
  expect(joint.log10LR).toBe(line.log10LR);
  expect(joint.log10LRLinked).toBeCloseTo(Math.log10(joint.linkage?.[0]?.pairLR ?? 0), 12);
  expect(joint.log10LRLinked).not.toBeCloseTo(joint.log10LR as number, 3);
});

test('priors become posteriors', () => {
  const priors = { father: 1, unrelated: 3 };
  const [line] = run([{ ...record, priors }], true).lines.map((text) => JSON.parse(text) as CaseLine);
  const ratio = 2.5 * (0.65 / 0.51);
  expect(line).toMatchObject({ posteriors: { father: expect.closeTo(ratio / (ratio + 3), 12) } });
  expect(run([{ ...record, priors }], false).lines.join('\n')).toContain('posterior of father: 51.5');
  expect(run([{ ...record, priors: { father: 1 } }], true).lines[0]).toContain('"error"');
});

test('a case may state rates and a matrix of its own for single loci, under any spelling of their names', () => {
  const opposite = {
    P: { sex: 1 as const, genotypes: { PENTA_E: ['5', '5'], vWA: ['15', '15'] } },
    C: { sex: 1 as const, genotypes: { PENTA_E: ['7', '7'], vWA: ['16', '16'] } },
  };
  const ask = (mutation: unknown) => {
    const [line] = run([{ ...record, individuals: opposite, mutation }], true).lines;
    return JSON.parse(line as string) as { perLocusLR: Record<string, number>; error?: string };
  };
  const rates = { model: 'equal', maleRate: 0.002, femaleRate: 0.001, locusRates: { VWA: { maleRate: 0.02 } } };
  expect(ask(rates).perLocusLR).toEqual({
    PENTA_E: expect.closeTo(0.002 / 0.8, 12),
    vWA: expect.closeTo(0.02 / 2 / 0.6, 12),
  });
  const rows = [
    [0.75, 0.25],
    [0, 1],
  ];
  const custom = { 'Penta E': { alleles: ['5', '7'], male: rows, female: rows } };
  expect(ask({ ...rates, custom }).perLocusLR.PENTA_E).toBeCloseTo(0.25 / 0.8, 12);
  expect(ask({ model: 'custom', custom }).error).toMatch(/^Locus vWA: .*no matrix/);
  expect(ask({ ...rates, locusRates: { VVA: { maleRate: 0.02 } } }).error).toContain('locus VVA');
});

test('a custom matrix is checked and given back in the order of the table', () => {
  const entry = { locus: 'Penta E', frequencies: 'tiny', model: 'custom', alleles: ['7', '5'] };
  const rows = [
    [0.75, 0.25],
    [0, 1],
  ];
  const text = JSON.stringify({ matrices: [{ ...entry, matrix: rows }, { ...entry, matrix: [[1, 0]] }, { ...entry }] });
  const [good, short, absent] = [...matrixLines(text, lookup)];
  expect(good).toEqual({
    locus: 'Penta E',
    model: 'custom',
    matrix: [
      [1, 0],
      [0.25, 0.75],
    ],
  });
  expect(short).toMatchObject({ error: expect.stringContaining('2 rows of 2 numbers') });
  expect(absent).toMatchObject({ error: expect.stringContaining('no matrix') });
});
