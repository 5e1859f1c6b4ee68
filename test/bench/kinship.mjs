// What likelihood ratios cost: each figure beside a plain baseline measured in the same run. After a build:
// node test/bench/kinship.mjs [seconds per measurement]
import { readFileSync } from 'node:fs';
import {
  answerCompiled,
  codeProfile,
  compileQuestion,
  DEFAULT_SETTINGS,
  duoLog10,
  kinshipRatios,
  parentage,
  preparePanel,
  seededRandom,
  simulateChild,
  simulateProfile,
  trioLog10,
} from '../../dist/libs/kinship/src/index.js';
import { readFrequencyTable } from '../../dist/libs/profile/src/index.js';

const SECONDS = Number(process.argv[2] ?? 0.5);
const ROUNDS = 5;
const table = readFrequencyTable(JSON.parse(readFileSync('database/reference/frequencies/NIST1036-Cauc.json', 'utf8')));
const loci = Object.keys(table.loci).slice(0, 22);
if (!loci.includes('SE33')) loci.splice(21, 1, 'SE33');
const tables = loci.map((locus) => {
  const entries = Object.entries(table.loci[locus].frequencies).sort(([a], [b]) => Number(a) - Number(b));
  return { locus, alleles: entries.map(([allele]) => allele), frequencies: entries.map(([, f]) => f) };
});
const NONE = { model: 'none', maleRate: 0, femaleRate: 0 };
const STEPWISE = DEFAULT_SETTINGS.mutation;
const random = seededRandom('bench');
const founder = (id, sex) => ({ id, sex, father: null, mother: null });
const born = (id, sex, father, mother) => ({ id, sex, father, mother });

/** Microseconds of CPU time per call: the best of several rounds, because other work disturbs only upwards. */
function measure(act) {
  act();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    let calls = 0;
    let spent = 0;
    do {
      for (let i = 0; i < 10; i++) act();
      calls += 10;
      const { user, system } = process.cpuUsage(start);
      spent = user + system;
    } while (spent < (SECONDS * 1e6) / ROUNDS);
    best = Math.min(best, spent / calls);
  }
  return best;
}

function print(name, ours, baseline, plain) {
  const text = (us) => (us < 1000 ? `${us.toFixed(2)} us` : `${(us / 1000).toFixed(2)} ms`);
  console.log(
    `${name.padEnd(52)} ${text(ours).padStart(11)}   ${baseline} ${text(plain).padStart(11)}   ratio ${(ours / plain).toPrecision(3)}`,
  );
}

/** The textbook table of one parent and child, written out over strings as one would by hand. */
function textbookDuo(parent, child) {
  let log10 = 0;
  for (const locus of loci) {
    const f = table.loci[locus].frequencies;
    const [p1, p2] = parent[locus];
    const [c1, c2] = child[locus];
    const has = (allele) => (p1 === allele ? 0.5 : 0) + (p2 === allele ? 0.5 : 0);
    const given = c1 === c2 ? has(c1) * f[c1] : has(c1) * f[c2] + has(c2) * f[c1];
    log10 += Math.log10(given / (c1 === c2 ? f[c1] * f[c1] : 2 * f[c1] * f[c2]));
  }
  return log10;
}

const father = simulateProfile(table, random, loci);
const mother = simulateProfile(table, random, loci);
const child = simulateChild({ father, mother }, table, random);
const plainDuo = measure(() => textbookDuo(father, child));

for (const [name, theta, mutation] of [
  ['no mutation', 0, NONE],
  ['stepwise', 0, STEPWISE],
  ['stepwise, theta 0.01', 0.01, STEPWISE],
]) {
  const panel = preparePanel(tables, { theta, mutation });
  const [f, m, c] = [father, mother, child].map((profile) => codeProfile(panel, profile));
  print(
    `duo, ${loci.length} loci, ${name}`,
    measure(() => duoLog10(panel, f, 'male', c)),
    'by hand',
    plainDuo,
  );
  print(
    `trio, ${loci.length} loci, ${name}`,
    measure(() => trioLog10(panel, f, m, c, 'father')),
    'by hand',
    plainDuo,
  );
}

