import { AliasTable } from './alias-table.ts';
import { KinshipError } from './errors.ts';
import type { LocusModel } from './locus.ts';
import { type CodedProfile, duoLog10, type Panel, trioLog10 } from './panel.ts';
import type { Question } from './parentage.ts';
import type { Random } from './random.ts';

export interface RatioSimulation {
  readonly panel: Panel;
  readonly question: Question;
  /** Sex of the parent in doubt. */
  readonly sex: 'male' | 'female';
  /** Whether H1 is true of the simulated families; if not, H2 is. */
  readonly related: boolean;
  readonly count: number;
  readonly random: Random;
}

/**
 * log10 of the likelihood ratios that such families come to, ascending; -Infinity for a ratio of zero. Founders are drawn
 * independently from the tables (theta enters the ratio, not the draw) and mutate as the panel says.
 */
export function simulateRatios(simulation: RatioSimulation): Float64Array {
  const { panel, question, sex, related, count, random } = simulation;
  if (!(Number.isSafeInteger(count) && count > 0)) {
    throw new KinshipError('settings-invalid', 'The number of simulations must be a whole number above zero.');
  }
  const values = new Float64Array(count);
  const population = panel.loci.map(({ frequencies }) => new AliasTable(frequencies));
  const drawnProfile = (): CodedProfile => drawnChild(panel, population, null, null, random);
  for (let i = 0; i < count; i++) {
    const doubted = drawnProfile();
    const other = question === 'one-parent' ? null : drawnProfile();
    const parent = related ? doubted : null;
    const known = question === 'both-parents' && !related ? null : other;
    const [father, mother] = sex === 'male' ? [parent, known] : [known, parent];
    const child = drawnChild(panel, population, father, mother, random);
    if (other === null) values[i] = duoLog10(panel, doubted, sex, child);
    else {
      const [first, second] = sex === 'male' ? [doubted, other] : [other, doubted];
      const place = question === 'both-parents' ? 'both' : sex === 'male' ? 'father' : 'mother';
      values[i] = trioLog10(panel, first, second, child, place);
    }
  }
  return values.sort();
}

/** Share of the values that reach a threshold, with the standard error of the simulation. */
export function shareAtLeast(
  sorted: Float64Array,
  log10: number,
): { readonly share: number; readonly standardError: number } {
  const share = sorted.filter((value) => value >= log10).length / sorted.length;
  return { share, standardError: Math.sqrt((share * (1 - share)) / sorted.length) };
}

/** The value below which the given part of the sorted values lies. */
export function quantile(sorted: Float64Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] as number;
}

function drawnChild(
  { loci }: Panel,
  population: readonly AliasTable[],
  father: CodedProfile | null,
  mother: CodedProfile | null,
  random: Random,
): CodedProfile {
  const child = new Int16Array(2 * loci.length);
  for (let i = 0; i < loci.length; i++) {
    const { n, male, female } = loci[i] as LocusModel;
    const drawn = population[i] as AliasTable;
    child[2 * i] = father === null ? drawn.draw(random) : passed(n, male, father, i, random);
    child[2 * i + 1] = mother === null ? drawn.draw(random) : passed(n, female, mother, i, random);
  }
  return child;
}

/** One number says which allele is passed on and whether it mutates; that it does not is most likely and looked at first. */
function passed(n: number, matrix: Float64Array, parent: CodedProfile, i: number, random: Random): number {
  const twice = 2 * random();
  const second = twice < 1 ? 0 : 1;
  const allele = parent[2 * i + second] as number;
  let rest = twice - second - (matrix[allele * n + allele] as number);
  let last = allele;
  for (let a = 0; rest >= 0 && a < n; a++) {
    const chance = matrix[allele * n + a] as number;
    if (a === allele || chance === 0) continue;
    rest -= chance;
    last = a;
  }
  return last;
}
