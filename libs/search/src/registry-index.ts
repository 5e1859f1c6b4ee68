import { LOCI, type Profile } from '@kinledger/profile';
import { BlockStore } from './block-store.ts';
import { Dictionary, UNTYPED } from './dictionary.ts';
import { SearchError } from './error.ts';
import { Fingerprint, lanesOf } from './fingerprint.ts';
import { Identifiers } from './identifiers.ts';
import { type Kernel, kernelOn, simdAvailable } from './kernel.ts';
import { blockLayout } from './layout.ts';
import { Patterns } from './patterns.ts';
import type { IndexEntry, IndexedLocus, RetireReason } from './types.ts';

export interface IndexOptions {
  /** What rows are told apart by besides their genotypes; without it all are of one group. */
  readonly groups?: readonly string[];
  /** Without SIMD, as where there is none. */
  readonly plain?: boolean;
}

const NOT_AUTOSOMAL = new Set(LOCI.filter(({ kind }) => kind !== 'autosomal').map(({ name }) => name));

/**
 * The profiles of a registry, packed so that questions can be put to all of them: blocks of 4,096 rows, each with a column
 * of genotype codes per locus and a bit plane per allele. Rows are only ever added; a row that is retired keeps its number.
 */
export class RegistryIndex {
  readonly groups: readonly string[];
  /** Of each locus, in the order of the index. */
  readonly dictionaries: readonly Dictionary[];
  readonly patterns: Patterns;
  readonly store: BlockStore;
  readonly kernel: Kernel;
  private readonly ids = new Identifiers();
  private readonly fingerprint = new Fingerprint();
  private readonly groupLanes: readonly Uint32Array[];
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly gone = new Map<number, RetireReason>();
  private readonly reasons = new Map<RetireReason, number>();
  private rowCount = 0;

  constructor(loci: readonly IndexedLocus[], { groups = ['all'], plain = false }: IndexOptions = {}) {
    const simd = !plain && simdAvailable();
    const layout = blockLayout(loci, groups.length);
    this.groups = groups;
    this.groupLanes = groups.map((group) => lanesOf(`group\n${group}`));
    this.numbers = new Map(layout.loci.map(({ locus }, i) => [locus, i]));
    this.dictionaries = layout.loci.map(({ locus, named }) => new Dictionary(locus, named));
    this.patterns = new Patterns(groups.length);
    this.store = new BlockStore(layout, this.dictionaries, simd);
    this.kernel = kernelOn(this.store.memory, simd);
  }

  /** Rows ever added. */
  get rows(): number {
    return this.rowCount;
  }

  /** Rows that searches compare. */
  get size(): number {
    return this.rowCount - this.gone.size;
  }

  /** Bytes of columns and planes, with the scratch space and the rows of the last block not yet filled; ids stand beside. */
  get bytes(): { readonly profiles: number; readonly ids: number } {
    return { profiles: this.store.memory.bytes, ids: this.ids.bytes };
  }

  /** What the live rows hold, in 32 hexadecimal digits: ids, groups and genotypes, in any order. It finds errors, not forgers. */
  get digest(): string {
    return this.fingerprint.text();
  }

  /** Place of a locus among those of the index. */
  locusNumber(locus: string): number | undefined {
    return this.numbers.get(locus);
  }

  /**
   * Adds a profile and returns its row. Loci that are not autosomal take no part. An autosomal locus that the index does
   * not have is refused, because a search would leave it out silently: build an index that has it.
   */
  add({ id, profile, group = this.groups[0] as string }: IndexEntry): number {
    const number = this.groups.indexOf(group);
    if (number < 0) throw new SearchError('group-unknown', 'The group of a profile is none of those of the index.');
    let has = 0;
    const codes: number[] = [];
    for (const dictionary of this.dictionaries) {
      const genotype = profile[dictionary.locus];
      if (genotype !== undefined) has++;
      codes.push(dictionary.codeOf(genotype));
    }
    if (Object.keys(profile).length > has) this.checkLoci(profile);
    this.store.makeRoom(this.rowCount);
    const row = this.ids.add(id);
    this.rowCount++;
    this.store.write(row, codes);
    this.store.mark(row, this.store.layout.groups[number] as number, true);
    this.count(id, codes, number, 1);
    this.store.mark(row, this.store.layout.dead, false);
    return row;
  }

