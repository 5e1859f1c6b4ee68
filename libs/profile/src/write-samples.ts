import { LOCI } from './locus.ts';
import type { Profile } from './profile.ts';
import { guardedName } from './sample-name.ts';

/** A sample as it is handed on. The name is one that `readUpload` gave. */
export interface SampleToWrite {
  readonly sample: string;
  readonly profile: Profile;
}

const MOST_ALLELES = 3;

/**
 * Samples as a table in the long form, in pieces: one row for each sample and locus. A name that a spreadsheet program would
 * take for a formula gets an apostrophe before it, which `readUpload` takes away.
 */
export function* writeCsv(samples: Iterable<SampleToWrite>, separator: ',' | ';' | '\t' = ','): Generator<string> {
  const row = (cells: readonly string[]): string =>
    `${cells.map((cell) => quoted(cell, separator)).join(separator)}\r\n`;
  const alleles = Array.from({ length: MOST_ALLELES }, (_, index) => `Allele ${index + 1}`);
  yield row(['Sample Name', 'Marker', ...alleles]);
  for (const { sample, profile } of samples) {
    const name = guardedName(sample);
    const rows = lociOf(profile).map((locus) => {
      const genotype = profile[locus]!;
      return row([name, locus, ...alleles.map((_, index) => genotype[index] ?? '')]);
    });
    yield rows.join('');
  }
}

function quoted(cell: string, separator: string): string {
  return cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Samples as JSON, in pieces: `{ "samples": [{ "sample": ..., "genotypes": { "TH01": ["6", "9.3"] } }] }`. */
export function* writeJson(samples: Iterable<SampleToWrite>): Generator<string> {
  let before = '{"samples":[\n';
  for (const { sample, profile } of samples) {
    const genotypes = Object.fromEntries(lociOf(profile).map((locus) => [locus, profile[locus]]));
    yield `${before}${JSON.stringify({ sample, genotypes })}`;
    before = ',\n';
  }
  yield before === ',\n' ? '\n]}\n' : '{"samples":[]}\n';
}

/** The loci of a profile in our order. */
export function lociOf(profile: Profile): readonly string[] {
  return LOCI.map(({ name }) => name).filter((locus) => profile[locus] !== undefined);
}
