import type { Genotype } from '@kinledger/profile';
import { SearchError } from './error.ts';
import { lanesOf } from './fingerprint.ts';

/** The number of an untyped locus. */
export const UNTYPED = 0;
/** The second allele where one was seen. */
export const ANY = -1;

const MOST_ALLELES = 4095;
const MOST_GENOTYPES = 65_535;

/** The genotypes of a locus by number, in the order in which they were first seen, and how many live rows have each. */
export class Dictionary {
  /** The named ones first. */
  readonly alleles: string[];
  readonly first: number[] = [ANY];
  readonly second: number[] = [ANY];
  readonly live: number[] = [0];
  readonly lanes: Uint32Array[] = [new Uint32Array(4)];
  private readonly numbers = new Map<string, number>();
  /** Codes by the first allele and then by the second + 1. */
  private readonly codes: number[][] = [];

  constructor(
    readonly locus: string,
    named: readonly string[],
  ) {
    this.alleles = [...named];
    for (const [i, allele] of named.entries()) this.numbers.set(allele, i);
  }

  get size(): number {
    return this.first.length;
  }

  /** The code of a genotype; a tri-allelic locus counts in no likelihood ratio and so as untyped. */
  codeOf(genotype: Genotype | undefined): number {
    if (genotype === undefined || genotype.length === 0 || genotype.length > 2) return UNTYPED;
    const one = this.numberOf(genotype[0] as string);
    const other = genotype.length === 1 ? ANY : this.numberOf(genotype[1] as string);
    const [a, b] = other === ANY || one <= other ? [one, other] : [other, one];
    return this.codes[a]?.[b + 1] || this.newCode(a, b);
  }

  genotypeOf(code: number): Genotype {
    const alleles = [this.first[code] as number, this.second[code] as number].filter((number) => number !== ANY);
    return alleles.map((number) => this.alleles[number] as string);
  }

  private numberOf(allele: string): number {
    const known = this.numbers.get(allele);
    if (known !== undefined) return known;
    if (this.alleles.length === MOST_ALLELES) throw this.full('alleles');
    this.numbers.set(allele, this.alleles.length);
    return this.alleles.push(allele) - 1;
  }

  private newCode(a: number, b: number): number {
    if (this.size > MOST_GENOTYPES) throw this.full('genotypes');
    const code = this.size;
    while (this.codes.length <= a) this.codes.push([]);
    const ofFirst = this.codes[a] as number[];
    while (ofFirst.length <= b + 1) ofFirst.push(UNTYPED);
    ofFirst[b + 1] = code;
    this.first.push(a);
    this.second.push(b);
    this.live.push(0);
    // the order in which alleles were first seen must not show: equal registries have equal fingerprints
    const texts = [this.alleles[a] as string, b === ANY ? '' : (this.alleles[b] as string)].sort();
    this.lanes.push(lanesOf(`${this.locus}\n${texts.join('/')}`));
    return code;
  }

  private full(what: string): SearchError {
    return new SearchError('too-many-alleles', `Locus ${this.locus} shows more ${what} than can be told apart.`);
  }
}
