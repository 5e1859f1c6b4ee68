import { DirichletMoment } from './dirichlet-moment.ts';
import { familyGraph } from './graph.ts';
import { likelihood, likelihoodByState } from './likelihood.ts';
import { type LocusTable, locusModel } from './locus.ts';
import type { MutationSettings } from './mutation.ts';
import { type Observation, observedStates } from './observation.ts';
import type { Pedigree, Person } from './pedigree.ts';
import { nextAllele, peelFromUrn } from './urn.ts';

const THETA = 0.03;
const ALLELES = ['9', '9.3', '10', '11'];
const TABLE: LocusTable = { locus: 'TH01', alleles: ALLELES, frequencies: [0.1, 0.2, 0.3, 0.4] };
const STEPWISE: MutationSettings = { model: 'stepwise', maleRate: 0.03, femaleRate: 0.01, range: 0.3, rate2: 0.002 };

/** "F m, M f, C m F M": id, sex, father and mother, "?" for one who is not modelled. */
const pedigree = (text: string): Pedigree =>
  text.split(', ').map((line): Person => {
    const [id, sex, father = '?', mother = '?'] = line.split(' ') as [string, string, string?, string?];
    const parent = (name: string) => (name === '?' ? null : name);
    return { id, sex: sex === 'm' ? 'male' : 'female', father: parent(father), mother: parent(mother) };
  });

const COUSINS = pedigree('F m, M f, A m F M, B f F M, S f, T m, K m A S, L f A S, N f T B');

/** Every way to hold founders first, each with and without a person whose states are asked for. */
function everyPlan(people: Pedigree, observations: Readonly<Record<string, Observation>>, rootPerson?: string) {
  const model = locusModel(TABLE, { mutation: STEPWISE });
  const typed = [...Object.keys(observations), ...(rootPerson === undefined ? [] : [rootPerson])];
  const graph = familyGraph(people, new Set(typed), 'autosomal');
  const nodes = graph.nodes.map(({ diploid, persons }) =>
    observedStates(
      model,
      diploid,
      persons.flatMap((id) => (observations[id] === undefined ? [] : [[id, observations[id]] as const])),
    ),
  );
  const families = graph.families.map(({ parents, children, matrices: [first, second] }) => ({
    parents,
    children,
    passing: { n: model.n, first: model[first ?? 'identity'], second: second === undefined ? second : model[second] },
  }));
  const founders = graph.nodes.flatMap(({ founder }, v) => (founder ? [v] : []));
  const root =
    rootPerson === undefined ? undefined : graph.nodes.findIndex(({ persons }) => persons.includes(rootPerson));
  const certain = founders.filter((v) => nodes[v]?.states.count === 1).length;
  const rootDrawn = root !== undefined && founders.includes(root) ? 1 : 0;
  const plans = [{ held: founders.length - 1, descents: false }];
  for (let held = certain; held <= founders.length - rootDrawn; held++) plans.push({ held, descents: true });
  return plans.map((plan) => [...peelFromUrn({ nodes, families }, founders, model.frequencies, THETA, root, plan)]);
}

test.each<[string, Pedigree, Record<string, Observation>]>([
  ['cousins and two of one couple', COUSINS, { K: ['9', '10'], L: ['9.3', '11'], N: ['9', '9'] }],
  ['an uncle who shows one allele', COUSINS, { K: ['9', '9.3'], A: ['11'], N: ['9', '10'] }],
  ['a founder with two alleles', COUSINS, { S: ['9', '11'], K: ['9', '10'], N: ['10', '11'] }],
  [
    'a sample that may have lost alleles',
    pedigree('F m, M f, A m F M, B f F M'),
    { A: { seen: ['9', '10'], dropout: 0.2, homozygoteDropout: 0.1, dropin: 0.05 }, B: ['9', '11'] },
  ],
  [
    'cousins who marry',
    pedigree('F m, M f, A m F M, B f F M, C m A ?, D f ? B, K m C D'),
    { K: ['9', '10'], F: ['9'] },
  ],
])('%s: descents and genotypes, whoever is held, come to the same', (_, people, observations) => {
  const [expected, ...others] = everyPlan(people, observations).map(([value]) => value as number);
  expect(others.length).toBeGreaterThan(1);
  for (const value of others) expect(Math.abs(value / (expected as number) - 1)).toBeLessThan(1e-12);
  const whole = likelihood(people, observations, locusModel(TABLE, { mutation: STEPWISE }), { theta: THETA });
  expect(Math.abs(whole / (expected as number) - 1)).toBeLessThan(1e-12);
});

