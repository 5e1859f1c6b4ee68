import { canonicalJson, sha256Hex } from '@kinledger/audit';
import {
  type Kit,
  type MutationTable,
  ProfileError,
  parseProfile,
  readKit,
  readMutationTable,
  writeKit,
  writeMutationTable,
} from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { Problem } from '../problem.ts';
import type { FiguresReportView, ImportedFiguresView, ImportFigures } from './figures.dto.ts';
import type { ReceivedTable } from './receive-table.ts';
import { ReferenceService } from './reference.service.ts';
import { newestOf, Versions } from './versions.service.ts';

type OwnKind = ImportedFiguresView['kind'];

/** The figures of each locus as a text, to compare versions by. */
type ByLocus = ReadonlyMap<string, string>;

/** No rate of a study is higher; a check may not have a higher one either. */
const HIGHEST_RATE = 0.1;
const LONGEST_TEXT = 1000;
const MOST_ALLELES = 300;

/** Administrators bring in mutation rates and kits of their own, as JSON in the shipped form; its digest may be left out. */
@Injectable()
export class FiguresService {
  constructor(
    private readonly reference: ReferenceService,
    private readonly versions: Versions,
    private readonly idempotency: Idempotency,
  ) {}

  async import(
    actor: Actor,
    kind: OwnKind,
    { bytes, fields }: ReceivedTable<ImportFigures>,
    key: string | undefined,
  ): Promise<ImportedFiguresView> {
    const content = kind === 'kit' ? kitText(bytes) : ratesText(bytes);
    const value = kind === 'kit' ? readKit(JSON.parse(content)) : readMutationTable(JSON.parse(content));
    const { id: name, digest } = value;
    const seen = await this.reference.standing(kind);
    const newest = newestOf(seen, name);
    const before = newest && (await this.reference.exact(kind, newest.digest))?.value;
    const report = { fileSha256: sha256Hex(bytes), ...differences(byLocus(before), byLocus(value)) };
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
}

function ratesText(bytes: Uint8Array): string {
  const text = writeMutationTable(parsed(bytes));
  const { loci, ...head } = readMutationTable(JSON.parse(text));
  checkTexts([head.id], Object.values(head).flat());
  const wrong = Object.entries(loci).find(([, rates]) =>
    Object.values(rates).some((rate) => Number(rate) > HIGHEST_RATE),
  );
  if (wrong === undefined) return text;
  throw unusable(`the rates of locus ${wrong[0]} are above ${HIGHEST_RATE}`);
}

function kitText(bytes: Uint8Array): string {
  const text = writeKit(parsed(bytes));
  const { loci, ...head } = readKit(JSON.parse(text));
  checkTexts([head.id], [...Object.values(head).flat(), ...loci.map(({ dye }) => dye)]);
  for (const { locus, ladder, further } of loci) {
    const alleles = [...ladder, ...further];
    if (alleles.length > MOST_ALLELES || !alleles.every((allele) => isAllele(locus, allele))) {
      throw unusable(`locus ${locus} has something in its ladder that is no allele there`);
    }
  }
  return text;
}

function isAllele(locus: string, allele: string): boolean {
  try {
    return parseProfile({ [locus]: [allele] })[locus]?.[0] === allele;
  } catch (error) {
    if (error instanceof ProfileError) return false;
    throw error;
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Problem(422, 'broken-file', 'The file is no JSON in UTF-8, or it is cut off. Export it again.');
  }
}

function checkTexts(ids: readonly string[], texts: readonly string[]): void {
  if (!ids.every((id) => /^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$/.test(id))) {
    throw unusable('"id" has 2 to 64 letters, digits, points, hyphens and underscores');
  }
  const plain = (text: string): boolean => text.length <= LONGEST_TEXT && !/[\p{Cc}\p{Cs}]/u.test(text);
  if (texts.length > LONGEST_TEXT || !texts.every(plain)) throw unusable('a text in it is too long or no plain text');
}

function unusable(what: string): Problem {
  return new Problem(422, 'bad-table', `The file cannot be used: ${what}.`);
}

function byLocus(figures: Kit | MutationTable | undefined): ByLocus {
  if (figures === undefined) return new Map();
  const { loci } = figures;
  const entries = Array.isArray(loci)
    ? (loci as Kit['loci']).map(({ locus, ...rest }) => [locus, canonicalJson(rest)] as const)
    : Object.entries(loci as MutationTable['loci']).map(([locus, rates]) => [locus, canonicalJson(rates)] as const);
  return new Map(entries);
}

function differences(before: ByLocus, after: ByLocus): Omit<FiguresReportView, 'fileSha256'> {
  const kept = [...after.keys()].filter((locus) => before.has(locus));
  return {
    added: [...after.keys()].filter((locus) => !before.has(locus)),
    removed: [...before.keys()].filter((locus) => !after.has(locus)),
    changed: kept.filter((locus) => before.get(locus) !== after.get(locus)),
  };
}
