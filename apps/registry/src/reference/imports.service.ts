import { canonicalJson, sha256Hex } from '@kinledger/audit';
import {
  type FrequencyTable,
  type NearestTable,
  readFrequencyTable,
  readTableFile,
  writeFrequencyTable,
} from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { absent, Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import type {
  ImportedTableView,
  ImportPreviewView,
  ImportReportView,
  ImportTable,
  NearestView,
  RetiredView,
  RetireRequest,
} from './imports.dto.ts';
import type { ReceivedTable } from './receive-table.ts';
import { ReferenceService } from './reference.service.ts';
import { standardCases, standardEffect, standardTables } from './standard-cases.ts';
import type { Standing } from './standing.ts';
import { reviewTable } from './table-review.ts';
import { conflictOf, newestOf, Versions } from './versions.service.ts';
import { VersionsStore } from './versions.store.ts';
import { populationView } from './views.ts';

interface Judged {
  readonly report: ImportReportView;
  /** The table whole, in the shipped form; undefined while there are problems. */
  readonly content: string | undefined;
}

/** Administrators bring in tables of their own, and retire tables. Nothing that stands is ever changed. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly reference: ReferenceService,
    private readonly store: VersionsStore,
    private readonly versions: Versions,
    private readonly idempotency: Idempotency,
    private readonly database: DataSource,
  ) {}

  /** Tells what importing the file would come to, and stores nothing. */
  async preview({ bytes, fields }: ReceivedTable<ImportTable>): Promise<ImportPreviewView> {
    const all = await this.reference.standing('frequencies');
    const { report, content } = await this.judge(bytes, fields, all);
    const digest = content === undefined ? null : tableIn(content).digest;
    const conflict =
      digest === null ? undefined : conflictOf({ name: fields.id, digest, supersedes: fields.supersedes }, all);
    const acceptable = digest !== null && conflict === undefined;
    return { acceptable, conflict: conflict?.code ?? null, digest, report };
  }

  /**
   * Stores the table as a version of its id, the first or the next one. Refused, with the report, when anything is wrong
   * with it. A next version has its effect on past results computed by a job.
   */
  async import(
    actor: Actor,
    { bytes, fields }: ReceivedTable<ImportTable>,
    key: string | undefined,
  ): Promise<ImportedTableView> {
    const before = await this.reference.standing('frequencies');
    const { report, content } = await this.judge(bytes, fields, before);
    if (content === undefined) {
      const detail = 'The table cannot be used as it is; the report says why, locus by locus. Nothing was stored.';
      throw new Problem(422, 'table-refused', detail, { report });
    }
    const repeatable = { actor, key, request: { import: { ...fields }, file: report.fileSha256 } };
    const table = tableIn(content);
    const figures = {
      kind: 'frequencies' as const,
      name: fields.id,
      digest: table.digest,
      content,
      report: canonicalJson(report),
      fileSha256: report.fileSha256,
      supersedes: fields.supersedes,
      reason: fields.reason,
    };
    return this.idempotency.once(repeatable, async (tx) => {
      const version = await this.versions.add(tx, actor, figures, before.length);
      return { table: populationView(table, { version, origin: 'imported', state: 'in-use' }), report };
    });
  }

  /** The report that stood beside the import of these figures. */
  async report(digest: string): Promise<ImportReportView> {
    const found = await this.store.find('frequencies', digest);
    if (found === null) throw absent('imported table');
    return JSON.parse(found.report) as ImportReportView;
  }

  /** No new check uses these figures from now on. */
  async retire(actor: Actor, { kind, digest, reason }: RetireRequest): Promise<RetiredView> {
    return this.database.transaction(async (tx) => {
      await this.store.lock(tx);
      const found = (await this.reference.standing(kind, tx)).find((each) => each.digest === digest);
      if (found === undefined) throw absent('version of reference data');
      if (found.state === 'retired') throw new Problem(409, 'already-retired', 'These figures are retired already.');
      const act = { type: 'reference.retired', facts: { kind, name: found.name, digest } };
      const row = { kind, digest, reason, accountId: actor.accountId };
      await this.store.insertRetired(tx, await recordRow(tx, actor, act, 'reference_retired', [digest, row]));
      const retired = await this.store.findRetired(kind, digest, tx);
      return { kind, digest, reason, retiredAt: retired!.retiredAt.toISOString() };
    });
  }

  private async judge(bytes: Uint8Array, asked: ImportTable, all: readonly Standing[]): Promise<Judged> {
    const tables = (await this.reference.versions('frequencies', { state: 'all' })).map(({ value }) => value);
    const others = tables.filter(({ id }) => id !== asked.id);
    const known = { tables: others, kits: await this.reference.kits() };
    const { report, nearest, table } = reviewTable(readTableFile(bytes), asked, known);
    const near = others.find(({ id }) => id === nearest?.id);
    const judged = {
      ...report,
      fileSha256: sha256Hex(bytes),
      nearest: nearest === undefined || near === undefined ? null : nearestView(near, nearest),
      effect: null,
    };
    if (table === undefined) return { report: judged, content: undefined };
    const content = writeFrequencyTable(table);
    const before = tables.find(({ digest }) => digest === newestOf(all, asked.id)?.digest) ?? near;
    const effect = before && (await standardEffect(standardCases(standardTables(tables)), before, tableIn(content)));
    return { report: { ...judged, effect: effect ?? null }, content };
  }
}

/** Six digits tell populations apart; more would say something about rounding only. */
const DIGITS = 6;

function nearestView({ id, digest }: FrequencyTable, { distance, fst, loci }: NearestTable): NearestView {
  return { id, digest, distance: distance.toFixed(DIGITS), fst: fst === undefined ? null : fst.toFixed(DIGITS), loci };
}

function tableIn(content: string): FrequencyTable {
  return readFrequencyTable(JSON.parse(content));
}
