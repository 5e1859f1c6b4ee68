// What belief in the candidates of a search costs, in processor time, beside what the same figure takes by drawing
// unrelated profiles. After a build: node test/bench/belief.mjs [rounds]
import { readFileSync } from 'node:fs';
import {
  answerCompiled,
  compileQuestion,
  DEFAULT_SETTINGS,
  frequenciesFor,
  seededRandom,
  simulateChild,
  simulateProfile,
} from '../../dist/libs/kinship/src/index.js';
import { readFrequencyTable, readKit } from '../../dist/libs/profile/src/index.js';
import {
  candidateAlternatives,
  chanceCandidates,
  compiledAlternatives,
  MISS_RATES,
  nearMiss,
  nextTypings,
  questionOutcomes,
  searchBelief,
  suggestThreshold,
  truthCurves,
} from '../../dist/libs/search/src/index.js';
import { say } from '../support/figures.mjs';

const ROUNDS = Number(process.argv[2] ?? 9);
const read = (path) => JSON.parse(readFileSync(`database/reference/${path}`, 'utf8'));
const table = readFrequencyTable(read('frequencies/NIST1036-Asian.json'));
const kit = readKit(read('kits/GlobalFiler.json'));
// 24 of its 29 loci, SE33 with 22 alleles among them
const LOCI = Object.keys(table.loci).slice(-24);
const random = seededRandom('belief');
const mother = simulateProfile(table, random, LOCI);
const child = simulateChild({ father: null, mother }, table, random);
const tables = Object.keys(table.loci).map(
  (locus) => frequenciesFor(table, locus, new Set(mother[locus] ?? []), '5/2N').table,
);
const founder = (id, sex, parent = null) => ({ id, sex, father: null, mother: parent });
const hypotheses = [
  { name: 'mother', pedigree: [founder('M', 'female'), founder('X', 'male', 'M')] },
  { name: 'unrelated', pedigree: [founder('M', 'female'), founder('X', 'male')] },
];
const NONE = { model: 'none', maleRate: 0, femaleRate: 0 };

for (const [name, settings] of [
  ['theta 0, no mutation', { theta: 0, mutation: NONE }],
  ['theta 0.01, stepwise', { theta: 0.01, mutation: DEFAULT_SETTINGS.mutation }],
]) {
  console.log(
    `\n## one parent, 24 loci, 10 million profiles, ${name}: milliseconds of processor time, median of ${ROUNDS}`,
  );
  parts(settings);
}

function parts(settings) {
  const loci = tables
    .filter(({ locus }) => LOCI.includes(locus))
    .map((one) => ({ table: one, observations: { M: mother[one.locus] } }));
  const asked = { question: { hypotheses, against: 'unrelated', loci, settings }, place: 'X', hypothesis: 'mother' };
  const registry = [{ loci: LOCI, count: 10_000_000 }];
  const kits = [LOCI, LOCI.slice(4), LOCI.slice(0, 20), LOCI.slice(2, 17), LOCI.slice(6, 22)];
  const mixed = kits.map((names) => ({ loci: names, count: 2_000_000 }));
  const options = { threshold: 4, rate: 0.1 };
  const outcomes = questionOutcomes(asked);
  const curves = truthCurves(outcomes.loci, registry);
  const whole = show('all that does not depend on a candidate', () => searchBelief(asked, registry, options));
  show('  outcomes of every locus', () => questionOutcomes(asked));
  show('  the same, relatives by pedigree', () => questionOutcomes(asked, { relatives: 'exact' }));
  show('  curves: related, relatives, unrelated', () => truthCurves(outcomes.loci, registry));
  show('  chance candidates, exact and 2,000 draws', () => chanceCandidates(outcomes.loci, registry, 4));
  show('  suggested threshold', () => suggestThreshold(curves, 0.1));
  show('the same, five patterns of typed loci', () => searchBelief(asked, mixed, options));
  show('one candidate against three relatives', () => candidateAlternatives(asked, child));
  show('the same relatives worked out for every genotype, once', () => compiledAlternatives(asked));
  show('one near miss of two loci', () =>
    nearMiss(asked, missed(settings), { ...MISS_RATES, mutation: DEFAULT_SETTINGS.mutation }),
  );
  const sixteen = Object.fromEntries(Object.entries(child).slice(0, 16));
  show('what to type next, one kit and the other parent', () =>
    nextTypings(asked, sixteen, { kits: [kit], tables, now: 4, threshold: 6 }),
  );
  const { expected } = searchBelief(asked, registry, options).chance;
  say('chance candidates at 10,000', `${expected.low.toFixed(2)} to ${expected.high.toFixed(2)}`);
  plain(asked, expected.value / 1e7, whole);
}

/** The child with two loci at which it shows nothing of the mother's. */
function missed() {
  const strange = tables
    .filter(({ locus }) => LOCI.includes(locus) && locus !== 'SE33')
    .slice(0, 2)
    .map(({ locus, alleles }) => [locus, alleles.filter((allele) => !mother[locus].includes(allele)).slice(1, 3)]);
  return { ...child, ...Object.fromEntries(strange) };
}

/** Drawing strangers: what 5% of standard error would take. */
function plain(asked, chance, whole) {
  const compiled = compileQuestion(asked.question, 'X', 'mother');
  const each = median(() => answerCompiled(compiled, simulateProfile(table, random, LOCI)), 1000) / 1000;
  const draws = 1 / (chance * 0.05 ** 2);
  say(
    'by drawing strangers up to 5% of standard error',
    `${(draws * each).toExponential(1)} ms`,
    `ratio ${((draws * each) / whole).toExponential(1)}`,
  );
}

function show(name, act) {
  const took = median(act);
  say(name, took.toFixed(1).padStart(8));
  return took;
}

function median(act, times = 1) {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage();
    for (let i = 0; i < times; i++) act();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return rounds.sort((a, b) => a - b)[ROUNDS >> 1];
}
