import { disclosureDigest, type EvidenceFiles, encodeDisclosure, type ProvedEvent, sha256Hex } from '@kinledger/audit';
import { type ParentageResult, type Question, type SettingsText } from '@kinledger/kinship';
import { type FrequencyTable, type MutationTable, readFrequencyTable, readMutationTable } from '@kinledger/profile';
import { reportFault } from './evidence-reports.ts';

// What a bundle says about one check and its confirmation, once its events and rows are proved: do they fit together?

type Row = NonNullable<ProvedEvent['row']>;

/** One person of a check, as its stored inputs name it. */
export interface EvidencePerson {
  readonly code: string;
  readonly sex: 'male' | 'female' | 'unknown';
  readonly profileId: string;
  readonly profileDigest: string;
}

/** What a check was asked about, as stored. */
export interface EvidenceInputs {
  readonly question: Question;
  readonly child: EvidencePerson;
  readonly parent: EvidencePerson;
  readonly otherParent?: EvidencePerson;
  readonly population: { readonly id: string; readonly digest: string };
  /** Whose rates by locus stand in the settings, where a study was chosen. */
  readonly mutationTable?: { readonly id: string; readonly digest: string };
  readonly settings: SettingsText;
}

/** A check with everything its answer was computed from, each part against its digest. */
export interface EvidenceFacts {
  readonly checkId: string;
  readonly inputs: EvidenceInputs;
  /** Genotypes by profile id, canonical JSON. */
  readonly genotypes: ReadonlyMap<string, string>;
  readonly table: FrequencyTable;
  /** Null where no study's rates were chosen. */
  readonly rates: MutationTable | null;
  readonly result: ParentageResult;
  readonly resultDigest: string;
  readonly engine: { readonly version: string; readonly digest: string };
}

/** The first thing that does not fit. `leafIndex`: the event it concerns. */
export class EvidenceError extends Error {
  constructor(
    readonly leafIndex: number | null,
    message: string,
  ) {
    super(message);
    this.name = 'EvidenceError';
  }
}

/** A row with the event that wrote it. */
interface Entry {
  readonly row: Row;
  readonly event: ProvedEvent['event'];
  readonly leafIndex: number;
}

/**
 * Rows that may be tombstones of an erasure: texts of the case, names of files. What the result and its signatures rest on
 * must be as it was, for whoever reaches the database can announce an erasure and put something else in its place.
 */
const MAY_BE_ERASED = ['case_file', 'case_person', 'submission'];

/**
 * Reads the facts of a proved bundle and says in `checked` what fits. Throws EvidenceError at the first thing that does
 * not: a digest, a missing row, a content that is not the one signed, one signer in place of two.
 */
export function readFacts(
  subject: { readonly kind: string; readonly id: string },
  events: readonly ProvedEvent[],
  files: EvidenceFiles,
  checked: string[],
): EvidenceFacts {
  const entries = new Map<string, Entry[]>();
  for (const { row, event, leafIndex, erased } of events) {
    const table = event.row?.table;
    if (erased && !MAY_BE_ERASED.includes(String(table))) {
      throw new EvidenceError(
        leafIndex,
        `The row of ${table} at leaf ${leafIndex} was erased by order; nothing rests on it.`,
      );
    }
    if (row !== null && table !== undefined) {
      entries.set(table, [...(entries.get(table) ?? []), { row, event, leafIndex }]);
    }
  }
  const check = theOne(entries, 'kinship_check');
  const answer = theOne(entries, 'check_result');
  if (answer.row.checkId !== check.row.id) throw new EvidenceError(answer.leafIndex, 'The result is of another check.');
  const inputs = JSON.parse(digested(check, 'inputs', 'inputsDigest')) as EvidenceInputs;
  const resultDigest = String(answer.row.resultDigest);
  const result = JSON.parse(digested(answer, 'result', 'resultDigest')) as ParentageResult;
  checked.push(`The question and the result are the ones that their digests stand for.`);
  const genotypes = readGenotypes(inputs, entries.get('profile') ?? [], check.leafIndex);
  checked.push(`${genotypes.size} profiles, each with the genotypes that the question was asked about.`);
  const table = readTable(inputs, result, files, check.leafIndex);
  checked.push(`Every figure of frequency table ${table.id}, against the digest in question and result.`);
  const rates = readRates(inputs, files, check.leafIndex);
  if (rates !== null) {
    checked.push(`Every rate of mutation table ${rates.id}, against the digest in the question and its settings.`);
  }
  if (subject.kind === 'confirmation') {
    checkConfirmation(subject.id, { check, answer }, entries, files, checked);
  } else if (subject.kind !== 'check' || subject.id !== check.row.id) {
    throw new EvidenceError(check.leafIndex, 'The bundle is about something else than it says.');
  }
  return {
    checkId: String(check.row.id),
    inputs,
    genotypes,
    table,
    rates,
    result,
    resultDigest,
    engine: { version: String(answer.row.engineVersion), digest: String(answer.row.engineDigest) },
  };
}

