import { canonicalJson } from './canonical.ts';
import { sha256Hex } from './hash.ts';

// What an event says of the row its act wrote. Writers digest the row they insert, verifiers the row they find; both here,
// so that there is one description and no list of tables.

/** Values of a row by name. Times are not among them: the row's time is the event's, within the act's transaction. */
export type RowFacts = Readonly<Record<string, unknown>>;

/**
 * The canonical text of a row: every column by its name in camel case (`case_id` is `caseId`), as canonical JSON. Left out
 * are columns without a value, so that a column added later changes no older digest; the reference to the event; and
 * times. Requires a `salt` of 128 bits among the columns: without it a short row (a code, a sex) could be found from
 * its public digest by trying.
 */
export function rowText(facts: RowFacts): string {
  return canonicalJson(Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)));
}

/** SHA-256 of `rowText`: what the event holds. */
export const rowDigest = (facts: RowFacts): string => sha256Hex(rowText(facts));

/** `case_id` is `caseId`. */
export const factName = (column: string): string =>
  column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The other way round. Requires a name of ASCII letters and digits, as columns have. */
export function columnName(fact: string): string {
  if (!/^[a-z][A-Za-z0-9]*$/.test(fact)) throw new TypeError('A column is named by letters and digits.');
  return fact.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
