import type { PeelNode } from './problem.ts';
import type { States } from './states.ts';

/** A function of one allele: by its number, or 1 for one allele and 0 for the others, or (`undefined`) 1 for every allele. */
export type Form = Float64Array | number | undefined;

/** What is asked of the two alleles of a person, in order: the one from the first parent, the one from the second. */
export interface Demand {
  readonly share: number;
  readonly first: Form;
  readonly second: Form;
}

const FREE: Demand = { share: 1, first: undefined, second: undefined };

/** What a node shows, as a sum of demands: one for each different row of the symmetric matrix of its weights. */
export function demandsOfEvidence({ states, weights }: PeelNode, n: number): readonly Demand[] {
  const diploid = states.shares.length === 2;
  if (states.count === 1) return demandsOfGenotype(states);
  if (weights.every((weight) => weight === 1) && states.count === (diploid ? (n * (n + 1)) / 2 : n)) return [FREE];
  const rows = Array.from({ length: diploid ? n : 1 }, () => new Float64Array(n));
  for (let s = 0; s < states.count; s++) {
    const [a, b] = [states.first[s] as number, states.second[s] as number];
    (rows[diploid ? b : 0] as Float64Array)[a] = weights[s] as number;
    if (diploid) (rows[a] as Float64Array)[b] = weights[s] as number;
  }
  if (!diploid) return [{ ...FREE, first: rows[0] }];
  const bearers = new Map<string, Float64Array>();
  for (const [a, row] of rows.entries()) {
    const alike = bearers.get(row.join()) ?? new Float64Array(n);
    alike[a] = 1;
    bearers.set(row.join(), alike);
  }
  return [...bearers.values()].flatMap((first): Demand[] => {
    const second = rows[first.indexOf(1)] as Float64Array;
    return second.every((weight) => weight === 0)
      ? []
      : [{ share: 1, first: unlessOne(first), second: unlessOne(second) }];
  });
}

/** A known genotype asks for its alleles in either order. */
function demandsOfGenotype({ first, second }: States): readonly Demand[] {
  const [a, b] = [first[0] as number, second[0] as number];
  if (b < 0) return [{ ...FREE, first: a }];
  const one: Demand = { share: 1, first: a, second: b };
  return a === b ? [one] : [one, { share: 1, first: b, second: a }];
}

function unlessOne(form: Float64Array): Form {
  return form.every((value) => value === 1) ? undefined : form;
}

/**
 * All ways in which the gametes of a person come from its alleles, with what is asked of these then. The two alleles of a
 * founder are alike, so that one half of the ways stands for the other.
 */
export function demandsOfGametes(
  { states }: PeelNode,
  gametes: readonly Float64Array[],
  evidence: readonly Demand[],
  founder: boolean,
): readonly Demand[] {
  const diploid = states.shares.length === 2;
  let ways = evidence;
  for (const [i, gamete] of gametes.entries()) {
    const either = diploid && !(founder && i === 0);
    const next: Demand[] = [];
    for (const { share, first, second } of ways) {
      const half = either ? share / 2 : share;
      next.push({ share: half, first: both(first, gamete), second });
      if (either) next.push({ share: half, first, second: both(second, gamete) });
    }
    ways = next;
  }
  return ways;
}

/** Requires that a form which is an allele's number does not come first: only open persons pass gametes on. */
function both(form: Form, gamete: Float64Array): Float64Array {
  if (!(form instanceof Float64Array)) return gamete;
  const product = new Float64Array(gamete.length);
  for (let a = 0; a < product.length; a++) product[a] = (form[a] as number) * (gamete[a] as number);
  return product;
}

/** The demands on a child as demands on the gametes of its parents, before mutation. A known parent meets its part. */
export function demandsOnParents(
  demands: readonly Demand[],
  [father, mother]: readonly [PeelNode, PeelNode?],
  { n, first, second }: { readonly n: number; readonly first: Float64Array; readonly second: Float64Array | undefined },
): readonly Demand[] {
  const [known1, known2] = [father.states.count === 1, mother === undefined || mother.states.count === 1];
  const passed = demands.map((demand): Demand => {
    const met1 = known1 ? chanceMet(demand.first, first, father.states, n) : 1;
    const met2 =
      known2 && mother !== undefined ? chanceMet(demand.second, second as Float64Array, mother.states, n) : 1;
    return {
      share: demand.share * met1 * met2,
      first: known1 ? undefined : beforeMutation(demand.first, first, n),
      second: known2 ? undefined : beforeMutation(demand.second, second as Float64Array, n),
    };
  });
  return passed.length > 1 && (known1 || known2) ? [sumOf(passed, known1 ? 'second' : 'first', n)] : passed;
}

/** P(the demand on a gamete of a known parent is met). */
function chanceMet(form: Form, matrix: Float64Array, { first, second }: States, n: number): number {
  const from = (x: number): number => chanceFrom(x, form, matrix, n);
  const [a, b] = [first[0] as number, second[0] as number];
  return b < 0 ? from(a) : (from(a) + from(b)) / 2;
}

function beforeMutation(form: Form, matrix: Float64Array, n: number): Float64Array | undefined {
  if (form === undefined) return undefined;
  const result = new Float64Array(n);
  for (let x = 0; x < n; x++) result[x] = chanceFrom(x, form, matrix, n);
  return result;
}

/** P(the demand is met | allele x is passed on). */
function chanceFrom(x: number, form: Form, matrix: Float64Array, n: number): number {
  if (form === undefined) return 1;
  if (typeof form === 'number') return matrix[x * n + form] as number;
  let sum = 0;
  for (let a = 0; a < n; a++) sum += (matrix[x * n + a] as number) * (form[a] as number);
  return sum;
}

/** Demands on one parent only, or on none, are one. */
function sumOf(demands: readonly Demand[], place: 'first' | 'second', n: number): Demand {
  const share = demands.reduce((sum, demand) => sum + demand.share, 0);
  if (demands.every((demand) => demand[place] === undefined)) return { ...FREE, share };
  const sum = new Float64Array(n);
  for (const demand of demands) {
    const form = demand[place] as Float64Array | undefined;
    for (let a = 0; a < n; a++)
      sum[a] = (sum[a] as number) + demand.share * (form === undefined ? 1 : (form[a] as number));
  }
  return { ...FREE, [place]: sum };
}
