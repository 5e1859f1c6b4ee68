import { LOCI, locusName } from '@kinledger/profile';
import { type Chromosome, type FamilyGraph, familyGraph } from './graph.ts';
import { type KnownLink, knownLinks } from './linkage-map.ts';
import type { Pedigree } from './pedigree.ts';
import type { KinshipQuestion } from './question.ts';

/** Loci that are linked and count as independent, in a question in which that can change the ratio. */
export interface LinkageWarning {
  readonly code: 'linkage-ignored';
  readonly loci: readonly string[];
  /** Of the two by the map; absent for loci on the X, which are all on one chromosome. */
  readonly recombination?: number;
  /** Hypotheses in whose pedigrees linkage matters. */
  readonly hypotheses: readonly string[];
}

/** A warning for each pair of linked loci that both have data and are not among `linked`. */
export function linkageWarnings(question: Omit<KinshipQuestion, 'against'>): readonly LinkageWarning[] {
  const { hypotheses, loci, settings, linked = [] } = question;
  const { chromosome = 'autosomal' } = settings;
  const suspects = hypotheses.filter(({ pedigree }) => mayShare(pedigree));
  if (suspects.length === 0) return [];
  const typedAt = new Map(loci.map(({ table, observations }) => [table.locus, Object.keys(observations)]));
  const known = chromosome === 'X' ? xLinks(loci.map(({ table }) => table.locus)) : knownLinks([...typedAt.keys()]);
  return known.flatMap(({ first, second, ...link }): LinkageWarning[] => {
    const joint = linked.some((pair) =>
      [pair.first, pair.second].every((locus) => locus === first || locus === second),
    );
    const [one, two] = [typedAt.get(first) ?? [], typedAt.get(second) ?? []];
    if (joint || one.length === 0 || two.length === 0) return [];
    const typed = new Set([...one, ...two]);
    const names = suspects
      .filter(({ pedigree }) => linkageMatters(pedigree, typed, chromosome))
      .map(({ name }) => name);
    if (names.length === 0) return [];
    const { recombination } = link;
    return [
      {
        code: 'linkage-ignored',
        loci: [first, second],
        ...(recombination === undefined ? {} : { recombination }),
        hypotheses: names,
      },
    ];
  });
}

/** The warning as an English sentence. */
export function linkageWarningText({ loci, recombination }: LinkageWarning): string {
  const stated = recombination === undefined ? '' : ` (recombination about ${recombination.toFixed(3)})`;
  return `${loci.join(' and ')} are linked${stated} and counted as independent; in this family that can change the ratio.`;
}

/** No linkage without somebody who has two children, or a child and a parent. Quick, for questions of one child. */
function mayShare(pedigree: Pedigree): boolean {
  const parents = pedigree.flatMap(({ father, mother }) => [father, mother]).filter((id) => id !== null);
  if (new Set(parents).size < parents.length) return true;
  return pedigree.some(({ id, father, mother }) => (father !== null || mother !== null) && parents.includes(id));
}

/**
 * Whether two linked loci say together what they do not say one by one. They do where it shows which alleles of a parent
 * lie on one chromosome: when it has two children who bear on the observations, or parents of its own who do. The phases of
 * a founder with one child are equally likely, so that its gamete says nothing (one parent and a child, both parents and a
 * child). Neglected: a parent of untyped parents who mutate differently. A man's X does not recombine.
 */
export function linkageMatters(pedigree: Pedigree, typed: ReadonlySet<string>, chromosome: Chromosome): boolean {
  const graph = familyGraph(pedigree, typed, chromosome);
  const children = graph.nodes.map((_, v) => childrenOf(graph, v));
  const parents = graph.nodes.map(
    (_, v) => graph.families.find((family) => family.children.includes(v))?.parents ?? [],
  );
  const blank: boolean[] = [];
  for (const [v, { persons }] of graph.nodes.entries()) {
    blank.push(persons.length === 0 && children[v] === 1 && (parents[v] ?? []).every((parent) => blank[parent]));
  }
  return graph.nodes.some(({ diploid }, v) => {
    const count = children[v] ?? 0;
    return diploid && count > 0 && (count > 1 || !(parents[v] ?? []).every((parent) => blank[parent]));
  });
}

function childrenOf({ families }: FamilyGraph, v: number): number {
  return families.reduce((sum, { parents, children }) => sum + (parents.includes(v) ? children.length : 0), 0);
}

/** All loci known to be on the X, in pairs: the groups once thought independent are not (Diegoli et al. 2016). */
function xLinks(loci: readonly string[]): readonly (Pick<KnownLink, 'first' | 'second'> & Partial<KnownLink>)[] {
  const onX = loci.filter((locus) => LOCI.find(({ name }) => name === (locusName(locus) ?? locus))?.kind === 'X');
  return onX.flatMap((first, i) => onX.slice(i + 1).map((second) => ({ first, second })));
}