const question = (h1, h2, typed, mutation, theta = 0) => ({
  hypotheses: [
    { name: 'h1', pedigree: h1 },
    { name: 'h2', pedigree: h2 },
  ],
  against: 'h2',
  loci: tables.map((one) => ({
    table: one,
    observations: Object.fromEntries(Object.entries(typed).map(([id, profile]) => [id, profile[one.locus]])),
  })),
  settings: { theta, mutation },
});
const F = founder('F', 'male');
const related = [F, born('C', 'male', 'F', null)];
const strangers = [F, founder('C', 'male')];
for (const [name, mutation] of [
  ['no mutation', NONE],
  ['stepwise', STEPWISE],
]) {
  const asked = question(related, strangers, { F: father, C: child }, mutation);
  print(
    `duo by the general engine, ${name}`,
    measure(() => kinshipRatios(asked)),
    'by hand',
    plainDuo,
  );
}
const person = (code, sex, profile) => ({ code, sex, profile });
const check = {
  question: 'one-parent',
  child: person('C', 'male', child),
  parent: person('F', 'male', father),
  table,
  settings: DEFAULT_SETTINGS,
};
print(
  'parentage check with default settings',
  measure(() => parentage(check)),
  'by hand',
  plainDuo,
);

const compiled = compileQuestion(question(related, strangers, { F: father }, STEPWISE), 'C', 'h1');
print(
  'compiled question, one profile',
  measure(() => answerCompiled(compiled, child)),
  'by hand',
  plainDuo,
);

family();

/** Twenty persons in three generations, eight typed; the doubt is whether one grandchild belongs to it. */
function family() {
  const members = [
    ...[1, 4, 6, 8, 15, 18].map((i) => founder(String(i), i === 1 || i === 6 || i === 18 ? 'male' : 'female')),
    founder('2', 'female'),
    ...[born('3', 'male', '1', '2'), born('5', 'female', '1', '2'), born('7', 'male', '1', '2')],
    ...[born('9', 'male', '3', '4'), born('10', 'female', '3', '4')],
    ...[born('11', 'male', '6', '5'), born('12', 'female', '6', '5')],
    ...[born('13', 'female', '7', '8'), born('14', 'male', '7', '8')],
    ...[born('16', 'male', '9', '15'), born('17', 'female', '9', '15')],
    ...[born('19', 'male', '18', '10'), born('20', 'female', '18', '10')],
  ];
  const profiles = {};
  for (const { id, father: dad, mother: mum } of members) {
    profiles[id] =
      dad === null
        ? simulateProfile(table, random, loci)
        : simulateChild({ father: profiles[dad], mother: profiles[mum] }, table, random);
  }
  const typed = Object.fromEntries(['4', '11', '13', '14', '15', '17', '19', '16'].map((id) => [id, profiles[id]]));
  const apart = members.map((member) => (member.id === '16' ? founder('16', 'male') : member));
  const size = Math.max(...tables.map(({ alleles }) => alleles.length));
  const product = measure(() => plainProduct(size));
  for (const [name, mutation] of [
    ['no mutation', NONE],
    ['equal', { model: 'equal', maleRate: 0.002, femaleRate: 0.0005 }],
    ['stepwise', STEPWISE],
  ]) {
    const asked = question(members, apart, typed, mutation);
    print(
      `family of 20, 8 typed, ${loci.length} loci, ${name}`,
      measure(() => kinshipRatios(asked)),
      `${size}^3`,
      product,
    );
  }
}

/** One product of two square matrices: n^3 multiplications. */
function plainProduct(n) {
  const [a, b, c] = [0.1, 0.2, 0].map((value) => new Float64Array(n * n).fill(value));
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j];
  }
  return c;
}
