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
  for (let i = 0; i < count; i++) {
    const doubted = drawnProfile(panel, random);
    const other = question === 'one-parent' ? null : drawnProfile(panel, random);
    const parent = related ? doubted : null;
    const known = question === 'both-parents' && !related ? null : other;
    const [father, mother] = sex === 'male' ? [parent, known] : [known, parent];
    const child = drawnChild(panel, father, mother, random);
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

function drawnProfile(panel: Panel, random: Random): CodedProfile {
  return drawnChild(panel, null, null, random);
}

function drawnChild(
  panel: Panel,
  father: CodedProfile | null,
  mother: CodedProfile | null,
  random: Random,
): CodedProfile {
  const child = new Int16Array(2 * panel.loci.length);
  for (const [i, locus] of panel.loci.entries()) {
    child[2 * i] = passed(locus, locus.male, father, i, random);
    child[2 * i + 1] = passed(locus, locus.female, mother, i, random);
  }
  return child;
}

function passed(
  { n, frequencies }: LocusModel,
  matrix: Float64Array,
  parent: CodedProfile | null,
  i: number,
  random: Random,
): number {
  if (parent === null) return pick(frequencies, 0, n, random);
  const allele = parent[2 * i + (random() < 0.5 ? 0 : 1)] as number;
  return pick(matrix, allele * n, n, random);
}

function pick(chances: Float64Array, from: number, n: number, random: Random): number {
  let rest = random();
  for (let a = 0; a < n; a++) {
    rest -= chances[from + a] as number;
    if (rest < 0) return a;
  }
  return n - 1;
}
