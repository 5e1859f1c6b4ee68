import {
  DEFAULT_SETTINGS,
  parentage,
  type Random,
  seededRandom,
  simulateChild,
  simulateProfile,
} from '@kinledger/kinship';
import type { FrequencyTable, Profile } from '@kinledger/profile';

/** Everything simulated is marked so: sample codes begin with these letters. */
const MARK = 'SIM';
const SEED = 'kinledger simulated registry 1';

/** The 15 loci of an older kit (AmpFlSTR Identifiler). */
const LOCI_15 = [
  'D8S1179',
  'D21S11',
  'D7S820',
  'CSF1PO',
  'D3S1358',
  'TH01',
  'D13S317',
  'D16S539',
  'D2S1338',
  'D19S433',
  'vWA',
  'TPOX',
  'D18S51',
  'D5S818',
  'FGA',
] as const;
/** The 23 loci of a newer one (VeriFiler Plus). */
const LOCI_23 = [
  ...LOCI_15,
  'D1S1656',
  'D2S441',
  'D10S1248',
  'D12S391',
  'D22S1045',
  'Penta D',
  'Penta E',
  'D6S1043',
] as const;

type Sex = 'male' | 'female';

/** One simulated sample. AMEL is typed with the other loci. */
export interface SimulatedSample {
  readonly sample: string;
  readonly sex: Sex;
  readonly profile: Profile;
}

/** The samples by code, the same for the same table, for ever. */
export interface SimulatedRegistry {
  readonly samples: readonly SimulatedSample[];
}

/**
 * A small registry with the situations that matter: a child abducted long ago whose parents are typed; an uncle who
 * looks like a father at 15 loci and not at 23; a father and child with one mutation; one person under two codes; and
 * people related to nobody.
 */
export function simulateRegistry(table: FrequencyTable): SimulatedRegistry {
  const random = seededRandom(SEED);
  return {
    samples: [
      ...abductedChild(table, random),
      ...uncle(table, random),
      ...oneMutation(table, random),
      ...twoCodes(table, random),
      ...strangers(table, random),
    ],
  };
}

function abductedChild(table: FrequencyTable, random: Random): SimulatedSample[] {
  const [father, mother] = [founder(table, random), founder(table, random)];
  const son = simulateChild({ father, mother }, table, random);
  return [
    sample('F1-FATHER', 'male', father),
    sample('F1-MOTHER', 'female', mother),
    sample('F1-ADULT-SON', 'male', son),
  ];
}

/** Tries families until the uncle passes for the father at 15 loci, and three loci or more of 23 speak against him. */
function uncle(table: FrequencyTable, random: Random): SimulatedSample[] {
  for (;;) {
    const grandparents = { father: founder(table, random), mother: founder(table, random) };
    const [father, brother] = [simulateChild(grandparents, table, random), simulateChild(grandparents, table, random)];
    const child = simulateChild({ father, mother: founder(table, random) }, table, random);
    if (inconsistentLoci(table, brother, child, LOCI_15) > 0 || inconsistentLoci(table, brother, child, LOCI_23) < 3)
      continue;
    return [
      sample('F2-CHILD', 'female', child),
      sample('F2-UNCLE-15-LOCI', 'male', only(brother, LOCI_15)),
      sample('F2-UNCLE', 'male', brother),
      sample('F2-FATHER', 'male', father),
    ];
  }
}

/** Tries children of a mutating father until exactly one locus is inconsistent. */
function oneMutation(table: FrequencyTable, random: Random): SimulatedSample[] {
  const often = { ...DEFAULT_SETTINGS.mutation, maleRate: 0.02, femaleRate: 0 };
  const [father, mother] = [founder(table, random), founder(table, random)];
  for (;;) {
    const child = simulateChild({ father, mother }, table, random, often);
    if (inconsistentLoci(table, father, child, LOCI_23) !== 1) continue;
    return [sample('F3-FATHER', 'male', father), sample('F3-CHILD', 'male', child)];
  }
}

function twoCodes(table: FrequencyTable, random: Random): SimulatedSample[] {
  const person = founder(table, random);
  return [sample('F4-RESCUED-CHILD', 'female', person), sample('F4-SAME-CHILD-AGAIN', 'female', person)];
}

function strangers(table: FrequencyTable, random: Random): SimulatedSample[] {
  return Array.from({ length: 6 }, (_, i) =>
    sample(`STRANGER-${i + 1}`, i % 2 === 0 ? 'female' : 'male', founder(table, random)),
  );
}

function founder(table: FrequencyTable, random: Random): Profile {
  return simulateProfile(table, random, LOCI_23);
}

function sample(code: string, sex: Sex, profile: Profile): SimulatedSample {
  return { sample: `${MARK}-${code}`, sex, profile: { AMEL: sex === 'male' ? ['X', 'Y'] : ['X', 'X'], ...profile } };
}

function only(profile: Profile, loci: readonly string[]): Profile {
  return Object.fromEntries(loci.flatMap((locus) => (profile[locus] ? [[locus, profile[locus]]] : [])));
}

/** As the product itself counts them, so that the registry shows what it says. */
function inconsistentLoci(table: FrequencyTable, parent: Profile, child: Profile, loci: readonly string[]): number {
  return parentage({
    question: 'one-parent',
    child: { code: 'child', sex: 'unknown', profile: only(child, loci) },
    parent: { code: 'parent', sex: 'male', profile: only(parent, loci) },
    table,
    settings: DEFAULT_SETTINGS,
  }).combined.inconsistentLoci;
}

/** The samples in the form a laboratory uploads. */
export function uploadText(samples: readonly SimulatedSample[]): string {
  const rows = samples.flatMap(({ sample: code, profile }) =>
    Object.entries(profile).map(([locus, [first, second]]) => [code, locus, first, second ?? ''].join(',')),
  );
  return ['Sample Name,Marker,Allele 1,Allele 2', ...rows, ''].join('\n');
}
