import { sha256Hex } from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import type { Shown } from '../access/reads.ts';
import { CasesService } from '../cases/cases.service.ts';
import { ChecksService } from '../checks/checks.service.ts';
import { Config } from '../config.ts';
import type { ConfirmationView } from '../confirmations/confirmations.dto.ts';
import { ConfirmationsService } from '../confirmations/confirmations.service.ts';
import { Receipts, witnessId } from '../confirmations/receipts.ts';
import { erased, Problem } from '../problem.ts';
import { ReferenceService } from '../reference/reference.service.ts';
import { ProfilesService } from '../submissions/profiles.service.ts';
import { isUniqueViolation } from '../violations.ts';
import { type MissingCharacters, Printer } from './printer.ts';
import { LANGUAGES, type Language, reportPaper } from './report-blocks.ts';
import { type ReportFacts, reportContent } from './report-facts.ts';
import { type IssuedVersion, ReportsStore } from './reports.store.ts';

/** A report as it leaves the house. */
export interface IssuedReport extends IssuedVersion {
  readonly language: Language;
  readonly bytes: Uint8Array;
  readonly name: string;
  /** Whose records it shows, for the reading to be recorded. */
  readonly shown: Shown;
}

/**
 * Issues the signed report of a confirmation as a PDF. The same records give the same bytes; where they give others, as
 * after a withdrawal, a further version is issued, which names the one it supersedes. Each version is a record.
 */
@Injectable()
export class ReportsService {
  constructor(
    private readonly store: ReportsStore,
    private readonly confirmations: ConfirmationsService,
    private readonly checks: ChecksService,
    private readonly cases: CasesService,
    private readonly profiles: ProfilesService,
    private readonly reference: ReferenceService,
    private readonly receipts: Receipts,
    private readonly database: DataSource,
    private readonly config: Config,
    private readonly printer: Printer,
  ) {}

  /** The report, issued now if it was not yet. Only from sealed events, cosigned as the policy asks. */
  async report(actor: Actor, id: string, language: Language, missing: MissingCharacters): Promise<IssuedReport> {
    const facts = await this.facts(actor, id);
    try {
      return await this.issued(actor, facts, language, missing);
    } catch (error) {
      if (!isUniqueViolation(error, 'report')) throw error;
      return this.issued(actor, facts, language, missing); // somebody issued the very same meanwhile
    }
  }

  /** The report in every language. */
  async all(actor: Actor, id: string): Promise<readonly IssuedReport[]> {
    const reports: IssuedReport[] = [];
    for (const language of LANGUAGES) reports.push(await this.report(actor, id, language, 'code-points'));
    return reports;
  }

  /** Those that were issued and are still what the records give; nothing is issued. By language. */
  async standing(actor: Actor, id: string): Promise<ReadonlyMap<Language, Uint8Array>> {
    const found = new Map<Language, Uint8Array>();
    let facts: ReportFacts | undefined;
    for (const language of LANGUAGES) {
      const versions = await this.store.versions(id, language);
      const last = versions.at(-1);
      if (last === undefined) continue;
      facts ??= await this.facts(actor, id);
      const bytes = await this.draw(facts, language, last.version, versions.at(-2)?.digest ?? null, 'code-points');
      if (sha256Hex(bytes) === last.digest) found.set(language, bytes);
    }
    return found;
  }

  private async issued(
    actor: Actor,
    facts: ReportFacts,
    language: Language,
    missing: MissingCharacters,
  ): Promise<IssuedReport> {
    const { id, caseId } = facts.confirmation;
    const versions = await this.store.versions(id, language);
    const last = versions.at(-1);
    if (last !== undefined) {
      const bytes = await this.draw(facts, language, last.version, versions.at(-2)?.digest ?? null, missing);
      if (sha256Hex(bytes) === last.digest) return { ...last, bytes, ...aboutOf(facts, language) };
    }
    const version = (last?.version ?? 0) + 1;
    const bytes = await this.draw(facts, language, version, last?.digest ?? null, missing);
    const digest = sha256Hex(bytes);
    const report = { confirmationId: id, caseId, language, version, digest };
    const eventId = await this.database.transaction((tx) => this.store.issue(tx, actor, report));
    return { version, digest, eventId, bytes, ...aboutOf(facts, language) };
  }

  private async draw(
    facts: ReportFacts,
    language: Language,
    version: number,
    supersedes: string | null,
    missing: MissingCharacters,
  ): Promise<Uint8Array> {
    return this.printer.printed(reportPaper(reportContent(facts, version, supersedes), language), language, missing);
  }

  private async facts(actor: Actor, id: string): Promise<ReportFacts> {
    const confirmation = await this.confirmations.view(actor, id);
    if (confirmation.state === 'awaiting-second-signature') {
      throw new Problem(409, 'not-confirmed', 'There is no report before the second signature.');
    }
    const { events, code } = await this.store.signatures(id);
    const settled = await this.settled(confirmation, events);
    const check = await this.checks.view(actor, confirmation.checkId);
    const { result, resultDigest } = check;
    if (result === null || resultDigest === null) throw erased('The answer of this check');
    const persons = Object.values(check.persons).filter((person) => person !== undefined);
    const profiles = await Promise.all(persons.map(({ profileId }) => this.profiles.view(actor, profileId)));
    return {
      confirmation,
      case: await this.cases.view(actor, confirmation.caseId),
      check: { ...check, result, resultDigest },
      profiles: new Map(profiles.map((profile) => [profile.id, profile])),
      table: (await this.reference.exactTable(check.population.digest)).value,
      found: await this.store.foundBySearch(check.id),
      signatureEvents: events,
      ...settled,
      code,
      address: this.printer.addressOf(code),
    };
  }

  /** Where its events stand in the log, and the first checkpoint that covers the second signature. */
  private async settled(
    { withdrawal }: ConfirmationView,
    signatures: readonly string[],
  ): Promise<Pick<ReportFacts, 'places' | 'checkpoint'>> {
    const events = [...signatures, ...(withdrawal === null ? [] : [withdrawal.eventId])];
    for (const event of events) await this.receipts.required(event);
    const { quorum = 0, witnesses = [] } = this.config.logPolicy ?? {};
    const found = await this.store.checkpoint(signatures[1] ?? '', quorum, witnesses.map(witnessId));
    if (found === undefined) {
      throw new Problem(409, 'not-sealed', 'The log is being sealed; try again shortly.', { retryAfter: 1 });
    }
    return { places: await this.receipts.places(events), checkpoint: { origin: this.config.logOrigin, ...found } };
  }
}

function aboutOf(
  { confirmation, profiles }: ReportFacts,
  language: Language,
): Pick<IssuedReport, 'language' | 'name' | 'shown'> {
  const { id, caseId, checkId } = confirmation;
  const shown = { cases: [caseId], profiles: [...profiles.keys()], check: checkId };
  return { language, name: `report-${id}-${language}.pdf`, shown };
}
