import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  answerCompiled,
  type KinshipSettings,
  type LocusTable,
  type MutationSettings,
  type Random,
  type Sex,
  seededRandom,
  simulateChild,
} from '@kinledger/kinship';
import type { FrequencyTable, Profile } from '@kinledger/profile';
import {
  childOf,
  fullSiblingOf,
  halfSiblingOf,
  type IndexEntry,
  type IndexedLocus,
  type PlaceQuestion,
  parentOf,
  placeIn,
  type Relative,
  type SearchOptions,
  type SearchQuestion,
  samePerson,
} from '@kinledger/search';

/** A registry with relatives planted into it, and the questions that should find them. */
export interface SimulatedRegistry {
  readonly loci: readonly IndexedLocus[];
  readonly groups: readonly string[];
  readonly entries: readonly IndexEntry[];
  readonly retired: ReadonlyMap<number, string>;
  readonly questions: readonly { readonly name: string; readonly asked: PlaceQuestion }[];
  readonly options: readonly SearchOptions[];
}

const FOLDER = join(__dirname, '../../fixtures/cases/tables');
const LOCI = 'D3S1358,vWA,D16S539,CSF1PO,TPOX,D8S1179,D21S11,D18S51,D2S441,D19S433,TH01,FGA,D22S1045,SE33'.split(',');
const MUTATIONS: readonly MutationSettings[] = [
  { model: 'none', maleRate: 0, femaleRate: 0 },
  { model: 'stepwise', maleRate: 0.002, femaleRate: 0.0005, range: 0.1, rate2: 1e-6 },
  { model: 'equal', maleRate: 0.002, femaleRate: 0.001 },
  { model: 'stepwise', maleRate: 0.02, femaleRate: 0.01, range: 0.3, rate2: 1e-4 },
];
/** Rates at which planted children mutate, one or two steps: far above those of nature, so that every registry has some. */
const PLANTED: MutationSettings = { model: 'stepwise', maleRate: 0.06, femaleRate: 0.06, range: 0.4, rate2: 0 };

const TABLES: readonly LocusTable[] = readTables();

/** The same registry for the same seed: model, theta, silent alleles, missing loci and rare alleles vary with it. */
export function simulatedRegistry(seed: number): SimulatedRegistry {
  const random = seededRandom(`registry ${seed}`);
  // the last one has most alleles and takes longest
  const tables = TABLES.slice(0, seed % 4 === 0 ? TABLES.length : seed % 5 === 4 ? 9 : -1);
  const drawn = populationOf(tables);
  const settings: KinshipSettings = {
    theta: seed % 3 === 2 ? 0.02 : 0,
    mutation: MUTATIONS[seed % MUTATIONS.length] as MutationSettings,
    ...(seed % 6 === 5 ? { silentFrequency: 0.01 } : {}),
  };
  const stranger = (): Profile => simulateChild({ father: null, mother: null }, drawn, random);
  const born = (father: Profile | null, mother: Profile | null): Profile =>
    simulateChild({ father, mother }, drawn, random, PLANTED);
  const [father, mother, grandfather, grandmother] = [stranger(), stranger(), stranger(), stranger()];
  const uncle = born(grandfather, grandmother);
  const sire = born(grandfather, grandmother);
  const son = born(father, mother);
  const planted = [
    ...Array.from({ length: 8 }, () => born(father, mother)),
    ...Array.from({ length: 4 }, () => born(father, null)),
    ...Array.from({ length: 4 }, () => born(sire, null)),
    father,
    mother,
    son,
    uncle,
  ];
  const strangers = Array.from({ length: 150 }, stranger);
  const profiles = [...planted, ...strangers].map((profile) => spoiled(profile, random, seed));
  const groups = ['child', 'adult'];
  const entries = profiles.map((profile, i) => ({
    id: `P${i}`,
    profile,
    group: groups[random() < 0.7 ? 0 : 1] as string,
  }));
  const retired = new Map<number, string>();
  for (let row = 0; row < entries.length; row++)
    if (random() < 0.03) retired.set(row, random() < 0.5 ? 'withdrawn' : 'superseded');
  const typed = (id: string, sex: Sex, profile: Profile): Relative => ({ id, sex, profile: thinned(profile, random) });
  const model = { tables, settings };
  const [f, m, s] = [typed('F', 'male', father), typed('M', 'female', mother), typed('S', 'male', son)];
  const questions = [
    { name: 'child of one parent', asked: childOf([f], model) },
    { name: 'child of both', asked: childOf([f, m], model) },
    { name: 'parent of a child', asked: parentOf(s, 'female', model) },
    { name: 'parent beside a known one', asked: parentOf(s, 'male', model, m) },
    { name: 'same person', asked: samePerson(s, model) },
    ...(settings.theta > 0 && seed % 2 === 1
      ? []
      : [
          { name: 'full sibling', asked: fullSiblingOf(s, model) },
          { name: 'half sibling', asked: halfSiblingOf(s, 'male', model) },
        ]),
    ...(settings.theta > 0
      ? []
      : [
          {
            name: 'grandchild',
            asked: grandchildOf(typed('GF', 'male', grandfather), typed('U', 'male', uncle), model),
          },
        ]),
  ];
  const options = [
    { threshold: 100 },
    { threshold: 10_000, minimumLoci: 8 },
    { threshold: 1e-9, k: 2 },
    { threshold: 10, groups: ['child'] },
    ...(seed % 4 === 0 ? [{ threshold: 0 }] : []),
  ];
  return { loci: indexedLoci(tables, seed), groups, entries, retired, questions, options };
}

