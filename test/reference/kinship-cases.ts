import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  Hypothesis,
  KinshipQuestion,
  LocusTable,
  MutationSettings,
  Observation,
  Person,
} from '@kinledger/kinship';

/** A case of fixtures/cases; the format is described in the README there. */
export interface FixtureCase {
  readonly id: string;
  readonly by: string;
  readonly table: string;
  readonly panel: string;
  readonly theta?: number;
  readonly chromosome?: 'autosomal' | 'X';
  readonly mutation?: Partial<MutationSettings> & Pick<MutationSettings, 'model'>;
  readonly silent?: number;
  readonly typed: Readonly<Record<string, string>>;
  readonly hypotheses: Readonly<Record<string, string>>;
  readonly compare: readonly [string, string];
  readonly frequencies?: Readonly<Record<string, string>>;
  readonly sparse?: {
    readonly person: string;
    readonly dropout: number;
    readonly homozygoteDropout: number;
    readonly dropin: number;
    readonly seen: string;
  };
  readonly ratios: readonly number[];
  readonly log10: number | null;
  readonly others?: Readonly<Record<string, number | null>>;
  readonly linked?: readonly {
    readonly loci: readonly [string, string];
    readonly recombination: number;
    readonly ratio: number;
  }[];
}

export interface FixtureFile {
  readonly name: string;
  readonly cases: readonly { readonly expected: FixtureCase; readonly question: KinshipQuestion }[];
}

export interface FixtureSearch {
  readonly table: string;
  readonly loci: string;
  readonly mother: string;
  readonly profiles: Readonly<Record<string, string>>;
  readonly searches: readonly {
    readonly mutation: Partial<MutationSettings> & Pick<MutationSettings, 'model'>;
    readonly theta: number;
    /** Of the profiles whose ratio is not zero. */
    readonly log10: Readonly<Record<string, number>>;
  }[];
}

type Tables = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** All case files of a folder, in alphabetical order. */
export function readFixtureCases(folder: string): readonly FixtureFile[] {
  const tables = readTables(folder);
  return jsonFiles(folder).map((file) => {
    const { panels, cases } = readJson(join(folder, file)) as {
      panels: Readonly<Record<string, string>>;
      cases: readonly FixtureCase[];
    };
    return {
      name: file.replace('.json', ''),
      cases: cases.map((expected) => ({
        expected,
        question: toQuestion(expected, (panels[expected.panel] as string).split(','), tables),
      })),
    };
  });
}

/** A thousand profiles, what they come to, and the frequencies of the loci in order. */
export function readFixtureSearch(folder: string): { readonly search: FixtureSearch; readonly tables: LocusTable[] } {
  const search = readJson(join(folder, 'search/mother-of-1000.json')) as FixtureSearch;
  const tables = readTables(folder);
  return { search, tables: search.loci.split(',').map((locus) => readLocus(search, locus, tables)) };
}

function readTables(folder: string): Tables {
  return Object.fromEntries(
    jsonFiles(join(folder, 'tables')).map((file) => {
      const { id, loci } = readJson(join(folder, 'tables', file)) as { id: string; loci: Record<string, string> };
      return [id, loci];
    }),
  );
}

function toQuestion(expected: FixtureCase, loci: readonly string[], tables: Tables): KinshipQuestion {
  const typed = Object.entries(expected.typed).map(([person, text]) => [person, text.split(' ')] as const);
  const sparse = expected.sparse;
  return {
    hypotheses: Object.entries(expected.hypotheses).map(([name, text]) => readHypothesis(name, text)),
    against: expected.compare[1],
    loci: loci.map((locus, i) => {
      const observations: Record<string, Observation> = {};
      for (const [person, genotypes] of typed) {
        const alleles = (genotypes[i] as string).split('/').filter((allele) => allele !== '' && allele !== '-');
        if (alleles.length > 0) observations[person] = alleles;
      }
      const seen = sparse?.seen.split(' ')[i];
      if (sparse !== undefined && seen !== undefined && seen !== '-') {
        const { person, dropout, homozygoteDropout, dropin } = sparse;
        observations[person] = { seen: seen === 'none' ? [] : seen.split('/'), dropout, homozygoteDropout, dropin };
      }
      return { table: readLocus(expected, locus, tables), observations };
    }),
    settings: {
      theta: expected.theta ?? 0,
      chromosome: expected.chromosome ?? 'autosomal',
      silentFrequency: expected.silent ?? 0,
      mutation: { maleRate: 0, femaleRate: 0, ...(expected.mutation ?? { model: 'none' }) },
    },
  };
}

/** "P f, m f, C m P m": id, sex, and for children the father and the mother, "?" for one who is not modelled. */
function readHypothesis(name: string, text: string): Hypothesis {
  const pedigree = text.split(', ').map((line): Person => {
    const [id, sex, father = '?', mother = '?'] = line.split(' ') as [string, string, string?, string?];
    const parent = (value: string): string | null => (value === '?' ? null : value);
    return { id, sex: sex === 'm' ? 'male' : 'female', father: parent(father), mother: parent(mother) };
  });
  return { name, pedigree };
}

function readLocus(expected: Pick<FixtureCase, 'table' | 'frequencies'>, locus: string, tables: Tables): LocusTable {
  const loci = tables[expected.table] ?? {};
  const key = Object.keys(loci).find((name) => bare(name) === bare(locus)) ?? '';
  const text = expected.frequencies?.[locus] ?? loci[key];
  if (text === undefined) throw new Error(`Table ${expected.table} has no locus ${locus}.`);
  const entries = text.split(' ').map((entry) => entry.split(':') as [string, string]);
  entries.sort(([a], [b]) => Number(a) - Number(b));
  return {
    locus,
    alleles: entries.map(([allele]) => allele),
    frequencies: entries.map(([, frequency]) => Number(frequency)),
  };
}

function bare(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
}

function jsonFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
