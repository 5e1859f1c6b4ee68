// What likelihood ratios cost, each figure beside a plain baseline measured in the same run and beside the least that the
// arithmetic could take. After a build: node test/bench/kinship.mjs [seconds per measurement]
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  answerCompiled,
  codeProfile,
  compileQuestion,
  DEFAULT_SETTINGS,
  duoLog10,
  kinshipRatios,
  likelihood,
  locusModel,
  parentage,
  preparePanel,
  seededRandom,
  simulateChild,
  simulateProfile,
  simulateRatios,
  trioLog10,
} from '../../dist/libs/kinship/src/index.js';

const SECONDS = Number(process.argv[2] ?? 0.5);
const ROUNDS = 5;
const FILE = fileURLToPath(import.meta.url);
// the table and the loci behind the figures of pedprobr and Familias; 55 alleles at SE33
const LOCI =
  `D3S1358 D16S539 CSF1PO TPOX D8S1179 D21S11 D18S51 D2S441 D19S433 TH01 FGA D22S1045 D5S818 D13S317 D7S820 SE33
  D10S1248 D1S1656 D12S391 D2S1338 D2S1360 D3S3045`.split(/\s+/);
const COUSINS = 'F m, M f, A m F M, B f F M, S f, T m, K m A S, L f T B';
const LARGE =
  '1 m, 2 f, 4 f, 6 m, 8 f, 15 f, 18 m, 3 m 1 2, 5 f 1 2, 7 m 1 2, 9 m 3 4, 10 f 3 4, 11 m 6 5, 12 f 6 5, ' +
  '13 f 7 8, 14 m 7 8, 16 m 9 15, 17 f 9 15, 19 m 18 10, 20 f 18 10';
const tables = readTables('fixtures/cases/tables/norSTR-norway.json');
const table = {
  id: 'norSTR-norway',
  loci: Object.fromEntries(
    tables.map(({ locus, alleles, frequencies }) => [
      locus,
      { chromosomes: 2000, frequencies: Object.fromEntries(alleles.map((allele, i) => [allele, frequencies[i]])) },
    ]),
  ),
};
const NONE = { model: 'none', maleRate: 0, femaleRate: 0 };
const STEPWISE = DEFAULT_SETTINGS.mutation;
const MODELS = [
  ['no mutation', NONE],
  ['equal', { model: 'equal', maleRate: 0.002, femaleRate: 0.0005 }],
  ['stepwise', STEPWISE],
];
const random = seededRandom('bench');
/** "F m, M f, C m F M": id, sex, father and mother. */
const persons = (text) =>
  text.split(', ').map((line) => {
    const [id, sex, father = null, mother = null] = line.split(' ').map((word) => (word === '?' ? null : word));
    return { id, sex: sex === 'm' ? 'male' : 'female', father, mother };
  });

if (process.argv[2] === 'once') {
  const start = process.cpuUsage();
  kinshipRatios(familyQuestion(STEPWISE));
  const { user, system } = process.cpuUsage(start);
  console.log(user + system);
} else {
  const profiles = { father: simulateProfile(table, random), mother: simulateProfile(table, random) };
  const child = simulateChild(profiles, table, random);
  const hand = measure(() => handDuo(profiles.father, child));
  const handTrio = measure(() => handTrioRatio(profiles.father, profiles.mother, child));
  formulas(profiles, child, hand, handTrio);
  simulations();
  engine(profiles, child, hand);
  families();
  theta();
}

/** Searches and simulations: profiles as numbers, closed formulas. */
function formulas({ father, mother }, child, hand, handTrio) {
  heading('coded profiles, 22 loci', 'by hand', 'reading the numbers and one logarithm');
  for (const [name, theta, mutation] of [
    ['no mutation', 0, NONE],
    ['stepwise', 0, STEPWISE],
    ['stepwise, theta 0.01', 0.01, STEPWISE],
  ]) {
    const panel = preparePanel(tables, { theta, mutation });
    const [f, m, c] = [father, mother, child].map((profile) => codeProfile(panel, profile));
    const least = measure(() => reads(panel, f, c));
    const duo = measure(() => duoLog10(panel, f, 'male', c));
    const trio = measure(() => trioLog10(panel, f, m, c, 'father'));
    print(`duo, ${name}`, duo, hand, least);
    print(`trio, ${name}`, trio, handTrio, least);
  }
}

