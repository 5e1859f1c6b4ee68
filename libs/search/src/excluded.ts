import type { ComparedRows } from './compared-rows.ts';
import { EXCLUDED, PLANE } from './layout.ts';
import type { RegistryIndex } from './registry-index.ts';

/** Place of a plane with the rows of a block that are dead or of another group. Valid until it is asked for again. */
export function excludedPlane(index: RegistryIndex, start: number, compared: ComparedRows): number {
  const { layout, views } = index.store;
  if (compared.allGroups) return start + layout.dead;
  const { words } = views;
  const wanted = compared.groups.map((group) => (start + (layout.groups[group] as number)) >> 2);
  for (let word = 0; word < PLANE / 4; word++) {
    let inGroup = 0;
    for (const plane of wanted) inGroup |= words[plane + word] as number;
    words[(EXCLUDED >> 2) + word] = (words[((start + layout.dead) >> 2) + word] as number) | ~inGroup;
  }
  return EXCLUDED;
}
