import type { Profile } from '@kinledger/profile';
import { SEVERAL, UNSTATED } from './match-terms.ts';
import { PlainIndex } from './plain-index.ts';
import type { RegistryRow, RegistryRowsStore } from './registry-rows.store.ts';
import { RegistryRows } from './registry-rows.ts';
import type { NewProfile } from './standing-questions.ts';

/** How far the loading of the registry has come. `total` is an estimate. */
export type Told = (done: number, total: number) => void;

const TELL_EVERY = 20_000;

/** Why a row of the index is retired whose version has another row by now. */
export const MOVED = 'moved';

/**
 * The registry as an index in this process's memory, as of one snapshot of the database. It is brought up to date before each
 * search, so that a search sees every profile that was committed before it began.
 */
export class RegistryMirror {
  readonly index = new PlainIndex();
  private readonly versions = new RegistryRows();
  private readonly groupNumbers = new Map<string, number>();
  private readonly alleles = new Map<string, Set<string>>();
  private at: string | undefined;

  constructor(private readonly store: RegistryRowsStore) {}

  /** The snapshot of the database that the index is of; undefined before it was loaded. */
  get snapshot(): string | undefined {
    return this.at;
  }

  /** All profile versions, whether they are compared or not. */
  get size(): number {
    return this.versions.size;
  }

  get bytes(): number {
    return this.index.bytes + this.versions.bytes;
  }

  /** Alleles of the registry by locus. */
  get seen(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.alleles;
  }

  /** Groups of profiles by their category. */
  get groups(): readonly string[] {
    return [...this.groupNumbers.keys()];
  }

  /** The group of a version that stands, or undefined. */
  standingGroupOf(id: string): string | undefined {
    const place = this.versions.find(id);
    if (place < 0 || this.versions.standingOf(place) !== 'current') return undefined;
    return this.groups[this.versions.groupOf(place)];
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
    const { id, standing } = found;
    const group = this.groupNumber(found.categories);
    const place = this.versions.find(id);
    if (place < 0) {
      this.versions.add(id, this.addRow(found), standing, group);
      return;
    }
    const before = this.versions.standingOf(place);
    if (before === standing && (standing !== 'current' || this.versions.groupOf(place) === group)) return;
    // what has gone keeps its row and tells why; what stands in another group, or stands again, gets a new one
    const row = this.versions.rowOf(place);
    this.index.retire(row, standing === 'current' ? MOVED : standing);
    this.versions.set(place, standing === 'current' ? this.addRow(found) : row, standing, group);
  }

  private addRow({ id, standing, categories, genotypes }: RegistryRow): number {
    const profile = JSON.parse(genotypes) as Profile;
    const row = this.index.add({ id, profile, group: groupOf(categories) });
    if (standing === 'current') this.note(profile);
    else this.index.retire(row, standing);
    return row;
  }

  private groupNumber(categories: readonly string[]): number {
    const group = groupOf(categories);
    const known = this.groupNumbers.get(group);
    if (known !== undefined) return known;
    this.groupNumbers.set(group, this.groupNumbers.size);
    return this.groupNumbers.size - 1;
  }

  private note(profile: Profile): void {
    for (const [locus, genotype] of Object.entries(profile)) {
      let known = this.alleles.get(locus);
      if (known === undefined) {
        known = new Set();
        this.alleles.set(locus, known);
      }
      for (const allele of genotype) known.add(allele);
    }
  }
}

/** Samples that are of several categories are compared within the widest limits, like those of none. */
function groupOf(categories: readonly string[]): string {
  const known = categories.filter((category) => category !== 'erased');
  if (known.length === 0) return UNSTATED;
  return known.length === 1 ? (known[0] as string) : SEVERAL;
}
