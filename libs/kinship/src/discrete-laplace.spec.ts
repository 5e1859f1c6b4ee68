import { type DiscreteLaplace, discreteLaplaceFrequency, fitDiscreteLaplace } from './discrete-laplace.ts';
import { KinshipError } from './errors.ts';
import type { YHaplotype } from './lineage-y.ts';
import { seededRandom } from './random.ts';

const LOCI = ['DYS19', 'DYS390', 'DYS391', 'DYS392', 'DYS393'];
const TRUTH = [
  { weight: 0.7, centre: [14, 24, 11, 13, 13], scatter: [0.3, 0.2, 0.25, 0.05, 0.1] },
  { weight: 0.3, centre: [17, 22, 9, 10, 15], scatter: [0.15, 0.1, 0.125, 0.025, 0.05] },
];

/** How far from the centre, either way: P(d) = (1 - p)/(1 + p) p^|d|. */
function drawnStep(p: number, random: () => number): number {
  let rest = random() - (1 - p) / (1 + p);
  for (let d = 1; rest > 0 && d < 100; d++) {
    const chance = ((1 - p) / (1 + p)) * p ** d;
    if (rest < chance) return d;
    if (rest < 2 * chance) return -d;
    rest -= 2 * chance;
  }
  return 0;
}

function drawn(men: number, seed: string): readonly YHaplotype[] {
  const random = seededRandom(seed);
  return Array.from({ length: men }, () => {
    const cluster = TRUTH[random() < 0.7 ? 0 : 1] as (typeof TRUTH)[number];
    return Object.fromEntries(
      LOCI.map((locus, k) => [
        locus,
        [String((cluster.centre[k] as number) + drawnStep(cluster.scatter[k] as number, random))],
      ]),
    );
  });
}

const trueFrequency = (haplotype: YHaplotype): number =>
  discreteLaplaceFrequency({ loci: LOCI, clusters: TRUTH, databaseSize: 0, logLikelihood: 0, bic: 0 }, haplotype);

test('of simulated men the clusters are found, with their centres, weights and scatter', () => {
  const database = drawn(400, 'seven');
  const fit = fitDiscreteLaplace(database, LOCI, 3);
  const clusters = [...fit.clusters].sort((a, b) => b.weight - a.weight);
  expect(clusters.map(({ centre }) => centre)).toEqual(TRUTH.map(({ centre }) => centre));
  for (const [j, { weight, scatter }] of clusters.entries()) {
    expect(Math.abs(weight - (TRUTH[j]?.weight as number))).toBeLessThan(0.06);
    for (const [k, p] of scatter.entries()) expect(Math.abs(p - (TRUTH[j]?.scatter[k] as number))).toBeLessThan(0.08);
  }
  const rare = Object.fromEntries(LOCI.map((locus, k) => [locus, [String((TRUTH[0]?.centre[k] as number) + (k % 2))]]));
  for (const haplotype of [database[0] as YHaplotype, rare]) {
    expect(discreteLaplaceFrequency(fit, haplotype) / trueFrequency(haplotype)).toBeGreaterThan(0.6);
    expect(discreteLaplaceFrequency(fit, haplotype) / trueFrequency(haplotype)).toBeLessThan(1.6);
  }
  expect(fitDiscreteLaplace([...database].reverse(), LOCI, 2).logLikelihood).toBeCloseTo(fit.logLikelihood, 6);
});

test('one cluster and one locus: p has the closed form of the mean distance', () => {
  const sizes = [14, 14, 14, 15, 15, 13, 14, 16, 14];
  const fit = fitDiscreteLaplace(
    sizes.map((size) => ({ DYS19: [String(size)] })),
    ['DYS19'],
    1,
  );
  const mean = sizes.reduce((sum, size) => sum + Math.abs(size - 14), 0) / sizes.length;
  const p = (Math.sqrt(1 + mean * mean) - 1) / mean;
  expect(fit.clusters).toEqual([{ weight: 1, centre: [14], scatter: [expect.closeTo(p, 8)] }]);
  expect(discreteLaplaceFrequency(fit, { DYS19: ['18'] })).toBeCloseTo(((1 - p) / (1 + p)) * p ** 4, 8);
});

test('the frequencies of all haplotypes sum to 1', () => {
  const fit: DiscreteLaplace = fitDiscreteLaplace(drawn(150, 'three'), ['DYS19', 'DYS390'], 3);
  let sum = 0;
  for (let a = 0; a < 40; a++) {
    for (let b = 0; b < 50; b++) sum += discreteLaplaceFrequency(fit, { DYS19: [`${a}`], DYS390: [`${b}`] });
  }
  expect(sum).toBeCloseTo(1, 7);
});

test('two clusters explain two clusters of men better than one, and BIC sees no third', () => {
  const database = drawn(200, 'eleven');
  const [one, several] = [1, 3].map((most) => fitDiscreteLaplace(database, LOCI.slice(0, 3), most));
  expect(several?.logLikelihood).toBeGreaterThan(one?.logLikelihood as number);
  expect(several?.clusters).toHaveLength(2);
});

test('DYS389II is taken without DYS389I', () => {
  const men = ['12', '13', '14'].map((part, i) => ({
    DYS389I: [part],
    DYS389II: [String(Number(part) + 16 + (i % 2))],
  }));
  const fit = fitDiscreteLaplace(men, ['DYS389I', 'DYS389II'], 1);
  expect(fit.clusters[0]?.centre).toEqual([13, 16]);
});

test.each<[string, readonly YHaplotype[], readonly string[], RegExp]>([
  ['partial repeats', [{ DYS19: ['14'] }, { DYS19: ['14.2'] }], ['DYS19'], /Locus DYS19 .*whole repeats/],
  ['two copies', [{ DYS385: ['11', '14'] }, { DYS385: ['11', '14'] }], ['DYS385'], /Locus DYS385 .*one allele/],
  ['a man not typed', [{ DYS19: ['14'] }, {}], ['DYS19'], /Locus DYS19/],
  ['no loci', [{ DYS19: ['14'] }, { DYS19: ['14'] }], [], /needs loci/],
  ['no database', [], ['DYS19'], /needs a database/],
])('refused: %s', (_, database, loci, message) => {
  expect(() => fitDiscreteLaplace(database, loci)).toThrow(KinshipError);
  expect(() => fitDiscreteLaplace(database, loci)).toThrow(message);
});
