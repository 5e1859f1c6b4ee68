import { type CompiledLocus, pairPlace } from '@kinledger/kinship';
import { ANY, type Dictionary, UNTYPED } from './dictionary.ts';
import { SearchError } from './error.ts';
import type { RegistryIndex } from './registry-index.ts';
import type { SearchQuestion } from './types.ts';

/** Stands for a genotype with an allele that the table lacks. */
const OUTSIDE = Number.POSITIVE_INFINITY;

/** What each genotype code of the index comes to at one locus of a question. */
export interface CodedLocus {
  readonly locus: string;
  /** Of the index. */
  readonly number: number;
  readonly dictionary: Dictionary;
  /** log10 of the ratio by code: -Infinity for zero, NaN for data impossible under the other hypothesis too. */
  readonly log10: number[];
  /** By code: impossible without mutation and silent alleles. */
  readonly inconsistent: boolean[];
}

/** A question in the codes of an index, which learns the codes that appear later. */
export class CodedQuestion {
  readonly loci: readonly CodedLocus[];
  readonly lociNotInIndex: readonly string[];
  private readonly sources: readonly { readonly exact: Lookup; readonly strict: Lookup }[];

  constructor(
    private readonly index: RegistryIndex,
    readonly question: SearchQuestion,
  ) {
    const present = question.compiled.loci.filter(({ locus }) => index.locusNumber(locus) !== undefined);
    this.lociNotInIndex = question.compiled.loci
      .map(({ locus }) => locus)
      .filter((l) => index.locusNumber(l) === undefined);
    if (present.length === 0) {
      throw new SearchError('no-common-loci', 'The index has none of the loci of the question.');
    }
    this.loci = present.map(({ locus }) => {
      const number = index.locusNumber(locus) as number;
      const dictionary = index.dictionaries[number] as Dictionary;
      return { locus, number, dictionary, log10: [0], inconsistent: [false] };
    });
    this.sources = present.map((compiled) => {
      const strict = question.strict.loci.find(({ locus }) => locus === compiled.locus) as CompiledLocus;
      return { exact: lookupIn(compiled), strict: lookupIn(strict) };
    });
    this.learn();
  }

  /** Looks up the genotypes that the index has seen since; says whether there were any. */
  learn(): boolean {
    let more = false;
    for (const [i, { dictionary, log10, inconsistent }] of this.loci.entries()) {
      const { exact, strict } = this.sources[i] as { exact: Lookup; strict: Lookup };
      for (let code = log10.length; code < dictionary.size; code++) {
        log10.push(exact(dictionary, code));
        inconsistent.push(strict(dictionary, code) === Number.NEGATIVE_INFINITY);
        more = true;
      }
    }
    return more;
  }

  /** The exact answer for one row; `log10` is NaN or Infinity for a row that cannot be compared. */
  answer(row: number): { readonly log10: number; readonly lociUsed: number; readonly inconsistent: number } {
    const { store } = this.index;
    let log10 = 0;
    let lociUsed = 0;
    let inconsistent = 0;
    for (let i = 0; i < this.loci.length; i++) {
      const locus = this.loci[i] as CodedLocus;
      const code = store.codeAt(row, locus.number);
      if (code === UNTYPED) continue;
      log10 += locus.log10[code] as number;
      lociUsed++;
      if (locus.inconsistent[code] === true) inconsistent++;
    }
    return { log10, lociUsed, inconsistent };
  }

  /** Loci at which the row is impossible without mutation and silent alleles. */
  inconsistentLoci(row: number): readonly string[] {
    const at = this.loci.filter(({ number, inconsistent }) => inconsistent[this.index.store.codeAt(row, number)]);
    return at.map(({ locus }) => locus);
  }
}

/** Whether no ratio can be given to a genotype, and if so why. */
export function whyNot(log10: number): 'allele-not-in-table' | 'impossible-data' | undefined {
  if (log10 === OUTSIDE) return 'allele-not-in-table';
  return Number.isNaN(log10) ? 'impossible-data' : undefined;
}

type Lookup = (dictionary: Dictionary, code: number) => number;

function lookupIn({ alleles, pairs, singles }: CompiledLocus): Lookup {
  return (dictionary, code) => {
    const [first, second] = [dictionary.first[code] as number, dictionary.second[code] as number];
    const a = alleles.get(dictionary.alleles[first] as string);
    if (a === undefined) return OUTSIDE;
    if (second === ANY) return singles[a] as number;
    const b = alleles.get(dictionary.alleles[second] as string);
    if (b === undefined) return OUTSIDE;
    return pairs[pairPlace(Math.min(a, b), Math.max(a, b), singles.length)] as number;
  };
}
