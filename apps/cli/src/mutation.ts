import { readFileSync } from 'node:fs';
import { type MutationParameters, mutationMatrix } from '@kinledger/kinship';
import { compareAlleles } from '@kinledger/profile';
import type { Command } from 'commander';
import { byNormalForm } from './case-file.ts';
import { type FrequencyLookup, frequencyLookup } from './frequency-lookup.ts';
import { messageOf, SHIPPED_TABLES } from './lr.ts';

/** With the model `custom`, `alleles` and `matrix` are what the laboratory states; otherwise nobody reads them. */
interface MatrixRecord {
  readonly locus: string;
  readonly frequencies: string;
  readonly model: MutationParameters['model'];
  readonly rate?: number | null;
  readonly range?: number | null;
  readonly rate2?: number | null;
  readonly transform?: MutationParameters['transform'] | null;
  readonly alleles?: readonly string[];
  readonly matrix?: readonly (readonly number[])[];
}

export function addMutationCommand(program: Command): void {
  program
    .command('mutation')
    .description('mutation matrices of the models and tables that a file names')
    .argument('<file>', 'file with a list "matrices"')
    .option('--frequencies <folder>', 'folder with freq-<name>.json')
    .option('--json', 'one line of JSON for each matrix')
    .action((file: string, options: { readonly frequencies?: string; readonly json?: boolean }) => {
      const lookup = frequencyLookup(options.frequencies, SHIPPED_TABLES);
      try {
        for (const line of matrixLines(readFileSync(file, 'utf8'), lookup)) {
          console.log(options.json === true ? JSON.stringify(line) : describe(line));
        }
      } catch (error) {
        console.error(messageOf(error));
        process.exitCode = 1;
      }
    });
}

export type MatrixLine =
  | { readonly locus: string; readonly model: string; readonly matrix: readonly (readonly number[])[] }
  | { readonly locus: string; readonly model: string; readonly error: string };

/** The matrices in the order of the file. Throws when it is not such a file; a single bad entry becomes an error line. */
export function* matrixLines(text: string, lookup: FrequencyLookup): Generator<MatrixLine> {
  const records = (JSON.parse(text) as { matrices?: unknown } | null)?.matrices;
  if (!Array.isArray(records)) throw new Error('The file holds no list "matrices".');
  for (const record of records as readonly MatrixRecord[]) {
    const { locus, model } = record;
    try {
      yield { locus, model, matrix: matrixOf(record, lookup) };
    } catch (error) {
      yield { locus, model, error: messageOf(error) };
    }
  }
}

function matrixOf(record: MatrixRecord, lookup: FrequencyLookup): readonly (readonly number[])[] {
  const frequencies = byNormalForm(lookup(record.frequencies), record.locus);
  if (frequencies === undefined) throw new Error(`Table ${record.frequencies} has no locus ${record.locus}.`);
  const alleles = Object.keys(frequencies).sort(compareAlleles);
  const { model, range, rate2, transform, alleles: stated, matrix: rows } = record;
  const rate = model === 'custom' ? 0 : (record.rate ?? Number.NaN);
  const matrix = mutationMatrix(
    alleles,
    alleles.map((allele) => frequencies[allele] as number),
    {
      model,
      rate,
      ...(range == null ? {} : { range }),
      ...(rate2 == null ? {} : { rate2 }),
      ...(transform == null ? {} : { transform }),
      ...(model === 'custom' && stated && rows ? { custom: { alleles: stated, rows } } : {}),
    },
  );
  return alleles.map((_, i) => [...matrix.subarray(i * alleles.length, (i + 1) * alleles.length)]);
}

function describe(line: MatrixLine): string {
  if ('error' in line) return `${line.locus} ${line.model}: ${line.error}`;
  const rows = line.matrix.map((row) => row.map((p) => p.toExponential(4)).join(' '));
  return `${line.locus} ${line.model}\n${rows.join('\n')}`;
}
