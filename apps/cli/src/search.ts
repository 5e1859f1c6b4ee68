import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { MutationSettings } from '@kinledger/kinship';
import { compileSearch, RegistryIndex, search } from '@kinledger/search';
import type { Command } from 'commander';
import { checkedCase } from './case-check.ts';
import { type CaseRecord, caseQuestion } from './case-file.ts';
import { type FrequencyLookup, frequencyLookup } from './frequency-lookup.ts';
import { messageOf, SHIPPED_TABLES } from './lr.ts';

/** One parent's profile and many others, `a/b` in the order of the loci; an empty text is a locus not typed. */
export interface SearchFile {
  readonly frequencies: string;
  readonly loci: readonly string[];
  readonly query: {
    readonly id: string;
    readonly sex: 1 | 2;
    readonly genotypes: Readonly<Record<string, readonly string[]>>;
  };
  readonly profiles: Readonly<Record<string, readonly (string | null)[]>>;
  readonly scenarios: readonly {
    readonly name: string;
    readonly theta?: number;
    readonly mutation?: Partial<MutationSettings> & Pick<MutationSettings, 'model'>;
  }[];
}

export interface SearchLine {
  readonly name: string;
  readonly compared: number;
  readonly skipped: number;
  /** Every profile with a ratio above zero, the highest first. */
  readonly candidates: readonly { readonly id: string; readonly log10LR: number }[];
}

export function addSearchCommand(program: Command): void {
  program
    .command('search')
    .description('profiles that may be children of the one asked for, by likelihood ratio, their other parent unknown')
    .argument('<file>', 'file with a query and profiles')
    .option('--frequencies <folder>', 'folder with freq-<name>.json')
    .option('--json', 'one line of JSON for each scenario')
    .action((file: string, options: { readonly frequencies?: string; readonly json?: boolean }) => {
      const lookup = frequencyLookup(options.frequencies, SHIPPED_TABLES);
      try {
        const asked = readSearch(readFileSync(file, 'utf8'));
        for (const scenario of asked.scenarios) {
          const line = searchLine(asked, scenario, lookup);
          console.log(options.json === true ? JSON.stringify(line) : describe(line));
        }
      } catch (error) {
        console.error(`${basename(file)}: ${messageOf(error)}`);
        process.exitCode = 1;
      }
    });
}

/** Throws when the text is not a search file. */
export function readSearch(text: string): SearchFile {
  const file = JSON.parse(text) as Partial<SearchFile> | null;
  const { query, profiles, scenarios, loci } = file ?? {};
  if (query === undefined || profiles === undefined || !Array.isArray(scenarios) || !Array.isArray(loci)) {
    throw new Error('The file holds no "query", "profiles", "loci" and "scenarios".');
  }
  const texts = (profile: unknown): boolean =>
    Array.isArray(profile) && profile.every((genotype) => genotype === null || typeof genotype === 'string');
  const wrong = Object.entries(profiles).find(([, profile]) => !texts(profile));
  if (wrong !== undefined)
    throw new Error(`Profile ${wrong[0]} must be a list of texts such as "9/9.3", one for each locus.`);
  return file as SearchFile;
}

/**
 * Compares every profile. One that has no locus in common with the query, or an allele that the table lacks, is skipped
 * and counted: compared and skipped together are all profiles.
 */
export function searchLine(
  file: SearchFile,
  scenario: SearchFile['scenarios'][number],
  lookup: FrequencyLookup,
): SearchLine {
  const question = caseQuestion(checkedCase(asCase(file, scenario)), lookup);
  const index = new RegistryIndex(question.loci.map(({ table: { locus, alleles } }) => ({ locus, alleles })));
  const ids = Object.keys(file.profiles);
  // names may be anything: the index knows the profiles by their place
  for (const [i, texts] of Object.values(file.profiles).entries()) {
    index.add({ id: String(i), profile: genotypesOf(file.loci, texts) });
  }
  const asked = compileSearch({ question, place: UNKNOWN, hypothesis: 'parent' });
  const { candidates, compared, rows } = search(index, asked, { threshold: 0 });
  return {
    name: scenario.name,
    compared,
    skipped: rows - compared,
    candidates: candidates.map(({ row, log10 }) => ({ id: ids[row] as string, log10LR: log10 })),
  };
}

const UNKNOWN = 'the profile compared';

/** The question that a scenario puts to each profile: is the query its parent, the other parent being unknown? */
function asCase(file: SearchFile, scenario: SearchFile['scenarios'][number]): CaseRecord {
  const { id, sex, genotypes } = file.query;
  const query = { id, father: null, mother: null, sex };
  const parents = sex === 1 ? { father: id, mother: null } : { father: null, mother: id };
  const stranger = { id: UNKNOWN, father: null, mother: null, sex: 1 as const };
  return {
    id: scenario.name,
    frequencies: file.frequencies,
    theta: scenario.theta ?? 0,
    mutation: scenario.mutation ?? { model: 'none' },
    loci: file.loci,
    individuals: { [id]: { sex, genotypes } },
    hypotheses: [
      { name: 'parent', pedigree: [query, { ...stranger, ...parents }] },
      { name: 'unrelated', pedigree: [query, stranger] },
    ],
    numerator: 'parent',
    denominator: 'unrelated',
  };
}

function genotypesOf(
  loci: readonly string[],
  texts: readonly (string | null)[],
): Readonly<Record<string, readonly string[]>> {
  const genotypes: Record<string, readonly string[]> = {};
  for (const [i, locus] of loci.entries()) {
    const alleles = (texts[i] ?? '').split('/').filter((allele) => allele !== '');
    if (alleles.length > 0) genotypes[locus] = alleles;
  }
  return genotypes;
}

function describe({ name, compared, skipped, candidates }: SearchLine): string {
  const lines = candidates
    .slice(0, 20)
    .map(({ id, log10LR }) => `  ${id.padEnd(24)} ${log10LR.toFixed(6).padStart(14)}`);
  const more = candidates.length > 20 ? [`  and ${candidates.length - 20} more`] : [];
  const head = `${name}: ${compared} compared, ${skipped} skipped, ${candidates.length} with a ratio above zero`;
  return [head, ...lines, ...more].join('\n');
}
