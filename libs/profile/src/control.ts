import { CONTROL_ROWS } from './controls.data.ts';
import { type Genotype, type Profile, parseProfile } from './profile.ts';

/** Fewer shared loci prove nothing: relatives and strangers share a few genotypes by chance. */
const LEAST_SHARED = 8;

const CONTROLS: readonly { readonly name: string; readonly profile: Profile }[] = CONTROL_ROWS.map(
  ([name, genotypes]) => {
    const entries = genotypes.split(', ').map((text) => {
      const at = text.lastIndexOf(' ');
      return [text.slice(0, at), text.slice(at + 1).split('/')] as const;
    });
    return { name, profile: parseProfile(Object.fromEntries(entries)) };
  },
);

/** Name of the control DNA that a profile equals at every locus they share, or undefined. One allele equals two equal ones. */
export function equalControl(profile: Profile): string | undefined {
  return CONTROLS.find((control) => isEqual(profile, control.profile))?.name;
}

function isEqual(profile: Profile, control: Profile): boolean {
  let shared = 0;
  // Nearly every profile differs at the first locus or two, so no list of all of them is made.
  for (const locus in profile) {
    const expected = control[locus];
    if (expected === undefined || locus === 'AMEL') continue;
    if (!sameAlleles(profile[locus]!, expected)) return false;
    shared += 1;
  }
  return shared >= LEAST_SHARED;
}

function sameAlleles(a: Genotype, b: Genotype): boolean {
  if (a.length > 2 || b.length > 2) return a.join() === b.join();
  return a[0] === b[0] && a.at(-1) === b.at(-1);
}
