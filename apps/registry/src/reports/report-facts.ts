import type { FrequencyTable, Genotype, LocusStatuses } from '@kinledger/profile';
import type { CaseView } from '../cases/cases.dto.ts';
import type { CheckedPerson, CheckView } from '../checks/checks.dto.ts';
import type { ResultView } from '../checks/result.dto.ts';
import type { ConfirmationView } from '../confirmations/confirmations.dto.ts';
import type { ProfileView } from '../submissions/submissions.dto.ts';
import type {
  FoundBySearch,
  Inconsistency,
  PersonRole,
  ReportCombined,
  ReportContent,
  ReportLocus,
  ReportPerson,
  ReportSettings,
} from './report-content.ts';
import { supportOf } from './verbal-scale.ts';

export type CategoryName = CaseView['persons'][number]['category'];

/** The records that a report is made from, and what the log says of them. */
export interface ReportFacts {
  readonly confirmation: ConfirmationView;
  readonly case: CaseView;
  readonly check: CheckView & { readonly result: ResultView; readonly resultDigest: string };
  /** Of the persons asked about, by the id of the version. */
  readonly profiles: ReadonlyMap<string, ProfileView>;
  readonly table: FrequencyTable;
  /** By the id of the event. */
  readonly places: ReadonlyMap<string, number>;
  /** Events of the first and the second signature. */
  readonly signatureEvents: readonly string[];
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: string };
  readonly found: FoundBySearch | null;
  readonly code: string;
  readonly address: string;
}

/** What was signed, as far as a report names it. */
interface Signed {
  readonly inputs: string;
  readonly result: string;
  readonly persons: readonly { readonly profile: string; readonly digest: string }[];
}

type Asked = readonly (readonly [PersonRole, CheckedPerson])[];

/** Everything a report says. Requires both signatures, and every event of `places` sealed. */
export function reportContent(facts: ReportFacts, version: number, supersedes: string | null): ReportContent {
  const { confirmation, check, checkpoint } = facts;
  const { result } = check;
  const signed = JSON.parse(confirmation.content) as Signed;
  const { child, parent, otherParent } = check.persons;
  const asked: Asked = [
    ['child', child],
    ['parent', parent],
    ...(otherParent ? [['otherParent', otherParent] as const] : []),
  ];
  const { number, report, purpose, legalBasis, openedAt } = facts.case;
  const persons = asked.map(([, person]) => person);
  return {
    report: { id: confirmation.id, version, supersedes, check: check.id },
    case: { number, report, purpose, legalBasis, openedAt: iso(openedAt) },
    question: check.question,
    found: facts.found && { ...facts.found, finishedAt: iso(facts.found.finishedAt) },
    persons: asked.map(([role, person]) => personOf(facts, signed, role, person)),
    loci: result.loci.map((locus) => locusOf(facts, persons, locus)),
    leftOut: leftOutOf(facts, persons, result),
    combined: combinedOf(result),
    alternatives: result.alternatives.map(({ code, log10 }) => ({ code, log10 })),
    verdict: result.verdict,
    advice: result.advice.map(({ code, count }) => ({ code, count: count ?? null })),
    settings: settingsOf(facts),
    digests: { content: confirmation.contentHash, inputs: signed.inputs, result: signed.result },
    signatures: confirmation.signatures.map(({ order, name, role, at }) => ({
      order,
      name,
      role,
      at: iso(at),
      leafIndex: placeOf(facts, facts.signatureEvents[order - 1]),
    })),
    withdrawal: confirmation.withdrawal && {
      by: confirmation.withdrawal.by,
      at: iso(confirmation.withdrawal.at),
      reason: confirmation.withdrawal.reason,
      leafIndex: placeOf(facts, confirmation.withdrawal.eventId),
    },
    log: { ...checkpoint, leafIndex: placeOf(facts, facts.signatureEvents[1]) },
    code: facts.code,
    address: facts.address,
  };
}

const iso = (time: string): string => new Date(time).toISOString();

function placeOf({ places }: ReportFacts, event: string | undefined): number {
  const place = places.get(event ?? '');
  if (place === undefined) throw new Error('A report is made from sealed events only.');
  return place;
}

function personOf(facts: ReportFacts, signed: Signed, role: PersonRole, person: CheckedPerson): ReportPerson {
  const { code, sex, sample, profileId, profileVersion } = person;
  const profile = facts.profiles.get(profileId);
  const version = profile?.versions.find(({ id }) => id === profileId);
  const inCase = facts.case.persons.find(({ id }) => id === person.personId);
  const digest = signed.persons.find((each) => each.profile === profileId)?.digest;
  if (profile === undefined || version === undefined || inCase === undefined || digest === undefined) {
    throw new Error('A report names only persons of its case and their stored profiles.');
  }
  return {
    role,
    code,
    category: inCase.category,
    sex,
    sample,
    laboratory: profile.laboratory.name,
    version: profileVersion,
    receivedAt: iso(version.receivedAt),
    correctedFor: version.reason,
    lociTyped: Object.keys(person.genotypes).length,
    digest,
  };
}

