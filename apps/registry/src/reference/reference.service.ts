import {
  CONTROL_NAMES,
  type FrequencyTable,
  type Kit,
  LOCI,
  type MutationTable,
  readFrequencyTable,
  readKit,
  readMutationTable,
} from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Config } from '../config.ts';
import { absent, Problem } from '../problem.ts';
import type {
  ControlView,
  FrequenciesWithoutNView,
  KitView,
  LocusView,
  MutationTableView,
  PopulationView,
  ProvenanceView,
  StepStudiesView,
  VersionsQuery,
} from './reference.dto.ts';
import { type Figures, readShipped, type Shipped } from './shipped.ts';
import { type Standing, standing, wanted } from './standing.ts';
import type { ReferenceKind } from './versions.entity.ts';
import { VersionsStore } from './versions.store.ts';
import { kitView, mutationView, populationView } from './views.ts';

interface FiguresByKind {
  readonly frequencies: FrequencyTable;
  readonly mutation: MutationTable;
  readonly kit: Kit;
}

const REFERENCE_KINDS = ['frequencies', 'mutation', 'kit'] as const satisfies readonly ReferenceKind[];

const READERS: { readonly [Kind in ReferenceKind]: (json: unknown) => FiguresByKind[Kind] } = {
  frequencies: readFrequencyTable,
  mutation: readMutationTable,
  kit: readKit,
};

export interface ImportedVersion {
  readonly id: string;
  readonly kind: ReferenceKind;
  readonly name: string;
  readonly version: number;
  readonly digest: string;
  readonly earlier: readonly string[];
}

/** Imported versions kept in memory; they never change. */
const MOST_REMEMBERED = 100;

/** The frequency tables, mutation rates, kits and loci that the service works with: shipped ones, and imported ones. */
@Injectable()
export class ReferenceService {
  private readonly shipped: Shipped;
  private readonly remembered = new Map<string, Figures<FiguresByKind[ReferenceKind]>>();

  constructor(
    config: Config,
    private readonly store: VersionsStore,
  ) {
    this.shipped = readShipped(config.root);
  }

  /** The frequency table that a new check may use: by its id, the newest version; by the digest of its figures, that one. */
  async table(idOrDigest: string): Promise<FrequencyTable> {
    return (await this.forNew('frequencies', idOrDigest, 'unknown-population')).value;
  }

  /** The mutation rates that a new check may use, by id or digest. */
  async mutationTable(idOrDigest: string): Promise<MutationTable> {
    return (await this.forNew('mutation', idOrDigest, 'unknown-mutation-table')).value;
  }

  /** The table with exactly these figures, in use or not, and the text it is kept as. */
  async exactTable(digest: string): Promise<Figures<FrequencyTable>> {
    const found = await this.exact('frequencies', digest);
    if (found !== undefined) return found;
    const detail = 'The frequency table of this check is no longer the one it was asked with.';
    throw new Problem(409, 'table-changed', detail);
  }

  /** The mutation rates with exactly these figures, in use or not. */
  async exactRates(digest: string): Promise<Figures<MutationTable>> {
    const found = await this.exact('mutation', digest);
    if (found !== undefined) return found;
    throw new Problem(409, 'table-changed', 'The mutation rates of this check are no longer those it was asked with.');
  }

  /** What has exactly these figures, in use or not; undefined when nothing has. */
  async exact<Kind extends ReferenceKind>(
    kind: Kind,
    digest: string,
  ): Promise<Figures<FiguresByKind[Kind]> | undefined> {
    const shipped = [...this.shippedOf(kind).values()].find(({ value }) => value.digest === digest);
    if (shipped !== undefined) return shipped;
    const key = `${kind} ${digest}`;
    const known = this.remembered.get(key) as Figures<FiguresByKind[Kind]> | undefined;
    if (known !== undefined) return known;
    const row = await this.store.find(kind, digest);
    if (row === null) return undefined;
    const value = READERS[kind](JSON.parse(row.content)) as FiguresByKind[Kind];
    if (value.digest !== digest) return undefined;
    const found = { value, text: row.content };
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(key, found);
    return found;
  }

  /** Every version of this kind, with its state, in the order of names and versions; as `tx` sees them, if given. */
  async standing(kind: ReferenceKind, tx?: EntityManager): Promise<readonly Standing[]> {
    return standing(this.shippedOf(kind), await this.store.heads(kind, tx), await this.store.retired(kind, tx));
  }

  /** An imported version and the digests of all versions of its name before it. */
  async imported(by: { readonly id: string } | { readonly digest: string }): Promise<ImportedVersion | undefined> {
    const row = 'id' in by ? await this.store.findById(by.id) : await this.store.findByDigest(by.digest);
    if (row === null) return undefined;
    const { id, kind, name, version, digest } = row;
    const earlier = (await this.standing(kind)).filter((each) => each.name === name && each.version < version);
    return { id, kind, name, version, digest, earlier: earlier.map((each) => each.digest) };
  }

