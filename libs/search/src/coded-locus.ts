import { type CompiledLocus, pairPlace } from '@kinledger/kinship';
import { ANY, type Dictionary } from './dictionary.ts';
import type { LocusLayout } from './layout.ts';
import type { RegistryIndex } from './registry-index.ts';

/** Stands for a genotype with an allele that the table lacks. */
const OUTSIDE = Number.POSITIVE_INFINITY;

/** What each genotype code of the index comes to at one locus of a question; it learns the codes that appear later. */
export class CodedLocus {
  readonly dictionary: Dictionary;
  readonly layout: LocusLayout;
  /** log10 of the ratio by code: -Infinity for zero, NaN for data impossible under the other hypothesis too. */
  log10 = Float64Array.of(0);
  /** By code: 1 for what is impossible without mutation and silent alleles. */
  inconsistent = Uint8Array.of(0);
  /** Codes that no ratio can be given to. */
  readonly unanswerable: number[] = [];

  constructor(
    index: RegistryIndex,
    /** Of the locus in the index. */
    readonly number: number,
    private readonly compiled: CompiledLocus,
    private readonly strict: CompiledLocus,
  ) {
    this.dictionary = index.dictionaries[number] as Dictionary;
    this.layout = index.store.layout.loci[number] as LocusLayout;
    this.learn();
  }

  get locus(): string {
    return this.compiled.locus;
  }

  /** The highest that any genotype seen comes to, or 0, which an untyped locus does. */
  get best(): number {
    return this.log10.reduce((best, value) => (Number.isFinite(value) && value > best ? value : best), 0);
  }

  /** Looks up the genotypes that the index has seen since. */
  learn(): void {
    const { dictionary, log10, inconsistent } = this;
    if (log10.length === dictionary.size) return;
    this.log10 = new Float64Array(dictionary.size);
    this.inconsistent = new Uint8Array(dictionary.size);
    this.log10.set(log10);
    this.inconsistent.set(inconsistent);
    for (let code = log10.length; code < dictionary.size; code++) {
      const value = lookUp(this.compiled, dictionary, code);
      this.log10[code] = value;
      if (whyNot(value) !== undefined) this.unanswerable.push(code);
      if (lookUp(this.strict, dictionary, code) === Number.NEGATIVE_INFINITY) this.inconsistent[code] = 1;
    }
  }
}

/** Whether no ratio can be given to a genotype, and if so why. */
export function whyNot(log10: number): 'allele-not-in-table' | 'impossible-data' | undefined {
  if (log10 === OUTSIDE) return 'allele-not-in-table';
  return Number.isNaN(log10) ? 'impossible-data' : undefined;
}

function lookUp({ alleles, pairs, singles }: CompiledLocus, dictionary: Dictionary, code: number): number {
  const second = dictionary.second[code] as number;
  const a = alleles.get(dictionary.alleles[dictionary.first[code] as number] as string);
  if (a === undefined) return OUTSIDE;
  if (second === ANY) return singles[a] as number;
  const b = alleles.get(dictionary.alleles[second] as string);
  if (b === undefined) return OUTSIDE;
  return pairs[pairPlace(Math.min(a, b), Math.max(a, b), singles.length)] as number;
}