export interface Exhaustive {
  readonly log10: ReadonlyMap<string, number>;
  readonly inconsistent: ReadonlyMap<string, number>;
  readonly skipped: Readonly<Record<string, number>>;
}

/** Every profile by itself, with the compiled question of libs/kinship and nothing of the index. */
export function exhaustive(
  question: SearchQuestion,
  entries: readonly IndexEntry[],
  retired: ReadonlyMap<number, string>,
): (options: SearchOptions) => Exhaustive {
  const answers = entries.map(({ profile }) => answerTo(question, profile));
  return ({ threshold, k = Number.POSITIVE_INFINITY, minimumLoci = 1, groups }) => {
    const log10 = new Map<string, number>();
    const inconsistent = new Map<string, number>();
    const skipped: Record<string, number> = {};
    for (const [row, { id, group = '' }] of entries.entries()) {
      const { common, reason, ...answer } = answers[row] as Answer;
      const short = common < minimumLoci ? 'too-few-loci' : reason;
      const why = retired.get(row) ?? (groups !== undefined && !groups.includes(group) ? 'other-group' : short);
      if (why !== undefined) skipped[why] = (skipped[why] ?? 0) + 1;
      else if (answer.log10 !== null && answer.log10 >= Math.log10(threshold) && answer.inconsistent <= k) {
        log10.set(id, answer.log10);
        inconsistent.set(id, answer.inconsistent);
      }
    }
    return { log10, inconsistent, skipped };
  };
}

interface Answer {
  readonly common: number;
  readonly reason: string | undefined;
  readonly log10: number | null;
  readonly inconsistent: number;
}

function answerTo({ compiled, strict }: SearchQuestion, profile: Profile): Answer {
  const typed = compiled.loci.filter(({ locus }) => {
    const genotype = profile[locus];
    return genotype !== undefined && genotype.length < 3;
  });
  const common = typed.length;
  const nothing = { common, log10: null, inconsistent: 0 };
  if (typed.some(({ locus, alleles }) => profile[locus]?.some((allele) => !alleles.has(allele)))) {
    return { ...nothing, reason: 'allele-not-in-table' };
  }
  const answer = answerOrReason({ compiled }, profile);
  if (typeof answer === 'string') return { ...nothing, reason: answer };
  const wrong = strict.loci.filter((locus) => {
    const genotype = profile[locus.locus];
    if (genotype === undefined) return false;
    return answerOrReason({ compiled: { loci: [locus], warnings: [] } }, { [locus.locus]: genotype }) === null;
  });
  return { common, reason: undefined, log10: answer, inconsistent: wrong.length };
}

