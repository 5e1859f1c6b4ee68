import { canonicalJson, sha256Hex } from '@kinledger/audit';
import type { Kit, MutationTable } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { absent } from '../problem.ts';
import type { FiguresPreviewView, FiguresReportView, ImportedFiguresView, ImportFigures } from './figures.dto.ts';
import { kitIn, type ReadFigures, ratesIn } from './figures-read.ts';
import { kitDifferences, rateDifferences, ratesEffect, unusualRates } from './figures-report.ts';
import type { ReceivedTable } from './receive-table.ts';
import { ReferenceService } from './reference.service.ts';
import { standardTables } from './standard-cases.ts';
import type { Standing } from './standing.ts';
import { conflictOf, newestOf, Versions } from './versions.service.ts';
import { VersionsStore } from './versions.store.ts';

type OwnKind = ImportedFiguresView['kind'];

interface Judged extends ReadFigures<Kit | MutationTable> {
  readonly report: FiguresReportView;
  readonly seen: readonly Standing[];
}

/** Administrators bring in mutation rates and kits of their own, as JSON in the shipped form; its digest may be left out. */
@Injectable()
export class FiguresService {
  constructor(
    private readonly reference: ReferenceService,
    private readonly store: VersionsStore,
    private readonly versions: Versions,
    private readonly idempotency: Idempotency,
  ) {}

  /** Tells what importing the file would come to, and stores nothing. */
  async preview(kind: OwnKind, { bytes, fields }: ReceivedTable<ImportFigures>): Promise<FiguresPreviewView> {
    const { value, report, seen } = await this.judge(kind, bytes);
    const { id, title, digest } = value;
    const conflict = conflictOf({ name: id, digest, supersedes: fields.supersedes }, seen);
    return {
      acceptable: conflict === undefined,
      conflict: conflict?.code ?? null,
      kind,
      id,
      title,
      version: (newestOf(seen, id)?.version ?? 0) + 1,
      digest,
      loci: Array.isArray(value.loci) ? value.loci.length : Object.keys(value.loci).length,
      report,
    };
  }

  async import(
    actor: Actor,
    kind: OwnKind,
    { bytes, fields }: ReceivedTable<ImportFigures>,
    key: string | undefined,
  ): Promise<ImportedFiguresView> {
    const { value, content, report, seen } = await this.judge(kind, bytes);
    const { id: name, digest } = value;
    const figures = {
      kind,
      name,
      digest,
      content,
      report: canonicalJson(report),
      fileSha256: report.fileSha256,
      supersedes: fields.supersedes,
      reason: fields.reason,
    };
    const repeatable = { actor, key, request: { import: { ...fields }, kind, file: report.fileSha256 } };
    return this.idempotency.once(repeatable, async (tx) => {
      const version = await this.versions.add(tx, actor, figures, seen.length);
      return { kind, id: name, version, digest, report };
    });
  }

  /** The report that stood beside the import of these figures. */
  async report(digest: string): Promise<FiguresReportView> {
    const found = (await this.store.find('mutation', digest)) ?? (await this.store.find('kit', digest));
    if (found === null) throw absent('imported figures');
    return JSON.parse(found.report) as FiguresReportView;
  }

  private async judge(kind: OwnKind, bytes: Uint8Array): Promise<Judged> {
    const seen = await this.reference.standing(kind);
    const fileSha256 = sha256Hex(bytes);
    if (kind === 'kit') {
      const read = kitIn(bytes, await this.reference.kits());
      const before = await this.newest('kit', seen, read.value.id);
      const report = { fileSha256, ...kitDifferences(before, read.value), unusual: [], effect: null };
      return { ...read, report, seen };
    }
    const read = ratesIn(bytes);
    const before = await this.newest('mutation', seen, read.value.id);
    const tables = (await this.reference.versions('frequencies', { state: 'all' })).map(({ value }) => value);
    const studies = (await this.reference.versions('mutation')).map(({ value }) => value);
    const report = {
      fileSha256,
      ...rateDifferences(before, read.value),
      unusual: unusualRates(read.value, studies),
      effect: await ratesEffect(standardTables(tables), before, read.value),
    };
    return { ...read, report, seen };
  }

  private async newest<Kind extends OwnKind>(kind: Kind, seen: readonly Standing[], name: string) {
    const newest = newestOf(seen, name);
    return newest && (await this.reference.exact(kind, newest.digest))?.value;
  }
}
