import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareAlleles, readFrequencyTable } from '@kinledger/profile';
import { quantile, shareAtLeast, simulateRatios } from './distribution.ts';
import { type Panel, preparePanel } from './panel.ts';
import { seededRandom } from './random.ts';

const file = join(__dirname, '../../../database/reference/frequencies/NIST1036-Asian.json');
const table = readFrequencyTable(JSON.parse(readFileSync(file, 'utf8')));
const IDENTIFILER =
  'D8S1179 D21S11 D7S820 CSF1PO D3S1358 TH01 D13S317 D16S539 D2S1338 D19S433 vWA TPOX D18S51 D5S818 FGA'.split(' ');

function panelOf(loci: readonly string[]): Panel {
  const tables = loci.map((locus) => {
    const frequencies = table.loci[locus]?.frequencies ?? {};
    const alleles = Object.keys(frequencies).sort(compareAlleles);
    return { locus, alleles, frequencies: alleles.map((allele) => frequencies[allele] as number) };
  });
  return preparePanel(tables, { theta: 0, mutation: { model: 'none', maleRate: 0, femaleRate: 0 } });
}

const run = (over: Partial<Parameters<typeof simulateRatios>[0]> = {}) =>
  simulateRatios({
    panel: panelOf(IDENTIFILER),
    question: 'one-parent',
    sex: 'female',
    related: true,
    count: 4000,
    random: seededRandom('distribution'),
    ...over,
  });

test('about a quarter of true one-parent pairs stay below ten thousand with 15 loci, as published for China', () => {
  const { share, standardError } = shareAtLeast(run(), 4);
  expect(1 - share).toBeGreaterThan(0.18);
  expect(1 - share).toBeLessThan(0.34);
  expect(standardError).toBeCloseTo(Math.sqrt((share * (1 - share)) / 4000), 12);
});

test('the other parent known, hardly any pair stays below, and both parents together give more', () => {
  const known = run({ question: 'known-parent' });
  expect(shareAtLeast(known, 4).share).toBeGreaterThan(0.9);
  expect(quantile(run({ question: 'both-parents' }), 0.5)).toBeGreaterThan(quantile(known, 0.5));
});

test('of unrelated pairs the mean ratio is 1, so a ratio of t or more is as rare as 1/t', () => {
  const values = run({ related: false, panel: panelOf(IDENTIFILER.slice(0, 2)), count: 20_000 });
  const mean = values.reduce((sum, log10) => sum + 10 ** log10, 0) / values.length;
  expect(Math.abs(mean - 1)).toBeLessThan(0.1);
  expect(shareAtLeast(values, 1).share).toBeLessThan(0.1);
  expect(quantile(values, 0)).toBe(Number.NEGATIVE_INFINITY);
});

test('a seed gives the same values, ascending', () => {
  const values = run({ count: 50 });
  expect(run({ count: 50 })).toEqual(values);
  expect([...values].sort((a, b) => a - b)).toEqual([...values]);
});
