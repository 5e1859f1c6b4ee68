/** One typing as a file has it: nothing is judged here. */
export interface PlainTyping {
  readonly sample: string;
  readonly locus: string;
  readonly alleles: readonly string[];
}

export type PlainForm = 'csv' | 'json' | 'cmf';

/**
 * What an upload says, read in the plainest way: for comparing accepted samples with their file. Undefined where that way
 * would not be sure: quotation marks in tables, a header other than the usual one, markup declarations or entities in XML.
 */
export function readPlainly(text: string, form: PlainForm): readonly PlainTyping[] | undefined {
  if (form === 'csv') return fromTable(text);
  return form === 'json' ? fromJson(text) : fromCmf(text);
}

const HEADER = ['Sample Name', 'Marker', 'Allele 1', 'Allele 2', 'Allele 3'];

function fromTable(text: string): readonly PlainTyping[] | undefined {
  if (text.includes('"')) return undefined;
  const [header = '', ...rows] = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.replace(/[,;\t]/g, '').trim() !== '');
  const separator = [',', ';', '\t'].find((sign) => header.split(sign).join() === HEADER.join());
  if (separator === undefined) return undefined;
  return rows.map((row) => {
    const [sample = '', locus = '', ...alleles] = row.split(separator).map((cell) => cell.trim());
    const name = /^'+[=+\-@＝＋－＠]/.test(sample) ? sample.slice(1) : sample;
    return { sample: name.normalize('NFC'), locus, alleles: typed(alleles) };
  });
}

function fromJson(text: string): readonly PlainTyping[] | undefined {
  const json = JSON.parse(text.replace(/^\ufeff/, '')) as { samples?: unknown };
  const samples = (json.samples ?? json) as readonly { sample: string; genotypes: Record<string, readonly string[]> }[];
  return samples.flatMap(({ sample, genotypes }) => {
    if (typeof genotypes !== 'object' || genotypes === null) return [];
    return Object.entries(genotypes).map(([locus, alleles]) => ({
      sample: String(sample).trim().normalize('NFC'),
      locus,
      alleles: Array.isArray(alleles) ? alleles.map((allele) => String(allele).trim()) : [String(alleles)],
    }));
  });
}

function fromCmf(text: string): readonly PlainTyping[] | undefined {
  if (/<!|&|xmlns:/.test(text)) return undefined;
  const inside = (part: string, name: string): string[] =>
    [...part.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([^]*?)</${name}\\s*>`, 'g'))].map((match) => match[1]!);
  return inside(text, 'SPECIMEN').flatMap((specimen) =>
    inside(specimen, 'LOCUS').map((locus) => ({
      sample: (inside(specimen, 'SPECIMENID')[0] ?? '').trim().normalize('NFC'),
      locus: (inside(locus, 'LOCUSNAME')[0] ?? '').trim(),
      alleles: inside(locus, 'ALLELEVALUE').map((value) => value.trim()),
    })),
  );
}

function typed(alleles: readonly string[]): readonly string[] {
  return alleles.filter((allele) => !['', 'NULL', 'NA'].includes(allele));
}
