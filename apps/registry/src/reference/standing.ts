import type { VersionView } from './reference.dto.ts';
import type { Figures } from './shipped.ts';
import type { VersionHead } from './versions.store.ts';

/** A version that stands, shipped or imported. */
export interface Standing extends Omit<VersionView, 'id'> {
  readonly name: string;
}

/** All versions, in the order of names and versions, each with its state. A shipped one is version 1 of its name. */
export function standing(
  shipped: ReadonlyMap<string, Figures<{ readonly digest: string }>>,
  imported: readonly VersionHead[],
  retired: ReadonlySet<string>,
): readonly Standing[] {
  const ours = [...shipped].map(([name, { value }]) => ({
    name,
    version: 1,
    digest: value.digest,
    origin: 'shipped' as const,
  }));
  const all = [...ours, ...imported.map((each) => ({ ...each, origin: 'imported' as const }))];
  const newest = new Map<string, number>();
  for (const { name, version } of all) newest.set(name, Math.max(version, newest.get(name) ?? 0));
  return all
    .map((each) => ({ ...each, state: stateOf(each, newest.get(each.name)!, retired) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version - b.version));
}

function stateOf({ digest, version }: VersionHead, newest: number, retired: ReadonlySet<string>): VersionView['state'] {
  if (retired.has(digest)) return 'retired';
  return version < newest ? 'superseded' : 'in-use';
}

/** The version with this digest, or the newest one of this name. */
export function wanted(all: readonly Standing[], nameOrDigest: string): Standing | undefined {
  return all.find(({ digest }) => digest === nameOrDigest) ?? all.findLast(({ name }) => name === nameOrDigest);
}
