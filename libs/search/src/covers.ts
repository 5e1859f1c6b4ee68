import { ANY, type Dictionary } from './dictionary.ts';

/** Planes of which a row must have a bit in one; alleles without a plane of their own stand under the number of the shared one. */
export type Cover = readonly [number, number];

/**
 * Every pair of planes such that each of these genotypes has a bit in one of them: the vertex covers of at most two
 * vertices of a graph whose edges are genotypes (a homozygote is a loop). For the child of one parent a/b it is {a, b};
 * for the child of both, each of the parents is one. Genotypes of one allele seen have the bits of all planes.
 */
export function covers(dictionary: Dictionary, codes: readonly number[], named: number): readonly Cover[] {
  const plane = (allele: number): number => Math.min(allele, named);
  const edges = codes.flatMap((code): Cover[] => {
    const second = dictionary.second[code] as number;
    return second === ANY ? [] : [[plane(dictionary.first[code] as number), plane(second)]];
  });
  const [edge] = edges;
  if (edge === undefined) return [];
  const found = new Map<string, Cover>();
  for (const one of new Set(edge)) {
    const rest = edges.filter(([a, b]) => a !== one && b !== one);
    const [next] = rest;
    for (const other of next === undefined ? [one] : new Set(next)) {
      if (!rest.every(([a, b]) => a === other || b === other)) continue;
      const cover = [Math.min(one, other), Math.max(one, other)] as const;
      found.set(cover.join(), cover);
    }
  }
  return [...found.values()];
}

/** Whether a genotype has a bit in one plane of every cover. */
export function isCovered(dictionary: Dictionary, code: number, all: readonly Cover[], named: number): boolean {
  const second = dictionary.second[code] as number;
  if (second === ANY) return true;
  const [a, b] = [Math.min(dictionary.first[code] as number, named), Math.min(second, named)];
  return all.every(([one, other]) => a === one || a === other || b === one || b === other);
}