  /** The row is compared no more; results say how many rows are not, and why. */
  retire(row: number, reason: RetireReason): void {
    this.checkRow(row);
    if (!this.gone.has(row)) {
      this.count(this.ids.get(row), this.codesOf(row), this.groupNumber(row), -1);
      this.store.mark(row, this.store.layout.dead, true);
    }
    this.countReason(this.gone.get(row), -1);
    this.gone.set(row, reason);
    this.countReason(reason, 1);
  }

  /** A retired row is compared again. */
  restore(row: number): void {
    this.checkRow(row);
    this.countReason(this.gone.get(row), -1);
    if (!this.gone.delete(row)) return;
    this.count(this.ids.get(row), this.codesOf(row), this.groupNumber(row), 1);
    this.store.mark(row, this.store.layout.dead, false);
  }

  /** Retires the row and overwrites its genotypes; its id stays, so that it cannot come back unseen. */
  erase(row: number, reason: RetireReason): void {
    this.retire(row, reason);
    this.store.clear(row);
  }

  rowOf(id: string): number | undefined {
    return this.ids.find(id);
  }

  idOf(row: number): string {
    this.checkRow(row);
    return this.ids.get(row);
  }

  groupOf(row: number): string {
    this.checkRow(row);
    return this.groups[this.groupNumber(row)] as string;
  }

  /** The genotypes as the index has them. */
  profileOf(row: number): Profile {
    const codes = this.codesOf(row);
    const typed = this.dictionaries.flatMap((dictionary, i) =>
      codes[i] === UNTYPED ? [] : [[dictionary.locus, dictionary.genotypeOf(codes[i] as number)] as const],
    );
    return Object.fromEntries(typed);
  }

  /** Retired rows by reason. */
  get retired(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.reasons].filter(([, rows]) => rows > 0));
  }

  isLive(row: number): boolean {
    return row < this.rowCount && !this.gone.has(row);
  }

  groupNumber(row: number): number {
    return this.store.planeWith(row, this.store.layout.groups);
  }

  private countReason(reason: RetireReason | undefined, sign: 1 | -1): void {
    if (reason !== undefined) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + sign);
  }

  private codesOf(row: number): readonly number[] {
    this.checkRow(row);
    return this.dictionaries.map((_, locus) => this.store.codeAt(row, locus));
  }

  /** Counts a row in or out of what is known of all live rows. */
  private count(id: string, codes: readonly number[], group: number, sign: 1 | -1): void {
    this.fingerprint.begin(id, this.groupLanes[group] as Uint32Array);
    for (let i = 0; i < codes.length; i++) {
      const { live, lanes } = this.dictionaries[i] as Dictionary;
      const code = codes[i] as number;
      live[code] = (live[code] as number) + sign;
      this.fingerprint.include(lanes[code] as Uint32Array);
    }
    this.fingerprint.end(sign);
    this.patterns.count(codes, group, sign);
  }

  private checkLoci(profile: Profile): void {
    const strange = Object.keys(profile).find((locus) => !this.numbers.has(locus) && !NOT_AUTOSOMAL.has(locus));
    if (strange === undefined) return;
    throw new SearchError('locus-not-in-index', `The index has no locus ${strange}; build one that has.`);
  }

  private checkRow(row: number): void {
    if (Number.isInteger(row) && row >= 0 && row < this.rowCount) return;
    throw new SearchError('row-unknown', 'The index has no row of that number.');
  }
}
