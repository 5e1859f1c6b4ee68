import { equalControl } from './control.ts';
import { findKit, type Kit, kitFit } from './kit.ts';
import { findLocus, type LocusKind } from './locus.ts';
import type { Profile } from './profile.ts';
import type { Draft } from './sample-draft.ts';
import { isTolerable } from './status.ts';

/** Tells what a person should look at although the sample can be read. */
export function warningsOn(draft: Draft, kits: readonly Kit[]): void {
  const { sample, genotypes, statuses } = draft;
  const control = equalControl(genotypes);
  if (control !== undefined) {
    const message = `Sample ${sample} is equal to the control DNA ${control} at every locus they share; check for a swap or a contamination.`;
    draft.warn('equals-control', message);
  }
  oneAllele(draft);
  for (const [locus, status] of Object.entries(statuses)) {
    if (status === 'tri-allelic') {
      const message = `Locus ${locus} of sample ${sample} shows three alleles. They are kept, and the locus counts in no likelihood ratio.`;
      draft.warn('tri-allelic', message, locus);
    } else if (status === 'not-definitive' || isTolerable(status as 'off-ladder')) {
      const message = `Locus ${locus} of sample ${sample} is left out of the profile: ${LEFT_OUT[status as keyof typeof LEFT_OUT]}.`;
      draft.warn(status as keyof typeof LEFT_OUT, message, locus);
    }
  }
  const contradiction = sexContradiction(genotypes, draft.sex);
  if (contradiction !== undefined) {
    draft.warn('sex-inconsistent', `Sample ${sample} ${contradiction}; check for a swap, a mixture or a deletion.`);
  }
  unlikeKit(draft, kits);
  if (draft.joined.size > 0) {
    const message = `Sample ${sample} is typed more than once, the same at ${draft.joined.size === 1 ? 'the one locus' : `all ${draft.joined.size} loci`} shared; the typings are joined.`;
    draft.warn('replicates-joined', message);
  }
}

const LEFT_OUT = {
  'off-ladder': 'an allele is off-ladder',
  'allele-out-of-range': 'an allele lies outside all that is known there',
  'below-threshold': 'an allele lies below your threshold',
  'not-definitive': 'the file calls it not definitive',
} as const;

/** Some programs write a homozygote as one allele. We cannot know, and a guess in either direction would be an error. */
function oneAllele(draft: Draft): void {
  const loci = Object.keys(draft.statuses).filter((locus) => draft.statuses[locus] === 'one-allele-seen');
  if (loci.length === 0) return;
  const named = loci.slice(0, 5).join(', ') + (loci.length > 5 ? ` and ${loci.length - 5} more` : '');
  const message = `One allele is given at ${loci.length === 1 ? 'one locus' : `${loci.length} loci`} of sample ${draft.sample} (${named}). It counts as one allele seen; if it is a homozygote, write the allele twice.`;
  draft.warn('one-allele-seen', message);
}

/** Loci and alleles that none of the kits named for the sample could have shown. Nothing is said when a kit is not known. */
function unlikeKit(draft: Draft, kits: readonly Kit[]): void {
  if (kits.length === 0 || draft.kits.size === 0) return;
  const named = [...draft.kits].map((name) => findKit(kits, name));
  const fits = named.flatMap((kit) => (kit === undefined ? [] : [kitFit(draft.genotypes, kit)]));
  if (fits.length < named.length) return;
  for (const locus of Object.keys(draft.genotypes)) {
    if (!fits.every(({ foreign, unknownVariant }) => [...foreign, ...unknownVariant].includes(locus))) continue;
    const what = fits.every(({ foreign }) => foreign.includes(locus)) ? 'is no locus of' : 'shows a variant unknown to';
    const message = `Locus ${locus} of sample ${draft.sample} ${what} the kit that the file names; check the kit and the typing.`;
    draft.warn('unlike-kit', message, locus);
  }
}

/** What does not fit together: Amelogenin, the sex that the file states, loci of Y, two alleles at loci of X. */
function sexContradiction(profile: Profile, stated: 'male' | 'female' | undefined): string | undefined {
  const amelogenin = profile.AMEL;
  const hasY = lociOf(profile, 'Y').length > 0 || amelogenin?.includes('Y') === true;
  if (stated === 'female' && hasY) return 'is stated to be female and shows a Y chromosome';
  if (amelogenin === undefined) return undefined;
  if (!amelogenin.includes('X')) return 'shows no X at Amelogenin';
  if (!amelogenin.includes('Y')) {
    if (lociOf(profile, 'Y').length > 0) return 'shows no Y at Amelogenin and is typed at loci of the Y chromosome';
    return stated === 'male' ? 'is stated to be male and shows no Y at Amelogenin' : undefined;
  }
  const twice = lociOf(profile, 'X').filter((locus) => new Set(profile[locus]).size > 1);
  return twice.length === 0
    ? undefined
    : `shows X and Y at Amelogenin and two alleles at ${twice[0]} on the X chromosome`;
}

function lociOf(profile: Profile, kind: LocusKind): readonly string[] {
  return Object.keys(profile).filter((locus) => findLocus(locus)?.kind === kind);
}
