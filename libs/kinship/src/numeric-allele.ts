import { KinshipError } from './errors.ts';

/** The repeat number of an allele as a number: `9.3` has nine whole repeats and three bases. */
export function numericAllele(allele: string): number {
  const value = Number(allele);
  if (allele.trim() === '' || !Number.isFinite(value)) {
    throw new KinshipError('table-invalid', 'The stepwise models need alleles that are numbers.');
  }
  return value;
}

export function isInteger(allele: string): boolean {
  return Number.isInteger(Number(allele));
}

/** Alleles of one group differ by whole repeats. As in Familias: 9.3 is in group 3, 9.8 in -2, 9.5 in -5, 10.5 in 5. */
export function repeatGroup(size: number): number {
  return halfToEven(10 * (size - halfToEven(size)));
}

/** Rounds to the nearest integer and a half to the even one (IEEE 754 roundTiesToEven). `Math.round` does not. */
export function halfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