function theOne(entries: ReadonlyMap<string, readonly Entry[]>, table: string): Entry {
  const [found, second] = entries.get(table) ?? [];
  if (found === undefined) throw new EvidenceError(null, `The bundle holds no row of ${table}.`);
  if (second !== undefined) throw new EvidenceError(second.leafIndex, `The bundle holds two rows of ${table}.`);
  return found;
}

/** The text in one column, which must be the one that the digest in the other stands for. */
function digested({ row, leafIndex }: Entry, column: string, digest: string): string {
  const text = row[column];
  if (typeof text !== 'string') throw new EvidenceError(leafIndex, `The row at leaf ${leafIndex} holds no ${column}.`);
  if (sha256Hex(text) === row[digest]) return text;
  throw new EvidenceError(leafIndex, `The ${column} at leaf ${leafIndex} are not what their digest stands for.`);
}

function readGenotypes(
  { child, parent, otherParent }: EvidenceInputs,
  profiles: readonly Entry[],
  leafIndex: number,
): ReadonlyMap<string, string> {
  const genotypes = new Map<string, string>();
  for (const person of [child, parent, ...(otherParent ? [otherParent] : [])]) {
    const profile = profiles.find(({ row }) => row.id === person.profileId);
    if (profile === undefined) throw new EvidenceError(leafIndex, `The profile of person ${person.code} is missing.`);
    const { digest } = profile.row;
    const [salt, value] = [String(profile.row.salt), String(profile.row.genotypes)];
    const stated = disclosureDigest(encodeDisclosure({ salt, name: 'genotypes', value }));
    if (stated !== digest || digest !== person.profileDigest) {
      const what = `The profile of person ${person.code} is not the one that the question was asked about.`;
      throw new EvidenceError(profile.leafIndex, what);
    }
    genotypes.set(person.profileId, value);
  }
  return genotypes;
}

function readTable(
  { population }: EvidenceInputs,
  result: ParentageResult,
  files: EvidenceFiles,
  leafIndex: number,
): FrequencyTable {
  const path = `tables/${population.id}.json`;
  const bytes = files.get(path);
  if (bytes === undefined) throw new EvidenceError(leafIndex, `${path}, the frequency table, is missing.`);
  const table = readFrequencyTable(JSON.parse(new TextDecoder().decode(bytes)));
  if (table.digest === population.digest && table.digest === result.population.digest) return table;
  throw new EvidenceError(leafIndex, `${path} is not the frequency table that the question was asked with.`);
}