/** A thousand simulated pairs and their ratios, per pair, profiles included. */
function simulations() {
  heading('distribution of ratios, per simulated pair', 'drawn and computed by hand', 'the random numbers alone');
  const numbers = seededRandom('numbers');
  const least = measure(() => {
    for (let i = 0; i < 4 * LOCI.length; i++) numbers();
  });
  const hand = measure(() => {
    const father = simulateProfile(table, random);
    handDuo(father, simulateChild({ father, mother: null }, table, random));
  });
  for (const [name, mutation] of [MODELS[0], MODELS[2]]) {
    const panel = preparePanel(tables, { theta: 0, mutation });
    const settings = { panel, question: 'one-parent', sex: 'male', related: true, count: 1000 };
    const all = measure(() => simulateRatios({ ...settings, random: seededRandom('pairs') }), 1);
    print(`1,000 pairs, ${name}`, all / 1000, hand, least);
  }
}

/** Questions as an application asks them, strings in and out. */
function engine({ father }, child, hand) {
  heading('one question, 22 loci', 'by hand');
  const people = { F: father, C: child };
  const related = persons('F m, C m F ?');
  const strangers = persons('F m, C m');
  for (const [name, mutation] of [MODELS[0], MODELS[2]]) {
    const asked = question(related, strangers, people, mutation);
    const ours = measure(() => kinshipRatios(asked));
    print(`duo by the general engine, ${name}`, ours, hand);
  }
  const person = (code, sex, profile) => ({ code, sex, profile });
  const check = {
    question: 'one-parent',
    child: person('C', 'male', child),
    parent: person('F', 'male', father),
    table,
    settings: DEFAULT_SETTINGS,
  };
  const checked = measure(() => parentage(check));
  print('parentage check, default settings', checked, hand);
  const compiled = compileQuestion(question(related, strangers, { F: father }, STEPWISE), 'C', 'h1');
  const answered = measure(() => answerCompiled(compiled, child));
  print('compiled question, one profile', answered, hand);
}

/** Twenty persons in three generations, eight typed; the doubt is whether one grandchild belongs to it. */
function families() {
  // each of two hypotheses turns three children into tables of gametes (2 n^3 each) and sums one couple (n^2/2 times 4 n)
  heading('family of 20, 8 typed, 22 loci', 'one product of 55 x 55', 'its multiplications at that speed');
  const product = measure(() => plainProduct(55));
  const cubes = tables.reduce((sum, { alleles }) => sum + alleles.length ** 3, 0);
  for (const [name, mutation] of MODELS) {
    const asked = familyQuestion(mutation);
    const least = name === 'stepwise' ? (product / 55 ** 3) * 16 * cubes : undefined;
    const ours = measure(() => kinshipRatios(asked), 1);
    print(name, ours, product, least);
  }
  const runs = Array.from({ length: 5 }, () =>
    Number(spawnSync(process.execPath, [FILE, 'once'], { encoding: 'utf8' }).stdout),
  );
  print('stepwise, the first question of a process', Math.min(...runs), product);
}

/** Untyped founders whose alleles come from one urn. */
function theta() {
  heading('theta 0.01, stepwise, one locus', 'one product of 55 x 55');
  const product = measure(() => plainProduct(55));
  for (const [name, people, typed] of [
    ['brother and sister', COUSINS, ['A', 'B']],
    ['cousins', COUSINS, ['K', 'L']],
    ['cousins, two of each couple', `${COUSINS}, K2 f A S, L2 m T B`, ['K', 'L', 'K2', 'L2']],
  ]) {
    for (const locus of ['D18S51', 'SE33']) {
      const own = tables.find((entry) => entry.locus === locus);
      const model = locusModel(own, { mutation: STEPWISE });
      const seen = Object.fromEntries(typed.map((id, i) => [id, [own.alleles[5 + i], own.alleles[8 + 2 * i]]]));
      const ours = measure(() => likelihood(persons(people), seen, model, { theta: 0.01 }), 1);
      print(`${name}, ${locus}, ${own.alleles.length} alleles`, ours, product);
    }
  }
}