function statusesOf({ profiles }: ReportFacts, { profileId }: CheckedPerson): LocusStatuses {
  return (profiles.get(profileId)?.statuses ?? {}) as LocusStatuses;
}

function locusOf(
  facts: ReportFacts,
  persons: readonly CheckedPerson[],
  { locus, ratio, log10, inconsistent, inconsistentWithOther = false, note }: ResultView['loci'][number],
): ReportLocus {
  const genotypes = persons.map((person) => ({
    alleles: person.genotypes[locus] ?? [],
    status: statusesOf(facts, person)[locus] ?? null,
  }));
  const [child, ...adults] = persons.map(({ code, genotypes: all }) => ({ code, alleles: all[locus] ?? [] }));
  const explanation = inconsistent || inconsistentWithOther ? inconsistencyOf(child!.alleles, adults) : null;
  return { locus, genotypes, ratio, log10, inconsistent, inconsistentWithOther, note: note ?? null, explanation };
}

/** Which adults share no allele with the child, and how many repeats the nearest two alleles are apart. */
export function inconsistencyOf(
  child: readonly string[],
  adults: readonly { readonly code: string; readonly alleles: readonly string[] }[],
): Inconsistency {
  const notShared = adults
    .filter(({ alleles }) => !alleles.some((allele) => child.includes(allele)))
    .map(({ code, alleles }) => ({
      code,
      steps: stepsBetween(child, alleles),
      silentAllele: showOneEach(child, alleles),
    }));
  return { notShared };
}

const showOneEach = (...genotypes: readonly Genotype[]): boolean =>
  genotypes.every((alleles) => new Set(alleles).size === 1);

/** Whole repeats between the nearest two alleles; empty where none are whole repeats apart (`9.3` is nine and three bases). */
function stepsBetween(child: readonly string[], adult: readonly string[]): string {
  const distances = adult.flatMap((one) =>
    child.flatMap((other) => {
      const [[whole, bases], [others, otherBases]] = [one.split('.'), other.split('.')];
      return bases === otherBases ? Math.abs(Number(whole) - Number(others)) : [];
    }),
  );
  const nearest = Math.min(...distances);
  return Number.isFinite(nearest) ? String(nearest) : '';
}

/** What the engine passed over, and what the laboratory's rules had left out of a profile before. */
function leftOutOf(
  facts: ReportFacts,
  persons: readonly CheckedPerson[],
  result: ResultView,
): ReportContent['leftOut'] {
  const skipped = result.skipped.map(({ locus, reason }) => ({ locus, reason }));
  const byRule = persons.flatMap((person) =>
    Object.entries(statusesOf(facts, person))
      .filter(([locus]) => person.genotypes[locus] === undefined)
      .map(([locus, reason]) => ({ locus, reason: reason as string })),
  );
  const seen = new Set<string>();
  return [...byRule, ...skipped].filter(({ locus }) => !seen.has(locus) && seen.add(locus));
}

function combinedOf({ combined, alternatives }: ResultView): ReportCombined {
  const { ratio, log10, lociUsed, inconsistentLoci, inconsistentWithOther, oneAlleleSeen } = combined;
  const smallest = alternatives
    .map((each) => each.log10)
    .reduce(
      (least, each) => (least === null || each === null ? null : Number(each) < Number(least) ? each : least),
      log10,
    );
  const counts = { lociUsed, inconsistentLoci, inconsistentWithOther, oneAlleleSeen };
  return { ratio, log10, smallest, support: supportOf(log10), ...counts };
}

function settingsOf({ check, table }: ReportFacts): ReportSettings {
  const { result, settings, mutationTable, engine } = check;
  const { id, title, citation, digest, loci } = table;
  const counts = result.loci.flatMap(({ locus }) => loci[locus]?.chromosomes ?? []);
  const { model, maleRate, femaleRate, range, rate2, locusRates = [] } = settings.mutation;
  return {
    population: { id, title, citation, digest, chromosomes: [Math.min(...counts), Math.max(...counts)] },
    theta: settings.theta,
    minimumFrequency: settings.minimumFrequency,
    threshold: settings.threshold,
    mutation: {
      model,
      maleRate,
      femaleRate,
      range: range ?? null,
      rate2: rate2 ?? null,
      locusRates: locusRates.map((each) => ({
        locus: each.locus,
        male: each.maleRate ?? maleRate,
        female: each.femaleRate ?? femaleRate,
      })),
    },
    mutationTable,
    engine: engine ?? { version: '', digest: '' },
  };
}