/** The rates of the study that was chosen, which must be those in the settings: the answer was computed with these. */
function readRates(
  { mutationTable, settings }: EvidenceInputs,
  files: EvidenceFiles,
  leafIndex: number,
): MutationTable | null {
  if (mutationTable === undefined) return null;
  const path = ratesPath(mutationTable.id);
  const bytes = files.get(path);
  if (bytes === undefined) throw new EvidenceError(leafIndex, `${path}, the mutation rates, is missing.`);
  const rates = readMutationTable(JSON.parse(new TextDecoder().decode(bytes)));
  if (rates.digest !== mutationTable.digest) {
    throw new EvidenceError(leafIndex, `${path} does not hold the rates that the question was asked with.`);
  }
  const used = new Map((settings.mutation.locusRates ?? []).map((each) => [each.locus, each]));
  const other = Object.entries(rates.loci).find(([locus, { maternal, paternal }]) => {
    const { maleRate, femaleRate } = used.get(locus) ?? {};
    return Number(maleRate) !== Number(paternal) || Number(femaleRate) !== Number(maternal);
  });
  if (other === undefined && used.size === Object.keys(rates.loci).length) return rates;
  throw new EvidenceError(leafIndex, `The settings of the question do not have the rates of ${path}.`);
}

/** Where a bundle keeps the rates of a study; frequency tables may have the same id. */
export function ratesPath(id: string): string {
  return `mutation-rates/${id}.json`;
}

/** Content, two different signers of that content, and whether it was withdrawn. */
function checkConfirmation(
  id: string,
  { check, answer }: { readonly check: Entry; readonly answer: Entry },
  entries: ReadonlyMap<string, readonly Entry[]>,
  files: EvidenceFiles,
  checked: string[],
): void {
  const confirmation = theOne(entries, 'confirmation');
  const { leafIndex, row } = confirmation;
  if (row.id !== id || row.checkId !== check.row.id) {
    throw new EvidenceError(leafIndex, 'The confirmation is another one, or of another check, than the bundle says.');
  }
  const content = digested(confirmation, 'content', 'contentHash');
  const signed = JSON.parse(content) as { readonly inputs?: unknown; readonly result?: unknown };
  if (signed.inputs !== check.row.inputsDigest || signed.result !== answer.row.resultDigest) {
    throw new EvidenceError(leafIndex, 'The content that was signed rests on another question or another result.');
  }
  const shown = files.get('signed-content.json');
  if (shown !== undefined && new TextDecoder().decode(shown) !== content) {
    throw new EvidenceError(leafIndex, 'signed-content.json is not the content that was signed.');
  }
  checked.push(`The content that was signed is the one its hash stands for, and rests on this question and result.`);
  checkSignatures(id, row.contentHash, entries.get('confirmation_signature') ?? [], checked);
  const fault = reportFault(id, entries.get('report') ?? [], files, checked);
  if (fault !== null) throw new EvidenceError(fault.leafIndex, fault.message);
  for (const withdrawal of entries.get('withdrawal') ?? []) {
    if (withdrawal.row.confirmationId !== id) {
      throw new EvidenceError(withdrawal.leafIndex, 'The withdrawal is of another confirmation.');
    }
    checked.push(`IT WAS WITHDRAWN, at leaf ${withdrawal.leafIndex}; the reason is in the row.`);
  }
}

function checkSignatures(id: string, contentHash: unknown, signatures: readonly Entry[], checked: string[]): void {
  for (const { row, event, leafIndex } of signatures) {
    if (row.confirmationId !== id || row.contentHash !== contentHash) {
      throw new EvidenceError(leafIndex, `The signature at leaf ${leafIndex} is under another content.`);
    }
    if (event.actor !== row.accountId || event.role !== row.role) {
      throw new EvidenceError(leafIndex, `The signature at leaf ${leafIndex} was not given by the one it names.`);
    }
  }
  const at = (place: number) => signatures.filter(({ row }) => row.place === place);
  const [first, second] = [at(1), at(2)];
  if (first.length !== 1 || second.length !== 1 || signatures.length !== 2) {
    throw new EvidenceError(null, 'A confirmation has one first and one second signature; this one has not.');
  }
  if (first[0]!.row.accountId === second[0]!.row.accountId) {
    throw new EvidenceError(second[0]!.leafIndex, 'Both signatures are by one person.');
  }
  checked.push(
    `Two different persons signed it: ${first[0]!.row.role} at leaf ${first[0]!.leafIndex}, ${second[0]!.row.role} at leaf ${second[0]!.leafIndex}.`,
  );
}
