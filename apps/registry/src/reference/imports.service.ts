import { canonicalJson, sha256Hex } from '@kinledger/audit';
import { type FrequencyTable, readFrequencyTable, readTableFile, writeFrequencyTable } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { JobsService } from '../jobs/jobs.service.ts';
import { absent, Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import type {
  ImportedTableView,
  ImportPreviewView,
  ImportReportView,
  ImportTable,
  RetiredView,
  RetireRequest,
} from './imports.dto.ts';
import type { ReceivedTable } from './receive-table.ts';
import { ReferenceService } from './reference.service.ts';
import { STANDARD_POPULATIONS, standardCases, standardEffect } from './standard-cases.ts';
import type { Standing } from './standing.ts';
import { reviewTable } from './table-review.ts';
import { VersionsStore } from './versions.store.ts';
import { populationView } from './views.ts';

/** Computes what a new version would move in past results; its subject is the version. */
export const EFFECT_JOB = 'reference-effect';

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
    private readonly jobs: JobsService,
    private readonly idempotency: Idempotency,
    private readonly database: DataSource,
  ) {}

  /** Tells what importing the file would come to, and stores nothing. */
  async preview({ bytes, fields }: ReceivedTable<ImportTable>): Promise<ImportPreviewView> {
    const all = await this.reference.standing('frequencies');
    const { report, content } = await this.judge(bytes, fields, all);
    const digest = content === undefined ? null : tableIn(content).digest;
    const acceptable = digest !== null && conflictOf(fields, digest, all) === undefined;
    return { acceptable, digest, report };
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
    return this.idempotency.once(repeatable, async (tx) => {
      await this.store.lock(tx);
      const all = await this.reference.standing('frequencies', tx);
      const table = tableIn(content);
      const conflict = conflictOf(fields, table.digest, all);
      if (conflict !== undefined) throw conflict;
      if (all.length !== before.length) throw overtaken();
      const { id: name } = fields;
      const version = (newestOf(all, name)?.version ?? 0) + 1;
      const row = {
        id: newId(),
        kind: 'frequencies' as const,
        name,
        version,
        digest: table.digest,
        content,
        report: canonicalJson(report),
        fileSha256: report.fileSha256,
        supersedes: fields.supersedes ?? null,
        reason: fields.reason ?? null,
        accountId: actor.accountId,
      };
      const facts = { kind: row.kind, name, version, digest: table.digest, file: row.fileSha256 };
      const act = { type: 'reference.imported', facts };
      await this.store.insert(tx, await recordRow(tx, actor, act, 'reference_version', [row.id, row]));
      if (row.supersedes !== null) await this.jobs.enqueue(tx, EFFECT_JOB, row.id);
      const view = populationView(table, { version, origin: 'imported', state: 'in-use' });
      return { table: view, report };
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
      nearest:
        nearest === undefined || near === undefined
          ? null
          : { id: near.id, digest: near.digest, distance: String(nearest.distance), loci: nearest.loci },
      effect: null,
    };
    if (table === undefined) return { report: judged, content: undefined };
    const content = writeFrequencyTable(table);
    const before = tables.find(({ digest }) => digest === newestOf(all, asked.id)?.digest) ?? near;
    const standard = tables.filter(({ id }) => (STANDARD_POPULATIONS as readonly string[]).includes(id));
    const first = standard.filter((each, i) => standard.findIndex(({ id }) => id === each.id) === i);
    const effect = before && (await standardEffect(standardCases(first), before, tableIn(content)));
    return { report: { ...judged, effect: effect ?? null }, content };
  }
}

/** What stands in the way of a table with these figures under this id. */
function conflictOf({ id, supersedes }: ImportTable, digest: string, all: readonly Standing[]): Problem | undefined {
  const same = all.find((each) => each.digest === digest);
  if (same !== undefined) {
    return new Problem(
      409,
      'table-stands',
      `These very figures stand already, as version ${same.version} of ${same.name}.`,
    );
  }
  const newest = newestOf(all, id);
  if (newest?.digest === supersedes) return undefined;
  const detail =
    newest === undefined
      ? 'There is no table of this id to take the place of; leave "supersedes" out.'
      : 'A table of this id stands; choose another id, or state the digest of its newest version in "supersedes".';
  return new Problem(409, 'stale-table', detail, { newest: newest?.digest ?? null });
}

/** Whether the table is a copy of one that came in the meantime was not looked at. */
function overtaken(): Problem {
  const detail = 'Another table was imported at the same moment; send this one again.';
  return new Problem(409, 'still-running', detail, { retryAfter: 1 });
}

function newestOf(all: readonly Standing[], name: string): Standing | undefined {
  return all.findLast((each) => each.name === name);
}

function tableIn(content: string): FrequencyTable {
  return readFrequencyTable(JSON.parse(content));
}
