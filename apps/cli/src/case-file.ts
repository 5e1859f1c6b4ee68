import type {
  KinshipQuestion,
  LinkedPair,
  LocusQuestion,
  MutationSettings,
  Observation,
  Pedigree,
} from '@kinledger/kinship';
import { compareAlleles } from '@kinledger/profile';
import { checkedCase, normalForm } from './case-check.ts';
import type { FrequencyLookup, LocusFrequencyMap } from './frequency-lookup.ts';

/** A case as the reference programs' files hold it; expected values may be absent. */
export interface CaseRecord {
  readonly id: string;
  /** May be left out where each locus stands in `frequencyOverrides`. */
  readonly frequencies?: string | null;
  readonly frequencyOverrides?: Readonly<Record<string, LocusFrequencyMap>>;
  readonly silentAlleleFrequency?: number;
  readonly theta?: number;
  readonly chromosome?: 'autosomal' | 'X';
  /** `locusRates` and `custom` hold rates and matrices of single loci, by locus. */
  readonly mutation?: Partial<MutationSettings> & Pick<MutationSettings, 'model'>;
  readonly loci: readonly string[];
  /** `sex` and `genotypes` as stated; a locus that is absent, null or holds empty texts only was not typed. */
  readonly individuals: Readonly<
    Record<
      string,
      {
        readonly sex?: 1 | 2;
        readonly genotypes?: Readonly<Record<string, readonly (string | null)[] | null>>;
      }
    >
  >;
  readonly hypotheses: readonly {
    readonly name: string;
    readonly pedigree: readonly {
      readonly id: string;
      readonly father?: string | null;
      readonly mother?: string | null;
      readonly sex: 1 | 2;
    }[];
  }[];
  readonly numerator: string;
  readonly denominator: string;
  readonly linkage?: readonly {
    readonly locus1: string;
    readonly locus2: string;
    readonly recombinationRate: number;
    readonly pairLR?: number;
  }[];
  readonly dropout?: {
    readonly person: string;
    readonly perAlleleDropout: number;
    readonly homozygoteDropout: number;
    readonly dropin: number;
    readonly observedAlleles: Readonly<Record<string, readonly string[]>>;
  };
  /** What was held of each hypothesis before; only the proportions count. */
  readonly priors?: Readonly<Record<string, number>>;
  readonly perLocusLR?: Readonly<Record<string, number>>;
  readonly log10LR?: number | null;
}

/** A case of a file, or what is wrong with it. */
export type ReadCase =
  | { readonly id: string; readonly record: CaseRecord }
  | { readonly id: string; readonly error: string };

/** Reads the cases of a file. Throws when it is not such a file; one case that cannot be read leaves the others. */
export function readCases(text: string): readonly ReadCase[] {
  const file: unknown = JSON.parse(text);
  const cases = (file as { cases?: unknown } | null)?.cases;
  if (!Array.isArray(cases)) throw new Error('The file holds no list "cases".');
  return cases.map((value: unknown): ReadCase => {
    const id = String((value as { id?: unknown } | null)?.id ?? '');
    try {
      return { id, record: checkedCase(value) };
    } catch (error) {
      return { id, error: (error as Error).message };
    }
  });
}

