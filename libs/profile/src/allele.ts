import { ProfileError } from './error.ts';
import type { LocusInfo } from './locus.ts';

/** Number of repeats as the laboratory reports it, such as `9` or `9.3`; at AMEL `X` or `Y`. Never a float. */
export type Allele = string;

const CANONICAL = /^(?:0|[1-9][0-9]?)(?:\.[1-9])?$/;
const OFF_LADDER = /^(?:OL|OB|OMR|off[ -]?ladder)\??$/i;
const MONTH = /(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)/i;

/** Numeric order, with X before Y after all numbers. */
export function compareAlleles(a: Allele, b: Allele): number {
  const left = Number(a);
  const right = Number(b);
  if (Number.isNaN(left) || Number.isNaN(right)) {
    if (Number.isNaN(left) !== Number.isNaN(right)) return Number.isNaN(left) ? 1 : -1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return left - right;
}

/**
 * Reads one allele as a laboratory's software writes it. Space around it is ignored; nothing else is mended:
 * `9.30`, `10.0` and `09` are refused, because they show that a spreadsheet or a program rewrote the values.
 */
export function parseAllele(text: unknown, locus: LocusInfo): Allele {
  if (typeof text !== 'string') {
    throw refusal('not-an-allele', locus, 'holds an allele that is not text; write alleles in quotation marks');
  }
  const allele = text.trim();
  if (OFF_LADDER.test(allele)) {
    throw refusal(
      'off-ladder',
      locus,
      'holds an off-ladder call; assign the allele or leave the locus out, then upload again',
    );
  }
  if (locus.name === 'AMEL') return amelogenin(allele, locus);
  if (!CANONICAL.test(allele)) throw malformed(allele, locus);
  const [smallest, largest] = locus.range;
  if (compareAlleles(allele, smallest) < 0 || compareAlleles(allele, largest) > 0) {
    const range = `${smallest} to ${largest}`;
    throw refusal(
      'allele-out-of-range',
      locus,
      `holds an allele outside ${range}, all that is known there; check the typing`,
    );
  }
  return allele;
}

function amelogenin(allele: string, locus: LocusInfo): Allele {
  const call = allele.toUpperCase();
  if (call === 'X' || call === 'Y') return call;
  throw refusal('not-an-allele', locus, 'holds something other than X or Y; export the calls as X and Y');
}

/** Says which known harm made a value unreadable, so that the laboratory knows where to look. */
function malformed(allele: string, locus: LocusInfo): ProfileError {
  if (/^[0-9]+,[0-9]+$/.test(allele)) {
    return refusal('decimal-comma', locus, 'holds an allele with a decimal comma; export the file with decimal points');
  }
  const isDate =
    MONTH.test(allele) || /^[0-9]{1,4}[-/.][0-9]{1,2}[-/.]/.test(allele) || /^[0-9]+[-/][0-9]+$/.test(allele);
  const isRewritten =
    /^[0-9]+\.[0-9]{2,}$/.test(allele) || /^[0-9]+\.0+$/.test(allele) || /^[0-9.]+e[+-]?[0-9]+$/i.test(allele);
  if (isDate || isRewritten || /^0[0-9]/.test(allele)) {
    return refusal(
      'spreadsheet-damage',
      locus,
      'holds an allele that a spreadsheet program rewrote; export the file again and upload it without opening it there',
    );
  }
  return refusal(
    'not-an-allele',
    locus,
    'holds something that is not an allele; write the number of repeats with at most one decimal place, or leave the locus out',
  );
}

function refusal(code: ProfileError['code'], locus: LocusInfo, what: string): ProfileError {
  return new ProfileError(code, `Locus ${locus.name} ${what}.`, locus.name);
}