function familyQuestion(mutation) {
  const members = persons(LARGE);
  const profiles = {};
  for (const { id, father, mother } of members) {
    profiles[id] =
      father === null
        ? simulateProfile(table, random)
        : simulateChild({ father: profiles[father], mother: profiles[mother] }, table, random);
  }
  const typed = Object.fromEntries(['4', '11', '13', '14', '15', '17', '19', '16'].map((id) => [id, profiles[id]]));
  const apart = members.map((member) => (member.id === '16' ? { ...member, father: null, mother: null } : member));
  return question(members, apart, typed, mutation);
}

function question(h1, h2, typed, mutation) {
  return {
    hypotheses: [
      { name: 'h1', pedigree: h1 },
      { name: 'h2', pedigree: h2 },
    ],
    against: 'h2',
    loci: tables.map((one) => ({
      table: one,
      observations: Object.fromEntries(Object.entries(typed).map(([id, profile]) => [id, profile[one.locus]])),
    })),
    settings: { theta: 0, mutation },
  };
}

/** The textbook ratio of one parent and child, written out over strings as one would by hand. */
function handDuo(parent, child) {
  return handProduct(
    child,
    (locus, allele) => handShare(parent[locus], allele),
    (f, allele) => f[allele],
  );
}

/** The same of two parents, the mother undisputed. */
function handTrioRatio(father, mother, child) {
  const fromMother = (locus, allele) => handShare(mother[locus], allele);
  return handProduct(child, (locus, allele) => handShare(father[locus], allele), undefined, fromMother);
}

function handProduct(
  child,
  first,
  frequency,
  second = (locus, allele) => frequency(table.loci[locus].frequencies, allele),
) {
  let log10 = 0;
  for (const locus of LOCI) {
    const f = table.loci[locus].frequencies;
    const [a, b] = child[locus];
    const above = first(locus, a) * second(locus, b) + (a === b ? 0 : first(locus, b) * second(locus, a));
    const below = f[a] * second(locus, b) + (a === b ? 0 : f[b] * second(locus, a));
    log10 += Math.log10(above / below);
  }
  return log10;
}

function handShare([one, two], allele) {
  return (one === allele ? 0.5 : 0) + (two === allele ? 0.5 : 0);
}

/** Every number that the ratio of a pair depends on, read once. */
function reads({ loci }, parent, child) {
  let product = 1;
  for (let i = 0; i < loci.length; i++) {
    const { n, male, frequencies } = loci[i];
    const [p1, p2, c1, c2] = [parent[2 * i], parent[2 * i + 1], child[2 * i], child[2 * i + 1]];
    product *=
      male[p1 * n + c1] + male[p2 * n + c1] + male[p1 * n + c2] + male[p2 * n + c2] + frequencies[c1] + frequencies[c2];
  }
  return Math.log10(product);
}

/** One product of two square matrices: n^3 multiplications. */
function plainProduct(n) {
  const [a, b, c] = [0.1, 0.2, 0].map((value) => new Float64Array(n * n).fill(value));
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j];
  }
  return c;
}

function readTables(file) {
  const { loci } = JSON.parse(readFileSync(file, 'utf8'));
  return LOCI.map((locus) => {
    const entries = loci[locus].split(' ').map((entry) => entry.split(':'));
    entries.sort(([a], [b]) => Number(a) - Number(b));
    return { locus, alleles: entries.map(([allele]) => allele), frequencies: entries.map(([, f]) => Number(f)) };
  });
}

/** Microseconds of CPU time per call: the best of several rounds, because other work disturbs only upwards. */
function measure(act, batch = 10) {
  act();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    let calls = 0;
    let spent = 0;
    do {
      for (let i = 0; i < batch; i++) act();
      calls += batch;
      const { user, system } = process.cpuUsage(start);
      spent = user + system;
    } while (spent < (SECONDS * 1e6) / ROUNDS);
    best = Math.min(best, spent / calls);
  }
  return best;
}

function heading(what, baseline, least) {
  console.log(`\n${what}\n  baseline: ${baseline}${least === undefined ? '' : `; least: ${least}`}`);
}

function print(name, ours, baseline, least) {
  const text = (us) => (us < 1000 ? `${us.toFixed(2)} us` : `${(us / 1000).toFixed(2)} ms`).padStart(10);
  const ratio = `baseline ${text(baseline)}, ratio ${(ours / baseline).toPrecision(3).padEnd(8)}`;
  const above = least === undefined ? '' : ` least ${text(least)}, ${(ours / least).toPrecision(3)} times`;
  console.log(`  ${name.padEnd(44)} ${text(ours)}   ${ratio}${above}`);
}
