// What a search of a whole registry costs: processor time, each figure beside a plain scan of rows in the same run and beside
// what reading the memory alone takes. After a build: node test/bench/search.mjs [profiles] [parents of the batch]
// The figures of libs/search/README.md: node test/bench/search.mjs 10000000 10000
import { readFileSync } from 'node:fs';
import { seededRandom } from '../../dist/libs/kinship/src/index.js';
import {
  childOf,
  compileSearch,
  fullSiblingOf,
  parentOf,
  placeIn,
  QuestionCompiler,
  RegistryIndex,
  StandingQuestions,
  search,
  searchAll,
} from '../../dist/libs/search/src/index.js';

const N = Number(process.argv[2] ?? 1_000_000);
const PARENTS = Number(process.argv[3] ?? 512);
const STANDING = 100_000;
const DIFFERENT = 2000;
const ROUNDS = 5;
const LOCI = `D3S1358 vWA D16S539 CSF1PO TPOX D8S1179 D21S11 D18S51 D2S441 D19S433 TH01 FGA D22S1045 D5S818 D13S317
  D7S820 SE33 D10S1248 D1S1656 D12S391 D2S1338 D3S1744 D14S1434 D18S1364`.split(/\s+/);
const tables = readTables('fixtures/cases/tables/norSTR-norway.json');
const random = seededRandom('registry of the benchmark');
const mutation = { model: 'stepwise', maleRate: 0.002, femaleRate: 0.0005, range: 0.1, rate2: 0.000001 };
const model = { tables, settings: { theta: 0.01, mutation } };
const samplers = tables.map(sampler);

const index = new RegistryIndex(tables.map(({ locus, alleles }) => ({ locus, alleles })));
const rows = new Uint8Array(N * 2 * LOCI.length);
build();
const [father, mother] = [relative('F', 'male'), relative('M', 'female')];
const least = readingMemory();
singles();
batches();
standing();

/** Ids as UUIDs; the same genotypes also as rows of bytes for the plain scan. */
function build() {
  let spent = 0;
  for (let row = 0; row < N; row += 10_000) {
    const entries = Array.from({ length: Math.min(10_000, N - row) }, (_, i) => entryOf(row + i));
    spent += cpu(() => {
      for (const entry of entries) index.add(entry);
    });
  }
  const { profiles, ids } = index.bytes;
  console.log(
    `${N} profiles, ${LOCI.length} loci, ${tables.reduce((sum, { alleles }) => sum + alleles.length, 0)} alleles`,
  );
  console.log(`  index: ${((spent / N) * 1e3).toFixed(2)} us per profile`);
  console.log(`  columns and planes ${(profiles / N).toFixed(1)}, ids ${(ids / N).toFixed(1)} bytes per profile`);
}

function singles() {
  console.log(`\none question to all profiles, ${index.kernel.name} kernel`);
  console.log('  baseline: the rows one after another, left as soon as three loci are inconsistent');
  const one = compileSearch(childOf([father], model));
  const two = compileSearch(childOf([father, mother], model));
  const siblings = compileSearch(fullSiblingOf(father, { tables, settings: { theta: 0, mutation } }));
  const scanOne = best(() => plainScan([father]));
  const scanTwo = best(() => plainScan([father, mother]));
  const rule = { threshold: 10_000, k: 2, limit: 1000 };
  print('one parent, at most 2 inconsistent', one, rule, scanOne);
  print('two parents, at most 2 inconsistent', two, rule, scanTwo);
  print('one parent, ratio of 10,000 alone', one, { threshold: 10_000, limit: 1000 }, scanOne);
  print('two parents, ratio of 10,000 alone', two, { threshold: 10_000, limit: 1000 }, scanTwo);
  print('child looking for its father', compileSearch(parentOf(mother, 'male', model)), rule, scanOne);
  print('full siblings, ratio of 10,000', siblings, { threshold: 10_000, limit: 1000 }, scanOne);
  print('a grandchild, its uncle typed too', compileSearch(grandchild()), { threshold: 10_000, limit: 1000 }, scanOne);
}

function batches() {
  const parents = Array.from({ length: PARENTS }, (_, i) => relative(`P${i}`, i % 2 === 0 ? 'male' : 'female'));
  const compiler = new QuestionCompiler();
  let questions = [];
  const compiling = cpu(() => {
    questions = parents.map((parent) => compiler.compile(childOf([parent], model)));
  });
  console.log(`\n${PARENTS} parents against all ${N} profiles, at most 2 inconsistent, ratio of 10,000`);
  console.log(`  compiled in ${(compiling / PARENTS).toFixed(2)} ms each`);
  const pairs = PARENTS * N;
  for (const name of ['for the first time', 'once more']) {
    let results = [];
    const spent = cpu(() => {
      results = searchAll(index, questions, { threshold: 10_000, k: 2, limit: 10 });
    });
    const exact = results.reduce((sum, { how }) => sum + how.exact, 0);
    const rate = `${(pairs / spent / 1e6).toFixed(2)}e9 pairs per second and core`;
    const all = `10,000 x 10 M on two cores at this rate: ${((1e11 / pairs) * (spent / 2e3)).toFixed(1)} s`;
    console.log(`  ${name}: ${spent.toFixed(0)} ms, ${rate}, ${exact} computed exactly; ${all}`);
  }
}

