/**
 * P(all demands are met) where each demand is a function of one allele out of an urn and the alleles are drawn one after
 * the other: the sum over x_1 .. x_k of P(x_1 .. x_k) h_1(x_1) .. h_k(x_k).
 *
 * With w_a = theta b_a + (1 - theta) f_a, b_a alleles a having been drawn before, an allele that is drawn m times has the
 * weight w (w + theta) .. (w + (m - 1) theta). Written as a sum over the permutations of the m draws, a cycle of length j
 * being worth w theta^(j-1), this is a sum over the ways to part the k demands into blocks, each block with one allele:
 *
 *     sum over partitions  product over blocks B  of  (|B| - 1)! theta^(|B|-1)  sum over a of  w_a product over i in B of h_i(a)
 *
 * divided by the product of 1 + (N + i - 1) theta, i = 0 .. k - 1, N alleles having been drawn before. It is the mixed
 * moment of linear forms of Dirichlet's distribution. Sums over partitions grow by one demand at a time: the block of the
 * new one is chosen, and the rest is known.
 */
export class DirichletMoment {
  /** w times the product of the demands in each set; sets are numbers of k bits. */
  private readonly products: Float64Array[];
  /** Sum over the partitions of each set. */
  private readonly sums: number[] = [1];
  private readonly cycles: number[] = [];
  private readonly scales: number[] = [1];
  private count = 0;

  constructor(
    weights: Float64Array,
    private readonly theta: number,
    private readonly drawn: number,
  ) {
    this.products = [weights];
  }

  push(demand: Float64Array): void {
    const { products, sums, cycles, theta, count } = this;
    const size = 2 ** count;
    for (let set = 0; set < size; set++) {
      const product = products[size + set] ?? new Float64Array(demand.length);
      products[size + set] = product;
      const before = products[set] as Float64Array;
      let sum = 0;
      for (let a = 0; a < demand.length; a++) {
        const value = (before[a] as number) * (demand[a] as number);
        product[a] = value;
        sum += value;
      }
      cycles[set] = sum * cycleWeight(set, theta);
      let total = 0;
      for (let block = set; ; block = (block - 1) & set) {
        total += (cycles[block] as number) * (sums[set ^ block] as number);
        if (block === 0) break;
      }
      sums[size + set] = total;
    }
    this.scales[count + 1] = (this.scales[count] as number) * (1 + (this.drawn + count - 1) * theta);
    this.count = count + 1;
  }

  pop(): void {
    this.count--;
  }

  value(): number {
    return (this.sums[2 ** this.count - 1] as number) / (this.scales[this.count] as number);
  }
}

/** j! theta^j for the j bits of a set. */
function cycleWeight(set: number, theta: number): number {
  let weight = 1;
  let members = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) weight *= ++members * theta;
  return weight;
}
