import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Hypothesis,
  type KinshipSettings,
  type LocusTable,
  type Pedigree,
  type Person,
  seededRandom,
  simulateProfile,
} from '@kinledger/kinship';
import { compareAlleles, type Profile, readFrequencyTable } from '@kinledger/profile';

export const NONE: KinshipSettings['mutation'] = { model: 'none', maleRate: 0, femaleRate: 0 };
export const STEPWISE: KinshipSettings['mutation'] = {
  model: 'stepwise',
  maleRate: 0.02,
  femaleRate: 0.01,
  range: 0.1,
  rate2: 0.001,
};

/** Three small loci, one of them with a microvariant: everything can be enumerated. */
export const SMALL: readonly LocusTable[] = [
  { locus: 'TH01', alleles: ['6', '7', '9.3'], frequencies: [0.2, 0.3, 0.5] },
  { locus: 'TPOX', alleles: ['8', '9', '11'], frequencies: [0.55, 0.15, 0.3] },
  { locus: 'vWA', alleles: ['16', '17', '18', '19'], frequencies: [0.1, 0.2, 0.3, 0.4] },
];

export const asianTable = readFrequencyTable(
  JSON.parse(readFileSync(join(__dirname, '../../database/reference/frequencies/NIST1036-Asian.json'), 'utf8')),
);

/** So many loci of a population. */
function realTables(count: number): readonly LocusTable[] {
  return Object.entries(asianTable.loci)
    .slice(0, count)
    .map(([locus, { frequencies }]) => {
      const alleles = Object.keys(frequencies).sort(compareAlleles);
      return { locus, alleles, frequencies: alleles.map((allele) => frequencies[allele] as number) };
    });
}

/** "F m, M f, C m F M": id, sex, father and mother; a parent may be ?. */
export function pedigree(text: string): Pedigree {
  return text.split(', ').map((line): Person => {
    const [id, sex, father = null, mother = null] = line.split(' ').map((word) => (word === '?' ? null : word));
    return { id: id as string, sex: sex === 'm' ? 'male' : 'female', father, mother };
  });
}

export interface AskedQuestion {
  readonly related: string;
  readonly unrelated: string;
  readonly place: string;
  readonly typed: Readonly<Record<string, Profile>>;
  readonly tables: readonly LocusTable[];
  readonly settings: KinshipSettings;
}

/** A question with one unknown place from two pedigrees in words. */
export function placeQuestion({ related, unrelated, place, typed, tables, settings }: AskedQuestion) {
  const hypotheses: readonly Hypothesis[] = [
    { name: 'related', pedigree: pedigree(related) },
    { name: 'unrelated', pedigree: pedigree(unrelated) },
  ];
  const loci = tables.map((table) => ({
    table,
    observations: Object.fromEntries(
      Object.entries(typed).flatMap(([person, profile]) => {
        const genotype = profile[table.locus];
        return genotype === undefined ? [] : [[person, genotype] as const];
      }),
    ),
  }));
  return { question: { hypotheses, against: 'unrelated', loci, settings }, place, hypothesis: 'related' };
}

/** A mother of the population, and the search for her child. */
export function motherSeeks(loci: number, settings: KinshipSettings, seed = 'mother') {
  const tables = realTables(loci);
  const mother = simulateProfile(
    asianTable,
    seededRandom(seed),
    tables.map(({ locus }) => locus),
  );
  const related = 'M f, X m ? M';
  const unrelated = 'M f, X m';
  return { mother, asked: placeQuestion({ related, unrelated, place: 'X', typed: { M: mother }, tables, settings }) };
}

/** Profiles of the population at the loci of the question. */
export function strangers(loci: number, count: number, seed = 'strangers'): readonly Profile[] {
  const random = seededRandom(seed);
  const tables = realTables(loci).map((table) => {
    let sum = 0;
    return { ...table, upTo: table.frequencies.map((f) => (sum += f)) };
  });
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      tables.map(({ locus, alleles, upTo }) => {
        const draw = (): number => {
          const at = random() * (upTo.at(-1) as number);
          return upTo.findIndex((limit) => at < limit);
        };
        return [locus, [draw(), draw()].sort((a, b) => a - b).map((a) => alleles[a] as string)];
      }),
    ),
  );
}
