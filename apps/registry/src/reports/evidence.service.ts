import { canonicalJson, EVIDENCE_FORMAT, MANIFEST, sha256Hex } from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { ChecksService } from '../checks/checks.service.ts';
import type { CheckInputs } from '../checks/inputs.ts';
import { Config } from '../config.ts';
import type { ConfirmationView } from '../confirmations/confirmations.dto.ts';
import { ConfirmationsService } from '../confirmations/confirmations.service.ts';
import { Receipts, witnessId } from '../confirmations/receipts.ts';
import { Problem } from '../problem.ts';
import { record } from '../record.ts';
import { ReferenceService } from '../reference/reference.service.ts';
import { EvidenceStore } from './evidence.store.ts';
import { readme } from './evidence-readme.ts';
import type { Language } from './report-blocks.ts';
import { ReportsService } from './reports.service.ts';
import { zip } from './zip.ts';

/** The log's name and keys, for the bundle to name, and the witnesses whose cosignatures the receipts waited for. */
export interface LogNames {
  readonly origin: string;
  readonly keys: readonly string[];
  readonly witnesses: readonly string[];
}

/** Many bundles in one file. `left`: confirmations that have none, each with the code of the reason. */
export interface EvidenceExport {
  readonly bytes: Uint8Array;
  readonly issued: readonly string[];
  readonly left: Readonly<Record<string, string>>;
}

interface Subject {
  readonly kind: 'confirmation' | 'check';
  readonly id: string;
}

/** `profiles`: whose genotypes are in it. */
interface Bundle {
  readonly bytes: Uint8Array;
  readonly caseId: string;
  readonly profiles: readonly string[];
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * Issues evidence bundles: everything that a confirmation or a check rests on, in one ZIP that verifies and recomputes
 * without this service. Only from events that are sealed and cosigned as the policy asks. Issuing is itself an event.
 */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly store: EvidenceStore,
    private readonly checks: ChecksService,
    private readonly confirmations: ConfirmationsService,
    private readonly reports: ReportsService,
    private readonly receipts: Receipts,
    private readonly reference: ReferenceService,
    private readonly database: DataSource,
    private readonly config: Config,
  ) {}

  /** The bundle of a confirmation with both signatures, withdrawn or not, with its reports, which are issued if they were not. */
  async ofConfirmation(actor: Actor, id: string, log: LogNames): Promise<Uint8Array> {
    const confirmation = await this.confirmations.view(actor, id);
    assertSigned(confirmation);
    const reports = await this.reports.all(actor, id);
    for (const { eventId } of reports) await this.receipts.await(eventId);
    const files = new Map(reports.map(({ language, bytes }) => [language, bytes]));
    const { bytes, caseId, profiles } = await this.confirmationBundle(actor, confirmation, log, files);
    await this.issued(actor, { confirmations: [id], profiles }, bytes, caseId);
    return bytes;
  }

  /** The bundle of a check that has a result, confirmed or not. */
  async ofCheck(actor: Actor, id: string, log: LogNames): Promise<Uint8Array> {
    const { bytes, caseId, profiles } = await this.bundle(actor, { kind: 'check', id }, id, log);
    await this.issued(actor, { checks: [id], profiles }, bytes, caseId);
    return bytes;
  }

  /** The bundles of these confirmations in one ZIP, with the reports that were issued; those that can have none are named in it, and why. */
  async export(actor: Actor, asked: readonly ConfirmationView[], log: LogNames): Promise<EvidenceExport> {
    const files = new Map<string, Uint8Array>();
    const left: Record<string, string> = {};
    const profiles = new Set<string>();
    for (const confirmation of asked) {
      try {
        assertSigned(confirmation);
        const reports = await this.reports.standing(actor, confirmation.id);
        const bundle = await this.confirmationBundle(actor, confirmation, log, reports);
        files.set(`${confirmation.id}.zip`, bundle.bytes);
        for (const profile of bundle.profiles) profiles.add(profile);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        left[confirmation.id] = error.code;
      }
    }
    const issued = [...files.keys()].map((name) => name.replace(/\.zip$/, ''));
    files.set('left-out.json', bytesOf(`${JSON.stringify(left, null, 2)}\n`));
    const bytes = zip(files);
    await this.issued(actor, { confirmations: issued, profiles: [...profiles] }, bytes);
    return { bytes, issued, left };
  }

  private confirmationBundle(
    actor: Actor,
    { id, checkId }: ConfirmationView,
    log: LogNames,
    reports: ReadonlyMap<Language, Uint8Array>,
  ): Promise<Bundle> {
    return this.bundle(actor, { kind: 'confirmation', id }, checkId, log, reports);
  }

  private async bundle(
    actor: Actor,
    subject: Subject,
    checkId: string,
    log: LogNames,
    reports: ReadonlyMap<Language, Uint8Array> = new Map(),
  ): Promise<Bundle> {
    const { check, result } = await this.checks.answered(actor, checkId);
    const { population, mutationTable, child, parent, otherParent } = JSON.parse(check.inputs) as CheckInputs;
    const table = await this.reference.exactTable(population.digest);
    const rates = mutationTable && (await this.reference.exactRates(mutationTable.digest));
    const events = await this.store.events(checkId, subject.kind === 'confirmation' ? subject.id : null);
    const files = new Map(await this.settled(events));
    const manifest = { format: EVIDENCE_FORMAT, subject, log };
    files.set(MANIFEST, bytesOf(canonicalJson(manifest)));
    files.set('README.txt', bytesOf(readme(subject, log.origin)));
    files.set(`tables/${result.population.id}.json`, bytesOf(table.text));
    if (rates !== undefined) files.set(`mutation-rates/${rates.value.id}.json`, bytesOf(rates.text));
    for (const [language, report] of reports) files.set(`reports/report-${language}.pdf`, report);
    const content = contentIn(files);
    if (content !== undefined) files.set('signed-content.json', bytesOf(content));
    const persons = [child, parent, ...(otherParent ? [otherParent] : [])];
    return { bytes: zip(files), caseId: check.caseId, profiles: persons.map(({ profileId }) => profileId) };
  }

  private async settled(events: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const { quorum = 0, witnesses = [] } = this.config.logPolicy ?? {};
    const files = await this.store.files(events, quorum, witnesses.map(witnessId));
    if (files !== undefined) return files;
    for (const event of events) await this.receipts.required(event);
    throw new Problem(409, 'not-sealed', 'The log is being sealed; try again shortly.', { retryAfter: 1 });
  }

  /** What left this house, by the digest of its bytes, and whose genotypes are in it. */
  private async issued(
    actor: Actor,
    about: Readonly<Record<string, readonly string[]>>,
    bytes: Uint8Array,
    caseId?: string,
  ): Promise<void> {
    const facts = { ...about, digest: sha256Hex(bytes) };
    const ofCase = caseId === undefined ? {} : { case: caseId };
    await record(this.database.manager, actor, { type: 'evidence.issued', ...ofCase, facts });
  }
}

function assertSigned({ state }: ConfirmationView): void {
  if (state !== 'awaiting-second-signature') return;
  throw new Problem(409, 'not-confirmed', 'There is no evidence bundle before the second signature.');
}

/** The text that was signed, as it stands in the row of the confirmation. */
function contentIn(files: ReadonlyMap<string, Uint8Array>): string | undefined {
  const [, row] = [...files].find(([path]) => path.endsWith('-confirmation.json')) ?? [];
  return row && (JSON.parse(new TextDecoder().decode(row)) as { readonly content: string }).content;
}
