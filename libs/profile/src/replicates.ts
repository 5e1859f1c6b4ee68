import type { UploadedSample } from './collect.ts';
import { ProfileError } from './error.ts';
import type { Kit } from './kit.ts';
import { type Draft, finishSample, sameGenotype } from './sample-draft.ts';

/**
 * The one sample that stands in several places of an upload. Where the places share a locus and agree at every shared one,
 * they are joined, with the loci of all. Where they differ, or share nothing that could show they are one sample, all of it
 * is refused: which is right is not for a program to choose. Requires at least one draft.
 */
export function joinReplicates(drafts: readonly Draft[], kits: readonly Kit[] = []): UploadedSample {
  const [first, ...others] = drafts as readonly [Draft, ...Draft[]];
  for (const other of others) {
    const shared = lociOf(other).filter((locus) => first.has(locus));
    const different = shared.filter((locus) => !sameGenotype(first.genotypes[locus], other.genotypes[locus]));
    if (different.length > 0) first.refuse(other.row, conflict(first.sample, different));
    else if (shared.length === 0) first.refuse(other.row, nothingShared(first.sample));
    for (const problem of other.problems) if (!first.isFull()) first.problems.push(problem);
    for (const kit of other.kits) first.addKit(kit);
    take(first, other, shared);
  }
  return finishSample(first, kits);
}

function lociOf({ genotypes, statuses }: Draft): readonly string[] {
  return [...new Set([...Object.keys(genotypes), ...Object.keys(statuses)])];
}

function take(first: Draft, other: Draft, shared: readonly string[]): void {
  for (const locus of shared) first.joined.add(locus);
  for (const locus of lociOf(other)) {
    if (!shared.includes(locus)) first.put(other.row, locus, other.genotypes[locus], other.statuses[locus]);
  }
}

function conflict(sample: string, loci: readonly string[]): ProfileError {
  const message = `Sample ${sample} stands in this upload with different typings at ${loci.join(', ')}; settle which is right, or give each sample its own name.`;
  return new ProfileError('duplicate-sample', message, loci.length === 1 ? loci[0] : undefined);
}

function nothingShared(sample: string): ProfileError {
  const message = `Sample ${sample} stands in this upload already, with other loci; sort the file by sample, or give each sample its own name.`;
  return new ProfileError('duplicate-sample', message);
}
