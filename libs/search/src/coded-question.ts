import type { CompiledLocus } from '@kinledger/kinship';
import { CodedLocus } from './coded-locus.ts';
import { UNTYPED } from './dictionary.ts';
import { SearchError } from './error.ts';
import type { RegistryIndex } from './registry-index.ts';
import type { SearchQuestion } from './types.ts';

/** What a question comes to for one profile; `log10` is NaN or Infinity for one that cannot be compared. */
export interface CodedAnswer {
  readonly log10: number;
  readonly lociUsed: number;
  readonly inconsistent: number;
}

/** A question in the codes of an index. */
export class CodedQuestion {
  readonly loci: readonly CodedLocus[];
  readonly lociNotInIndex: readonly string[];

  constructor(
    private readonly index: RegistryIndex,
    { compiled, strict }: SearchQuestion,
  ) {
    const missing: string[] = [];
    const loci: CodedLocus[] = [];
    for (const [i, locus] of compiled.loci.entries()) {
      const coded = codedLocus(index, locus, strict.loci[i] as CompiledLocus);
      if (coded === undefined) missing.push(locus.locus);
      else loci.push(coded);
    }
    if (loci.length === 0) throw new SearchError('no-common-loci', 'The index has none of the loci of the question.');
    this.loci = loci;
    this.lociNotInIndex = missing;
  }

  /** Looks up the genotypes that the index has seen since. */
  learn(): void {
    for (const locus of this.loci) locus.learn();
  }

  /** The exact answer for one row. */
  answer(row: number): CodedAnswer {
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
      inconsistent += locus.inconsistent[code] as number;
    }
    return { log10, lociUsed, inconsistent };
  }

  /** Loci at which the row is impossible without mutation and silent alleles. */
  inconsistentLoci(row: number): readonly string[] {
    const at = this.loci.filter(({ number, inconsistent }) => inconsistent[this.index.store.codeAt(row, number)] === 1);
    return at.map(({ locus }) => locus);
  }
}

const known = new WeakMap<RegistryIndex, WeakMap<CompiledLocus, CodedLocus>>();

/** Questions that share what was compiled share its codes too. */
function codedLocus(index: RegistryIndex, compiled: CompiledLocus, strict: CompiledLocus): CodedLocus | undefined {
  const number = index.locusNumber(compiled.locus);
  if (number === undefined) return undefined;
  const ofIndex = known.get(index) ?? new WeakMap<CompiledLocus, CodedLocus>();
  known.set(index, ofIndex);
  const coded = ofIndex.get(compiled) ?? new CodedLocus(index, number, compiled, strict);
  ofIndex.set(compiled, coded);
  return coded;
}
