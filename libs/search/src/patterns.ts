import { UNTYPED } from './dictionary.ts';

/** How many live rows of each group are typed at which loci: the rows with too few loci are counted without a scan. */
export class Patterns {
  private readonly known = new Map<string, { readonly typed: readonly boolean[]; readonly live: number[] }>();

  constructor(private readonly groups: number) {}

  /** Requires one code for each locus of the index. */
  count(codes: readonly number[], group: number, sign: 1 | -1): void {
    let key = '';
    for (let i = 0; i < codes.length; i += 16) {
      let bits = 0;
      for (let j = i; j < i + 16; j++) bits = bits * 2 + ((codes[j] ?? UNTYPED) === UNTYPED ? 0 : 1);
      key += String.fromCharCode(bits);
    }
    let pattern = this.known.get(key);
    if (pattern === undefined) {
      pattern = { typed: codes.map((code) => code !== UNTYPED), live: new Array<number>(this.groups).fill(0) };
      this.known.set(key, pattern);
    }
    pattern.live[group] = (pattern.live[group] as number) + sign;
  }

  /** Live rows of these groups by the number of these loci at which they are typed. */
  byCommonLoci(loci: readonly number[], groups: readonly number[]): readonly number[] {
    const rows = new Array<number>(loci.length + 1).fill(0);
    for (const { typed, live } of this.known.values()) {
      const common = loci.filter((locus) => typed[locus] === true).length;
      rows[common] = groups.reduce((sum, group) => sum + (live[group] as number), rows[common] as number);
    }
    return rows;
  }

  /** Live rows of these groups by the loci at which they are typed. */
  rowsByTyped(groups: readonly number[]): readonly { readonly typed: readonly boolean[]; readonly rows: number }[] {
    return [...this.known.values()].map(({ typed, live }) => {
      return { typed, rows: groups.reduce((sum, group) => sum + (live[group] as number), 0) };
    });
  }

  /** Live rows of a group. */
  inGroup(group: number): number {
    let rows = 0;
    for (const { live } of this.known.values()) rows += live[group] as number;
    return rows;
  }
}