  /** The imported versions that took the place of others, the newest first. */
  async superseding(): Promise<readonly ImportedVersion[]> {
    const rows = await this.store.superseding();
    const kinds = [...new Set(rows.map(({ kind }) => kind))];
    const all = new Map(await Promise.all(kinds.map(async (kind) => [kind, await this.standing(kind)] as const)));
    return rows.map((row) => {
      const earlier = all.get(row.kind)!.filter(({ name, version }) => name === row.name && version < row.version);
      return { ...row, earlier: earlier.map(({ digest }) => digest) };
    });
  }

  /** Who brought this version in and who retired it. Digests of different kinds are different. */
  async provenance(digest: string): Promise<ProvenanceView> {
    for (const kind of REFERENCE_KINDS) {
      const all = await this.standing(kind);
      const found = all.find((each) => each.digest === digest);
      if (found === undefined) continue;
      const { name: id, version, origin, state } = found;
      const { importedAt, retiredAt, ...facts } = await this.store.provenance(kind, digest);
      return {
        ...{ kind, id, version, digest, origin, state, ...facts },
        importedAt: importedAt?.toISOString() ?? null,
        retiredAt: retiredAt?.toISOString() ?? null,
        versions: all.filter(({ name }) => name === id).map((each) => each.digest),
      };
    }
    throw absent('version of reference data');
  }

  /** Those of `standing` that are asked for, with their figures. */
  async versions<Kind extends ReferenceKind>(
    kind: Kind,
    { state = 'in-use' }: VersionsQuery = {},
  ): Promise<readonly { readonly standing: Standing; readonly value: FiguresByKind[Kind] }[]> {
    const asked = (await this.standing(kind)).filter((each) => state === 'all' || each.state === 'in-use');
    return Promise.all(asked.map(async (each) => ({ standing: each, value: (await this.whole(kind, each)).value })));
  }

  async populations(query: VersionsQuery = {}): Promise<PopulationView[]> {
    return (await this.versions('frequencies', query)).map(({ standing: facts, value }) =>
      populationView(value, facts),
    );
  }

  async mutationTables(query: VersionsQuery = {}): Promise<MutationTableView[]> {
    return (await this.versions('mutation', query)).map(({ standing: facts, value }) => mutationView(value, facts));
  }

  /** The kits in use. */
  async kits(): Promise<readonly Kit[]> {
    return (await this.versions('kit')).map(({ value }) => value);
  }

  async kitViews(query: VersionsQuery = {}): Promise<KitView[]> {
    return (await this.versions('kit', query)).map(({ standing: facts, value }) => kitView(value, facts));
  }

  withoutN(): FrequenciesWithoutNView[] {
    return [...this.shipped.withoutN.values()].map(({ value }) => {
      const { loci, notes, incomplete, ...head } = value;
      return { ...head, notes: [...notes], incomplete: [...incomplete], loci: Object.keys(loci) };
    });
  }

  stepStudies(): StepStudiesView[] {
    return [...this.shipped.steps.values()].map(({ value: { id, title, notes, digest, studies } }) => ({
      id,
      title,
      notes: [...notes],
      digest,
      studies: studies.map((study) => ({ ...study })),
    }));
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

  private async forNew<Kind extends ReferenceKind>(
    kind: Kind,
    idOrDigest: string,
    unknown: string,
  ): Promise<Figures<FiguresByKind[Kind]>> {
    const all = await this.standing(kind);
    const found = wanted(all, idOrDigest);
    if (found === undefined) {
      const known = [...new Set(all.filter(({ state }) => state === 'in-use').map(({ name }) => name))].join(', ');
      throw new Problem(422, unknown, `There is no such table; choose one of ${known}.`);
    }
    if (found.state === 'retired') {
      throw new Problem(409, 'table-retired', `The table ${found.name} is retired: no new check may use it.`);
    }
    return this.whole(kind, found);
  }

  /** Figures that somebody has tampered with are used by nobody. */
  private async whole<Kind extends ReferenceKind>(
    kind: Kind,
    { name, digest }: Standing,
  ): Promise<Figures<FiguresByKind[Kind]>> {
    const found = await this.exact(kind, digest);
    if (found !== undefined) return found;
    throw new Error(`The stored figures of ${name} are not the ones that its digest stands for.`);
  }

  private shippedOf<Kind extends ReferenceKind>(kind: Kind): ReadonlyMap<string, Figures<FiguresByKind[Kind]>> {
    const { frequencies, mutation, kits } = this.shipped;
    const byKind = { frequencies, mutation, kit: kits };
    return byKind[kind] as ReadonlyMap<string, Figures<FiguresByKind[Kind]>>;
  }
}