test.each(['A', 'F', 'S', 'L'])(
  'the likelihood by the states of %s is the same by descents and by genotypes',
  (person) => {
    const observations = { K: ['9', '10'], B: ['9.3', '11'] };
    const [expected, ...others] = everyPlan(COUSINS, observations, person) as [number[], ...number[][]];
    expect(expected).toHaveLength(10);
    for (const values of others) {
      for (const [s, value] of values.entries())
        expect(Math.abs(value / (expected[s] as number) - 1)).toBeLessThan(1e-12);
    }
    const model = locusModel(TABLE, { mutation: STEPWISE });
    const { byState } = likelihoodByState(COUSINS, observations, person, model, { theta: THETA });
    for (const [s, value] of byState.entries())
      expect(Math.abs(value / (expected[s] as number) - 1)).toBeLessThan(1e-12);
  },
);

test('the mean of demands on alleles is the sum over all alleles drawn one after the other', () => {
  const frequencies = [0.2, 0.3, 0.5];
  const before = [2, 0, 1];
  const demands = [
    [0.1, 0.9, 0.4],
    [0.7, 0.2, 0.6],
    [0.3, 0.3, 1],
    [0, 1, 0.5],
  ];
  const drawnOn = (place: number, counts: readonly number[]): number => {
    const demand = demands[place];
    if (demand === undefined) return 1;
    return frequencies.reduce((sum, f, a) => {
      const chance = nextAllele(f, THETA, counts[a] as number, 3 + place);
      const after = counts.map((count, b) => (b === a ? count + 1 : count));
      return sum + chance * (demand[a] as number) * drawnOn(place + 1, after);
    }, 0);
  };
  const weights = Float64Array.from(frequencies, (f, a) => THETA * (before[a] as number) + (1 - THETA) * f);
  const moment = new DirichletMoment(weights, THETA, 3);
  for (const demand of demands) moment.push(Float64Array.from(demand));
  expect(moment.value()).toBeCloseTo(drawnOn(0, before), 14);
  moment.pop();
  moment.push(Float64Array.of(1, 1, 1));
  const withoutLast = moment.value();
  moment.pop();
  expect(moment.value()).toBeCloseTo(withoutLast, 14);
});

test('three untyped founders and fifty alleles are no matter of minutes', () => {
  const alleles = Array.from({ length: 50 }, (_, i) => String(i + 5));
  const table = { locus: 'SE33', alleles, frequencies: alleles.map(() => 0.02) };
  const model = locusModel(table, { mutation: STEPWISE });
  const people = pedigree('F m, M f, A m F M, B f F M, S f, K m A S, L f A S');
  const typed = { B: ['10', '12'], K: ['10', '20'], L: ['11', '21'] };
  expect(likelihood(people, typed, model, { theta: 0.02 })).toBeGreaterThan(0);
});

test('a family that theta would take hours for is refused, and the error names the locus and a way out', () => {
  const kids = Array.from({ length: 12 }, (_, i) => `K${i}`);
  const people = pedigree(
    `F m, M f, A m F M, B f F M, S f, T m, ${kids.map((kid, i) => `${kid} m ${i % 2 ? 'A S' : 'T B'}`).join(', ')}`,
  );
  const typed = Object.fromEntries(kids.map((kid) => [kid, ['9', '10']]));
  const alleles = Array.from({ length: 30 }, (_, i) => String(i + 5));
  const frequencies = alleles.map(() => 1 / 30);
  const model = locusModel({ locus: 'SE33', alleles, frequencies }, { mutation: STEPWISE });
  expect(() => likelihood(people, typed, model, { theta: 0.02 })).toThrow(/^Locus SE33: .*Set theta to 0/);
  expect(likelihood(people, typed, model)).toBeGreaterThan(0);
});
