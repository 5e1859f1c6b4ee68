import type { Profile } from '@kinledger/profile';
import { type IndexedLocus, RegistryIndex } from '@kinledger/search';
import { CATEGORIES } from '../submissions/categories.ts';
import { SEVERAL, UNSTATED } from './match-terms.ts';
import type { RegistryRow, RegistryRowsStore } from './registry-rows.store.ts';
import type { NewProfile } from './standing-questions.ts';

/** How far the loading of the registry has come. `total` is an estimate. */
export type Told = (done: number, total: number) => void;

const TELL_EVERY = 20_000;

/** Why a row of the index is retired whose version has another row by now. */
const MOVED = 'moved';
/** Begins the rest of an id that a version's later rows have, which the index wants to be different. */
const AGAIN = '#';
const GROUPS = [...CATEGORIES, UNSTATED, SEVERAL];

/**
 * The registry as an index in this process's memory, as of one snapshot of the database. It is brought up to date before each
 * search, so that a search sees every profile that was committed before it began.
 */
export class RegistryMirror {
  readonly index: RegistryIndex;
  /** The rows of versions that are not at their first row any more. */
  private readonly moved = new Map<string, number>();
  private movedRows = 0;
  private at: string | undefined;

  constructor(
    private readonly store: RegistryRowsStore,
    loci: readonly IndexedLocus[],
  ) {
    this.index = new RegistryIndex(loci, { groups: GROUPS });
  }

  /** The snapshot of the database that the index is of; undefined before it was loaded. */
  get snapshot(): string | undefined {
    return this.at;
  }

  /** All profile versions, whether they are compared or not. */
  get size(): number {
    return this.index.rows - this.movedRows;
  }

  get bytes(): number {
    const { profiles, ids } = this.index.bytes;
    return profiles + ids;
  }

  /** Alleles of profiles that stand, by locus. */
  get seen(): ReadonlyMap<string, ReadonlySet<string>> {
    return new Map(
      this.index.dictionaries.map(({ locus, alleles, first, second, live }) => {
        const codes = live.flatMap((rows, code) => (rows > 0 ? [first[code] ?? -1, second[code] ?? -1] : []));
        return [locus, new Set(codes.flatMap((number) => alleles[number] ?? []))];
      }),
    );
  }

  /** The group of a version that stands, or undefined. */
  standingGroupOf(id: string): string | undefined {
    const row = this.rowOf(id);
    return row === undefined || !this.index.isLive(row) ? undefined : this.index.groupOf(row);
  }

  /** Loads the registry, or what has changed since. Requires that no other call of it is running. */
  async update(told: Told = () => {}): Promise<void> {
    if (this.at === undefined) return this.load(told);
    const { snapshot, rows } = await this.store.since(this.at);
    for (const row of rows) this.take(row);
    this.at = snapshot;
  }

  /** These versions as they stand now, with their genotypes. Those that are not there at all are left out. */
  async profiles(ids: readonly string[]): Promise<readonly NewProfile[]> {
    const wanted = new Set(ids);
    const rows = await this.store.versionsOf(ids);
    return rows
      .filter(({ id }) => wanted.has(id))
      .map(({ id, standing, categories, genotypes }) => {
        const group = standing === 'current' ? groupOf(categories) : undefined;
        return { id, profile: JSON.parse(genotypes) as Profile, group };
      });
  }

  private async load(told: Told): Promise<void> {
    const total = await this.store.estimate();
    let done = 0;
    told(0, total);
    this.at = await this.store.stream((row) => {
      this.take(row);
      done += 1;
      if (done % TELL_EVERY === 0) told(done, Math.max(done, total));
    });
  }

  private take(found: RegistryRow): void {
    const row = this.rowOf(found.id);
    if (row === undefined) {
      this.add(found, found.id);
    } else if (found.standing !== 'current') {
      this.retire(row, found.standing);
    } else if (this.index.groupOf(row) === groupOf(found.categories)) {
      this.index.restore(row);
    } else {
      this.index.erase(row, MOVED);
      this.movedRows += 1;
      this.moved.set(found.id, this.add(found, `${found.id}${AGAIN}${this.movedRows}`));
    }
  }

  private rowOf(id: string): number | undefined {
    return this.moved.get(id) ?? this.index.rowOf(id);
  }

  private add({ standing, categories, genotypes }: RegistryRow, id: string): number {
    const profile = JSON.parse(genotypes) as Profile;
    const row = this.index.add({ id, profile, group: groupOf(categories) });
    if (standing !== 'current') this.retire(row, standing);
    return row;
  }

  /** What was erased by order leaves this memory too. */
  private retire(row: number, standing: RegistryRow['standing']): void {
    if (standing === 'erased') this.index.erase(row, standing);
    else this.index.retire(row, standing);
  }
}

/** Samples that are of several categories are compared within the widest limits, like those of none. */
function groupOf(categories: readonly string[]): string {
  const known = categories.filter((category) => category !== 'erased');
  if (known.length === 0) return UNSTATED;
  return known.length === 1 ? (known[0] as string) : SEVERAL;
}

/** The profile version that a row of the index is of. */
export function versionOf(rowId: string): string {
  return rowId.split(AGAIN, 1)[0] as string;
}
