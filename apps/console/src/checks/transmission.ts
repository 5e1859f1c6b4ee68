import type { Genotypes } from '../api.ts';

/** Which of the child's alleles came from whom, as far as the genotypes tell. */
export interface Transmission {
  /** Alleles of the child that the parent can have handed on; more than one when either can be it. */
  readonly fromParent: readonly string[];
  /** What then came from the other parent, typed or not. */
  readonly fromOther: readonly string[];
  /** Without a mutation nobody can have handed on what the child shows. */
  readonly impossible: boolean;
}

type Alleles = Genotypes[string];

/** Requires alleles of the child and the parent; `other` is undefined where that parent is not typed. */
export function transmission(child: Alleles, parent: Alleles, other: Alleles | undefined): Transmission {
  const [first = '', second = first] = child;
  const ways = [
    [first, second],
    [second, first],
  ] as const;
  const possible = ways.filter(([mine, theirs]) => parent.includes(mine) && (other?.includes(theirs) ?? true));
  const distinct = (alleles: readonly string[]) => [...new Set(alleles)];
  return {
    fromParent: distinct(possible.map(([mine]) => mine)),
    fromOther: distinct(possible.map(([, theirs]) => theirs)),
    impossible: possible.length === 0,
  };
}

/** The smallest mutation that explains the locus: from which allele of the parent to which of the child, in repeats. */
export interface NearestMutation {
  readonly from: string;
  readonly to: string;
  /** Null when they differ by a part of a repeat, which steps do not explain. */
  readonly steps: number | null;
}

/** Requires at least one allele of each. Only alleles count that leave the child's other one to the other parent. */
export function nearestMutation(child: Alleles, parent: Alleles, other: Alleles | undefined): NearestMutation {
  const [first = '', second = first] = child;
  const received = (
    [
      [first, second],
      [second, first],
    ] as const
  ).filter(([, theirs]) => other?.includes(theirs) ?? true);
  const mutated = (received.length === 0 ? [[first], [second]] : received).map(([mine]) => mine);
  const all = mutated.flatMap((to) => parent.map((from): NearestMutation => ({ from, to, steps: steps(from, to) })));
  const size = (found: NearestMutation) => found.steps ?? Number.POSITIVE_INFINITY;
  return all.reduce((best, each) => (size(each) < size(best) ? each : best));
}

/** Alleles are compared in tenths, as 9.3 and 10.3 are one repeat apart and 9.3 and 10 are not. */
function steps(from: string, to: string): number | null {
  const [a, b] = [from, to].map((allele) => Math.round(Number(allele) * 10)) as [number, number];
  return Number.isFinite(a - b) && (a - b) % 10 === 0 ? Math.abs(a - b) / 10 : null;
}