function answerOrReason(question: Pick<SearchQuestion, 'compiled'>, profile: Profile): number | null | string {
  try {
    return answerCompiled(question.compiled, profile).log10;
  } catch {
    return 'impossible-data';
  }
}

/** A child of an untyped father, whose own father and brother are typed. */
function grandchildOf(grandfather: Relative, uncle: Relative, model: Parameters<typeof placeIn>[2]): PlaceQuestion {
  const person = (id: string, sex: Sex, father: string | null, mother: string | null) => ({ id, sex, father, mother });
  const family = [
    person('GF', 'male', null, null),
    person('GM', 'female', null, null),
    person('U', 'male', 'GF', 'GM'),
  ];
  const related = [...family, person('D', 'male', 'GF', 'GM'), person('X', 'female', 'D', null)];
  const unrelated = [...family, person('X', 'female', null, null)];
  return placeIn({ related, unrelated, place: 'X' }, [grandfather, uncle], model);
}

/** Loci missing, one allele seen, three alleles, alleles of no table: as laboratories send profiles. */
function spoiled(profile: Profile, random: Random, seed: number): Profile {
  const kept = Object.entries(profile).flatMap(([locus, genotype]) => {
    const chance = random();
    if (chance < 0.06) return [];
    if (chance < 0.08) return [[locus, [genotype[0] as string]] as const];
    if (chance < 0.083) return [[locus, ['1', ...genotype.slice(0, 1), '50']] as const];
    if (chance < 0.085 && seed % 2 === 0) return [[locus, [genotype[0] as string, '49.3']] as const];
    return [[locus, genotype] as const];
  });
  return random() < 0.02 ? Object.fromEntries(kept.slice(0, 3)) : Object.fromEntries(kept);
}

function thinned(profile: Profile, random: Random): Profile {
  return Object.fromEntries(
    Object.entries(profile).flatMap(([locus, genotype]) => {
      const chance = random();
      if (chance < 0.05) return [];
      return [[locus, chance < 0.1 ? genotype.slice(0, 1) : genotype] as const];
    }),
  );
}

/** Some indexes name few alleles, so that the others share a plane; one locus needs two bytes. */
function indexedLoci(tables: readonly LocusTable[], seed: number): readonly IndexedLocus[] {
  return tables.map(({ locus, alleles }) => ({ locus, alleles: seed % 3 === 1 ? alleles.slice(3, 9) : alleles }));
}

function populationOf(tables: readonly LocusTable[]): FrequencyTable {
  const loci = tables.map(({ locus, alleles, frequencies }) => {
    return [locus, { chromosomes: 2000, frequencies: Object.fromEntries(alleles.map((a, i) => [a, frequencies[i]])) }];
  });
  return { loci: Object.fromEntries(loci) } as unknown as FrequencyTable;
}

function readTables(): readonly LocusTable[] {
  const { loci } = JSON.parse(readFileSync(join(FOLDER, 'NIST1036-Cauc.json'), 'utf8')) as {
    loci: Record<string, string>;
  };
  return LOCI.map((locus) => {
    const entries = (loci[locus] as string).split(' ').map((entry) => entry.split(':') as [string, string]);
    entries.sort(([a], [b]) => Number(a) - Number(b));
    const sum = entries.reduce((total, [, frequency]) => total + Number(frequency), 0);
    return { locus, alleles: entries.map(([a]) => a), frequencies: entries.map(([, f]) => Number(f) / sum) };
  });
}
