import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type FrequenciesWithoutN,
  type FrequencyTable,
  type Kit,
  type MutationTable,
  readFrequenciesWithoutN,
  readFrequencyTable,
  readKit,
  readMutationTable,
  readStepStudies,
  type StepStudies,
} from '@kinledger/profile';

/** Something with an id and the digest of its figures, and the text of the file it stands in, byte for byte. */
export interface Figures<T> {
  readonly value: T;
  readonly text: string;
}

/** What the product brings along, read once at start. */
export interface Shipped {
  readonly frequencies: ReadonlyMap<string, Figures<FrequencyTable>>;
  readonly withoutN: ReadonlyMap<string, Figures<FrequenciesWithoutN>>;
  readonly mutation: ReadonlyMap<string, Figures<MutationTable>>;
  readonly kits: ReadonlyMap<string, Figures<Kit>>;
  readonly steps: ReadonlyMap<string, Figures<StepStudies>>;
}

/** Reads `database/reference` below the project's root. Damaged figures keep the service from starting. */
export function readShipped(root: string): Shipped {
  const folder = join(root, 'database', 'reference');
  return {
    frequencies: readFigures(join(folder, 'frequencies'), readFrequencyTable),
    withoutN: readFigures(join(folder, 'frequencies-without-n'), readFrequenciesWithoutN),
    mutation: readFigures(join(folder, 'mutation'), readMutationTable),
    kits: readFigures(join(folder, 'kits'), readKit),
    steps: readFigures(join(folder, 'mutation-steps'), readStepStudies),
  };
}

/**
 * Reads every file of a folder, by id. Two with one id or with the very same figures are refused: a copy under another
 * population's name once gave true pairs an index 87 times too high.
 */
export function readFigures<T extends { readonly id: string; readonly digest: string }>(
  folder: string,
  read: (json: unknown) => T,
): ReadonlyMap<string, Figures<T>> {
  const found = new Map<string, Figures<T>>();
  const idOfFigures = new Map<string, string>();
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  for (const file of files.sort()) {
    const text = readFileSync(join(folder, file), 'utf8');
    const value = read(JSON.parse(text));
    const twin = found.has(value.id) ? value.id : idOfFigures.get(value.digest);
    if (twin !== undefined) throw new Error(`${file} in ${folder} repeats ${twin}; remove one of the two files.`);
    found.set(value.id, { value, text });
    idOfFigures.set(value.digest, value.id);
  }
  if (found.size === 0) throw new Error(`There is no file of figures in ${folder}.`);
  return found;
}
