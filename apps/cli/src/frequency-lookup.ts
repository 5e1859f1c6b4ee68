import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFrequencyTable } from '@kinledger/profile';

export type LocusFrequencyMap = Readonly<Record<string, number>>;

/** Frequencies by locus and allele of the table of this name; throws when there is none. */
export type FrequencyLookup = (name: string) => Readonly<Record<string, LocusFrequencyMap>>;

/** Looks for `freq-<name>.json` in the caller's folder, then for a table of this name among the shipped ones. */
export function frequencyLookup(folder: string | undefined, shipped: string): FrequencyLookup {
  const read = new Map<string, Readonly<Record<string, LocusFrequencyMap>>>();
  return (name) => {
    const known = read.get(name) ?? readTable(name, folder, shipped);
    read.set(name, known);
    return known;
  };
}

function readTable(
  name: string,
  folder: string | undefined,
  shipped: string,
): Readonly<Record<string, LocusFrequencyMap>> {
  if (!/^[\w.-]+$/.test(name)) throw new Error('A frequency table has a name of letters, digits, ".", "_" and "-".');
  const own = folder === undefined ? undefined : join(folder, `freq-${name}.json`);
  if (own !== undefined && existsSync(own)) {
    const table = JSON.parse(readFileSync(own, 'utf8')) as { loci: Readonly<Record<string, LocusFrequencyMap>> };
    return table.loci;
  }
  const ours = join(shipped, `${name}.json`);
  if (!existsSync(ours)) throw new Error(`There is no frequency table ${name}; name its folder with --frequencies.`);
  const { loci } = readFrequencyTable(JSON.parse(readFileSync(ours, 'utf8')));
  return Object.fromEntries(Object.entries(loci).map(([locus, { frequencies }]) => [locus, frequencies]));
}
