import { LOCI } from '@kinledger/profile';
import type { ParentageInput, Participant, SkipReason } from './parentage.ts';

/** The persons typed for the question, by their part in it. */
export function participants({ child, parent, otherParent }: ParentageInput): Readonly<Record<string, Participant>> {
  return otherParent === undefined ? { child, parent } : { child, parent, other: otherParent };
}

/** Loci typed in all, autosomal and in the table; the others with the reason. Ours stand in the order of `LOCI`. */
export function chooseLoci(input: ParentageInput): {
  readonly used: readonly string[];
  readonly skipped: readonly { readonly locus: string; readonly reason: SkipReason }[];
} {
  const profiles = Object.values(participants(input)).map(({ profile }) => profile);
  const typed = new Set(profiles.flatMap((profile) => Object.keys(profile)));
  const known = LOCI.map(({ name }) => name);
  const strange = [...typed].filter((locus) => !known.includes(locus)).sort();
  const used: string[] = [];
  const skipped: { locus: string; reason: SkipReason }[] = [];
  for (const locus of [...known, ...strange]) {
    if (!typed.has(locus)) continue;
    const kind = LOCI.find(({ name }) => name === locus)?.kind ?? 'autosomal';
    if (kind !== 'autosomal') skipped.push({ locus, reason: 'not-autosomal' });
    else if (!profiles.every((profile) => locus in profile)) skipped.push({ locus, reason: 'not-typed-in-all' });
    else if (profiles.some((profile) => (profile[locus]?.length ?? 0) > 2))
      skipped.push({ locus, reason: 'tri-allelic' });
    else if (!(locus in input.table.loci)) skipped.push({ locus, reason: 'not-in-table' });
    else used.push(locus);
  }
  return { used, skipped };
}
