import { CONTROL_NAMES, type FrequencyTable, type Kit, LOCI, type MutationTable } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import { Config } from '../config.ts';
import { Problem } from '../problem.ts';
import type {
  ControlView,
  FrequenciesWithoutNView,
  KitView,
  LocusView,
  MutationTableView,
  PopulationView,
  VersionsQuery,
} from './reference.dto.ts';
import { type Figures, readShipped, type Shipped } from './shipped.ts';
import { kitView, mutationView, populationView } from './views.ts';

const VERSION = { version: 1, origin: 'shipped', state: 'in-use' } as const;

/** The frequency tables, mutation rates, kits and loci that the service works with. */
@Injectable()
export class ReferenceService {
  private readonly shipped: Shipped;

  constructor(config: Config) {
    this.shipped = readShipped(config.root);
  }

  /** The table that a new check may use, by its id or by the digest of its figures. */
  async table(idOrDigest: string): Promise<FrequencyTable> {
    const found = byIdOrDigest(this.shipped.frequencies, idOrDigest);
    if (found !== undefined) return found.value;
    const known = [...this.shipped.frequencies.keys()].join(', ');
    throw new Problem(422, 'unknown-population', `There is no frequency table with this id; choose one of ${known}.`);
  }

  /** The table with exactly these figures, in use or not, and the text it is kept as. */
  async exactTable(digest: string): Promise<Figures<FrequencyTable>> {
    const found = byIdOrDigest(this.shipped.frequencies, digest);
    if (found !== undefined) return found;
    const detail = 'The frequency table of this check is no longer the one it was asked with.';
    throw new Problem(409, 'table-changed', detail);
  }

  /** The mutation rates that a new check may use, by their id or by the digest of their figures. */
  async mutationTable(idOrDigest: string): Promise<MutationTable> {
    const found = byIdOrDigest(this.shipped.mutation, idOrDigest);
    if (found !== undefined) return found.value;
    const known = [...this.shipped.mutation.keys()].join(', ');
    throw new Problem(422, 'unknown-mutation-table', `There are no mutation rates with this id; choose of ${known}.`);
  }

  async populations(_: VersionsQuery = {}): Promise<PopulationView[]> {
    return [...this.shipped.frequencies.values()].map(({ value }) => populationView(value, VERSION));
  }

  async mutationTables(_: VersionsQuery = {}): Promise<MutationTableView[]> {
    return [...this.shipped.mutation.values()].map(({ value }) => mutationView(value, VERSION));
  }

  async kits(): Promise<readonly Kit[]> {
    return [...this.shipped.kits.values()].map(({ value }) => value);
  }

  async kitViews(_: VersionsQuery = {}): Promise<KitView[]> {
    return [...this.shipped.kits.values()].map(({ value }) => kitView(value, VERSION));
  }

  withoutN(): FrequenciesWithoutNView[] {
    return [...this.shipped.withoutN.values()].map(({ value }) => {
      const { loci, notes, incomplete, ...head } = value;
      return { ...head, notes: [...notes], incomplete: [...incomplete], loci: Object.keys(loci) };
    });
  }

  loci(): LocusView[] {
    return LOCI.map(({ name, kind, chromosome, range, aliases }) => ({
      name,
      kind,
      chromosome,
      smallestAllele: range[0],
      largestAllele: range[1],
      aliases: [...aliases],
    }));
  }

  controls(): ControlView[] {
    return CONTROL_NAMES.map((name) => ({ name }));
  }
}

function byIdOrDigest<T extends { readonly digest: string }>(
  shipped: ReadonlyMap<string, Figures<T>>,
  wanted: string,
): Figures<T> | undefined {
  return shipped.get(wanted) ?? [...shipped.values()].find(({ value }) => value.digest === wanted);
}
