/** Categories of persons in searches for the missing; they decide which questions may compare whom. */
export const CATEGORIES = [
  'parent-of-abducted-child',
  'parent-of-missing-child',
  'rescued-child',
  'child-of-unexplained-origin',
  'adult-of-unknown-origin',
  'relative',
  'unidentified-remains',
  'personal-item',
] as const;
export type Category = (typeof CATEGORIES)[number];

export function isCategory(text: string): text is Category {
  return (CATEGORIES as readonly string[]).includes(text);
}
