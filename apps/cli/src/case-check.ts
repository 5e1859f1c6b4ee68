import type { CaseRecord } from './case-file.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A case as somebody wrote it, or an error that names the place of the first fault and never an allele. What the
 * arithmetic asks for (a rate from 0 to 1, an allele of the table, a pedigree without rings) is left to the engine.
 */
export function checkedCase(value: unknown): CaseRecord {
  const record = fields(value, 'A case');
  const { loci, numerator, denominator } = record;
  if (!isList(loci, isText)) throw new Error('"loci" must be a list of names.');
  const spellings = loci.map(normalForm);
  const twice = loci.find((_, i) => spellings.indexOf(spellings[i] as string) < i);
  if (twice !== undefined) throw new Error(`"loci" has ${twice} twice.`);
  const names = checkHypotheses(record);
  for (const [key, name] of Object.entries({ numerator, denominator })) {
    if (!names.includes(name)) throw new Error(`"${key}" must be one of the hypotheses: ${names.join(', ')}.`);
  }
  checkIndividuals(record);
  checkSettings(record);
  if (record.mutation != null) checkMutation(fields(record.mutation, '"mutation"'));
  if (record.linkage != null) checkLinkage(record.linkage);
  if (record.dropout != null) checkDropout(fields(record.dropout, '"dropout"'));
  return record as unknown as CaseRecord;
}

/** The name of a locus without what differs from file to file. */
export function normalForm(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
}

/** The names of the hypotheses. */
function checkHypotheses({ hypotheses }: Fields): readonly unknown[] {
  if (!isList(hypotheses, isFields) || hypotheses.length === 0) throw new Error('"hypotheses" must be a list.');
  for (const { name, pedigree } of hypotheses) {
    if (!isText(name)) throw new Error('Each hypothesis needs a "name".');
    if (!isList(pedigree, isFields)) throw new Error(`Hypothesis ${name} needs a "pedigree": a list of persons.`);
    for (const { id, father, mother, sex } of pedigree) {
      if (!isText(id)) throw new Error(`Hypothesis ${name} has a person without "id".`);
      if (sex !== 1 && sex !== 2) throw new Error(`Hypothesis ${name}: "sex" of ${id} must be 1 (male) or 2 (female).`);
      if (![father, mother].every((parent) => parent == null || isText(parent))) {
        throw new Error(`Hypothesis ${name}: "father" and "mother" of ${id} must be the id of a person or null.`);
      }
    }
  }
  const names = hypotheses.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new Error(`Two hypotheses are named ${String(twice)}.`);
  return names;
}

function checkIndividuals({ individuals, hypotheses }: Fields): void {
  for (const [id, individual] of Object.entries(fields(individuals, '"individuals"'))) {
    const { sex, genotypes } = fields(individual, `Individual ${id}`);
    for (const { name, pedigree } of hypotheses as readonly { name: string; pedigree: readonly Fields[] }[]) {
      const other = pedigree.find((person) => person.id === id);
      if (sex != null && other !== undefined && other.sex !== sex) {
        throw new Error(`"sex" of ${id} is not the one that ${id} has in hypothesis ${name}.`);
      }
    }
    for (const [locus, genotype] of Object.entries(fields(genotypes ?? {}, `"genotypes" of ${id}`))) {
      if (genotype == null || isList(genotype, (allele) => allele === null || typeof allele === 'string')) continue;
      throw new Error(`Individual ${id}, locus ${locus}: alleles must be a list of texts such as ["9", "9.3"].`);
    }
  }
}

function checkSettings(record: Fields): void {
  numberOrNothing(record.theta, '"theta"');
  numberOrNothing(record.silentAlleleFrequency, '"silentAlleleFrequency"');
  if (!['autosomal', 'X', null, undefined].includes(record.chromosome as string)) {
    throw new Error('"chromosome" must be "autosomal" or "X".');
  }
  const { frequencies, frequencyOverrides, priors } = record;
  if (frequencies != null && !isText(frequencies)) throw new Error('"frequencies" must be the name of a table.');
  for (const [locus, table] of Object.entries(fields(frequencyOverrides ?? {}, '"frequencyOverrides"'))) {
    numbers(table, `"frequencyOverrides" of ${locus}`);
  }
  if (priors != null) numbers(priors, '"priors"');
}

/** Which of the models exist is known to the engine; that a model has its rates is seen here, for a file may forget one. */
function checkMutation(mutation: Fields): void {
  const { model, femaleModel } = mutation;
  if (!isText(model)) throw new Error('"mutation" needs a "model".');
  for (const key of ['maleRate', 'femaleRate', 'range', 'rate2']) numberOrNothing(mutation[key], `"${key}"`);
  for (const [key, of] of Object.entries({ maleRate: model, femaleRate: femaleModel ?? model })) {
    if (of === 'none' || of === 'custom' || mutation[key] != null) continue;
    throw new Error(`"mutation" needs a "${key}" for the model ${String(of)}.`);
  }
  for (const key of ['locusRates', 'custom']) {
    for (const [locus, entry] of Object.entries(fields(mutation[key] ?? {}, `"${key}"`))) {
      fields(entry, `"${key}" of ${locus}`);
    }
  }
}

function checkLinkage(linkage: unknown): void {
  if (!isList(linkage, isFields)) throw new Error('"linkage" must be a list of pairs.');
  for (const { locus1, locus2, recombinationRate } of linkage) {
    if (isText(locus1) && isText(locus2) && typeof recombinationRate === 'number') continue;
    throw new Error('A pair in "linkage" needs "locus1", "locus2" and a number "recombinationRate".');
  }
}

function checkDropout({ person, observedAlleles, ...chances }: Fields): void {
  if (!isText(person)) throw new Error('"dropout" needs a "person".');
  for (const key of ['perAlleleDropout', 'homozygoteDropout', 'dropin']) {
    if (typeof chances[key] !== 'number') throw new Error(`"dropout" needs a number "${key}".`);
  }
  for (const [locus, seen] of Object.entries(fields(observedAlleles, '"observedAlleles" of "dropout"'))) {
    if (seen != null && !isList(seen, isText))
      throw new Error(`"observedAlleles", locus ${locus}: write a list of texts.`);
  }
}

function fields(value: unknown, what: string): Fields {
  if (isFields(value)) return value;
  throw new Error(`${what} must be an object with named fields.`);
}

function numbers(value: unknown, what: string): void {
  const all = Object.values(fields(value, what));
  if (!all.every((number) => typeof number === 'number')) throw new Error(`${what} must hold numbers.`);
}

function numberOrNothing(value: unknown, what: string): void {
  if (value != null && typeof value !== 'number') throw new Error(`${what} must be a number.`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isList<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is readonly Item[];
function isList(value: unknown, isItem: (item: unknown) => boolean): value is readonly unknown[];
function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