function standing() {
  const compiler = new QuestionCompiler();
  const open = new StandingQuestions(index);
  const questions = Array.from({ length: DIFFERENT }, () =>
    compiler.compile(childOf([relative('S', 'female')], model)),
  );
  for (let i = 0; i < STANDING; i++) open.set(`${i}`, questions[i % DIFFERENT], { threshold: 10_000, k: 2 });
  const spent = cpu(() => {
    for (let i = 0; i < 10; i++) open.compare(index.add(entryOf(N + i)));
  });
  console.log(
    `\na new profile against ${STANDING} standing questions: ${(spent / 10).toFixed(1)} ms, its adding included`,
  );
}

function print(name, question, options, baseline) {
  let result;
  const spent = best(() => {
    result = search(index, question, options);
  });
  const { by, k, exact } = result.how;
  const how = by === 'screen' ? `screen, k = ${k}` : by;
  const perRow = `${((spent / N) * 1e6).toFixed(2)} ns`;
  console.log(
    `  ${name.padEnd(36)} ${spent.toFixed(1).padStart(7)} ms ${perRow.padStart(9)}  baseline ${baseline.toFixed(0)} ms,` +
      ` ratio ${(spent / baseline).toFixed(3)}; ${(spent / least).toFixed(1)} times reading; ${how}, ${exact} exactly`,
  );
}

/** What reading the two planes per locus of one parent takes at the speed at which memory is copied (read and written). */
function readingMemory() {
  const bytes = Math.ceil((N / 8) * 2 * LOCI.length);
  const [from, to] = [new Uint8Array(bytes).fill(1), new Uint8Array(bytes)];
  const spent = best(() => to.set(from)) / 2;
  console.log(`  reading ${(bytes / 1e6).toFixed(1)} MB (two planes per locus): ${spent.toFixed(2)} ms`);
  return spent;
}

/** One parent or two, consistent as Mendel has it; what one writes first. */
function plainScan(parents) {
  const typed = parents.map(({ profile }) =>
    LOCI.flatMap((locus, l) => profile[locus].map((allele) => tables[l].alleles.indexOf(allele))),
  );
  const [one, two] = typed;
  const width = 2 * LOCI.length;
  let found = 0;
  for (let at = 0; at < rows.length; at += width) {
    let wrong = 0;
    for (let i = 0; i < width && wrong <= 2; i += 2) {
      const [a, b] = [rows[at + i], rows[at + i + 1]];
      const has = (parent, allele) => parent[i] === allele || parent[i + 1] === allele;
      const consistent =
        two === undefined ? has(one, a) || has(one, b) : (has(one, a) && has(two, b)) || (has(one, b) && has(two, a));
      if (!consistent) wrong++;
    }
    if (wrong <= 2) found++;
  }
  return found;
}

function grandchild() {
  const person = (id, sex, dad = null, mum = null) => ({ id, sex, father: dad, mother: mum });
  const family = [person('GF', 'male'), person('GM', 'female'), person('U', 'male', 'GF', 'GM')];
  const related = [...family, person('D', 'male', 'GF', 'GM'), person('X', 'female', 'D')];
  const pedigrees = { related, unrelated: [...family, person('X', 'female')], place: 'X' };
  const typed = [relative('GF', 'male'), relative('U', 'male')];
  return placeIn(pedigrees, typed, { tables, settings: { theta: 0, mutation } });
}

function entryOf(row) {
  const profile = {};
  for (let l = 0; l < LOCI.length; l++) {
    const [a, b] = [samplers[l](), samplers[l]()];
    const at = 2 * (row * LOCI.length + l);
    rows[at] = a;
    rows[at + 1] = b;
    const { alleles } = tables[l];
    profile[LOCI[l]] = [alleles[a], alleles[b]];
  }
  const hex = row.toString(16).padStart(12, '0');
  return { id: `4f1d2c3b-5a69-4788-9796-${hex}`, profile };
}

function relative(id, sex) {
  return { id, sex, profile: entryOf(N + 100).profile };
}

/** Draws an allele number by its frequency: a table of 4,096 places. */
function sampler({ frequencies }) {
  const places = new Uint8Array(4096);
  let at = 0;
  let sum = 0;
  for (const [allele, frequency] of frequencies.entries()) {
    sum += frequency;
    while (at < Math.round(sum * 4096)) places[at++] = allele;
  }
  return () => places[Math.floor(random() * 4096)];
}

function readTables(file) {
  const { loci } = JSON.parse(readFileSync(file, 'utf8'));
  const others = Object.keys(loci);
  return LOCI.map((name) => {
    const locus = others.find((other) => other.replace(/\s/g, '') === name);
    const entries = loci[locus].split(' ').map((entry) => entry.split(':'));
    entries.sort(([a], [b]) => Number(a) - Number(b));
    return { locus: name, alleles: entries.map(([allele]) => allele), frequencies: entries.map(([, f]) => Number(f)) };
  });
}

/** Milliseconds of processor time, the best of several rounds: other work disturbs only upwards. */
function best(act) {
  return Math.min(...Array.from({ length: ROUNDS }, () => cpu(act)));
}

function cpu(act) {
  const start = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