/** The question that a case asks, with the frequencies it names. */
export function caseQuestion(record: CaseRecord, lookup: FrequencyLookup): KinshipQuestion {
  const overrides = record.frequencyOverrides ?? {};
  const needed = record.loci.some((locus) => byNormalForm(overrides, locus) === undefined);
  const table = needed ? lookup(record.frequencies ?? '') : undefined;
  const mutation = given(record.mutation ?? { model: 'none' });
  const { locusRates, custom } = mutation;
  const linked = linkedPairs(record);
  return {
    hypotheses: record.hypotheses.map(({ name, pedigree }) => ({ name, pedigree: readPedigree(pedigree) })),
    against: record.denominator,
    loci: record.loci.map((locus): LocusQuestion => {
      const frequencies = byNormalForm(overrides, locus) ?? (table && byNormalForm(table, locus));
      if (frequencies === undefined) throw new Error(`Table ${String(record.frequencies)} has no locus ${locus}.`);
      const alleles = Object.keys(frequencies).sort(compareAlleles);
      return {
        table: { locus, alleles, frequencies: alleles.map((allele) => frequencies[allele] ?? 0) },
        observations: observationsAt(record, locus),
      };
    }),
    settings: {
      theta: record.theta ?? 0,
      mutation: {
        ...mutation,
        maleRate: mutation.maleRate ?? 0,
        femaleRate: mutation.femaleRate ?? 0,
        ...(locusRates === undefined ? {} : { locusRates: underNames(locusRates, record, table ?? {}) }),
        ...(custom === undefined ? {} : { custom: underNames(custom, record, table ?? {}) }),
      },
      chromosome: record.chromosome ?? 'autosomal',
      silentFrequency: record.silentAlleleFrequency ?? 0,
    },
    ...(linked.length === 0 ? {} : { linked }),
  };
}

/** What holds for single loci, under the names that the case uses. Refuses a locus that neither case nor table has. */
function underNames<Value>(
  entries: Readonly<Record<string, Value>>,
  { loci }: CaseRecord,
  table: Readonly<Record<string, LocusFrequencyMap>>,
): Readonly<Record<string, Value>> {
  const named = Object.fromEntries(loci.map((locus) => [locus, locus]));
  return Object.fromEntries(
    Object.entries(entries).map(([locus, value]) => {
      const name = byNormalForm(named, locus);
      if (name === undefined && byNormalForm(table, locus) === undefined) {
        throw new Error(`The mutation settings name locus ${locus}, which neither the case nor its table has.`);
      }
      return [name ?? locus, value];
    }),
  );
}

/** The settings that are not null: files write null for what a model does not use. */
function given(mutation: NonNullable<CaseRecord['mutation']>): NonNullable<CaseRecord['mutation']> {
  return Object.fromEntries(Object.entries(mutation).filter(([, value]) => value !== null)) as typeof mutation;
}

/** The pairs of linked loci of a case. */
function linkedPairs(record: CaseRecord): readonly LinkedPair[] {
  return (record.linkage ?? []).map(({ locus1, locus2, recombinationRate }) => ({
    first: locus1,
    second: locus2,
    recombination: recombinationRate,
  }));
}

function readPedigree(persons: CaseRecord['hypotheses'][number]['pedigree']): Pedigree {
  return persons.map(({ id, father, mother, sex }) => ({
    id,
    father: father ?? null,
    mother: mother ?? null,
    sex: sex === 1 ? 'male' : 'female',
  }));
}

/** What was seen at a locus. An empty text is an allele that is not known; two of them are a locus not typed. */
function observationsAt(record: CaseRecord, locus: string): Readonly<Record<string, Observation>> {
  const { individuals, dropout } = record;
  const typed = Object.entries(individuals).flatMap(([person, { genotypes }]): [string, Observation][] => {
    const seen = (own(genotypes ?? {}, locus) ?? []).filter((allele): allele is string => !!allele);
    return seen.length === 0 ? [] : [[person, seen]];
  });
  const seen = own(dropout?.observedAlleles ?? {}, locus);
  if (dropout == null || seen == null) return Object.fromEntries(typed);
  const { person, perAlleleDropout, homozygoteDropout, dropin } = dropout;
  const sparse = { seen, dropout: perAlleleDropout, homozygoteDropout, dropin };
  return Object.fromEntries([...typed, [person, sparse]]);
}

/** The entry under a name that differs in punctuation and case at most. */
export function byNormalForm<Value>(entries: Readonly<Record<string, Value>>, name: string): Value | undefined {
  const exact = own(entries, name);
  if (exact !== undefined) return exact;
  const wanted = normalForm(name);
  return Object.entries(entries).find(([other]) => normalForm(other) === wanted)?.[1];
}

/** The entry of this name, and nothing that every object has. */
function own<Value>(entries: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}
