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
import { Problem } from '../problem.ts';

/** No rate of a study is higher; a check may not have a higher one either. */
const HIGHEST_RATE = 0.1;
const LONGEST_TEXT = 1000;
const MOST_ALLELES = 300;

/** Figures of a file and the whole text that is kept of them, in the shipped form. */
export interface ReadFigures<T> {
  readonly value: T;
  readonly content: string;
}

/** Reads mutation rates that somebody brings in. Throws Problem or ProfileError when they cannot be used. */
export function ratesIn(bytes: Uint8Array): ReadFigures<MutationTable> {
  const content = writeMutationTable(parsed(bytes));
  const value = readMutationTable(JSON.parse(content));
  const { loci, ...head } = value;
  checkTexts(head.id, Object.values(head).flat());
  const wrong = Object.entries(loci).find(([, rates]) =>
    Object.values(rates).some((rate) => Number(rate) > HIGHEST_RATE),
  );
  if (wrong !== undefined) throw unusable(`the rates of locus ${wrong[0]} are above ${HIGHEST_RATE}`);
  return { value, content };
}

/** Reads a kit that somebody brings in. `known`: kits of other ids, whose names it must not have. */
export function kitIn(bytes: Uint8Array, known: readonly Kit[]): ReadFigures<Kit> {
  const content = writeKit(parsed(bytes));
  const value = readKit(JSON.parse(content));
  const { loci, ...head } = value;
  checkTexts(head.id, [...Object.values(head).flat(), ...loci.map(({ dye }) => dye)]);
  for (const { locus, ladder, further } of loci) {
    const alleles = [...ladder, ...further];
    if (alleles.length > MOST_ALLELES || !alleles.every((allele) => isAllele(locus, allele))) {
      throw unusable(`locus ${locus} has something in its ladder that is no allele there`);
    }
  }
  const taken = known.find(
    (other) => other.id !== value.id && namesOf(other).some((name) => namesOf(value).includes(name)),
  );
  if (taken === undefined) return { value, content };
  throw unusable(
    `its id, its title or an alias names the kit ${taken.id} already, and uploads would be read by that one`,
  );
}

/** As uploads name kits: whatever the case and the signs. */
function namesOf({ id, title, aliases }: Kit): readonly string[] {
  return [id, title, ...aliases].map((name) => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase()).filter(Boolean);
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

function checkTexts(id: string, texts: readonly string[]): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$/.test(id)) {
    throw unusable('"id" has 2 to 64 letters, digits, points, hyphens and underscores');
  }
  const plain = (text: string): boolean => text.length <= LONGEST_TEXT && !/[\p{Cc}\p{Cs}]/u.test(text);
  if (texts.length > LONGEST_TEXT || !texts.every(plain)) throw unusable('a text in it is too long or no plain text');
}

function unusable(what: string): Problem {
  return new Problem(422, 'bad-table', `The file cannot be used: ${what}.`);
}
