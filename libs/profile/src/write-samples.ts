import { ProfileError } from './error.ts';
import { LOCI } from './locus.ts';
import type { Profile } from './profile.ts';
import { guardedName } from './sample-name.ts';

/** A sample as it is handed on. The name is one that `readUpload` gave. */
export interface SampleToWrite {
  readonly sample: string;
  readonly profile: Profile;
}

/** What a CODIS import file says of itself and of every specimen. Times are `CCYY-MM-DDThh:mm:ss`. */
export interface CmfFacts {
  readonly destination: string;
  readonly sourceLaboratory: string;
  readonly submittedBy: string;
  readonly submittedAt: string;
  readonly readingBy: string;
  readonly readingAt: string;
  /** One of the categories of the specification, such as `Biological Mother`. */
  readonly category: string;
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

/** Names of the CMF locus list of 2017 where they are not ours. */
const CMF_NAMES: Readonly<Record<string, string>> = {
  AMEL: 'Amelogenin',
  DYS389I: 'DYS389 I',
  DYS389II: 'DYS389 II',
};

const CMF_LOCI = new Set(
  (
    'AMEL CSF1PO D10S1248 D12S391 D13S317 D16S539 D18S51 D19S433 D1S1656 D21S11 D22S1045 D2S1338 D2S441 D3S1358 D5S818 ' +
    'D7S820 D8S1179 FGA PentaD PentaE SE33 TH01 TPOX vWA DYF387S1 DYS19 DYS385 DYS389I DYS389II DYS390 DYS391 DYS392 ' +
    'DYS393 DYS437 DYS438 DYS439 DYS448 DYS449 DYS456 DYS458 DYS460 DYS481 DYS518 DYS533 DYS549 DYS570 DYS576 DYS627 ' +
    'DYS635 DYS643 YGATAH4 Yindel'
  ).split(' '),
);

/** Limits of the CMF schema. */
const LONGEST_SPECIMEN = 24;
const LONGEST_USER = 20;
const LONGEST_LABORATORY = 10;
const MOST_LOCI = 64;

/**
 * Samples as a CODIS import file (CMF 3.2), in pieces. The specification would have a homozygote sent as one allele; here it
 * is two, which its schema allows, because one allele may as well be a drop-out. Throws ProfileError for a name, a fact or a
 * locus that the specification has no room for.
 */
export function* writeCmf(samples: Iterable<SampleToWrite>, facts: CmfFacts): Generator<string> {
  const header = {
    HEADERVERSION: '3.2',
    MESSAGETYPE: 'Import',
    DESTINATIONORI: limited(facts.destination, LONGEST_LABORATORY),
    SOURCELAB: limited(facts.sourceLaboratory, LONGEST_LABORATORY),
    SUBMITBYUSERID: limited(facts.submittedBy, LONGEST_USER),
    SUBMITDATETIME: facts.submittedAt,
  };
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<CODISImportFile xmlns="urn:CODISImportFile-schema">\n${elements(header)}\n`;
  const reading = elements({ READINGBY: limited(facts.readingBy, LONGEST_USER), READINGDATETIME: facts.readingAt });
  for (const { sample, profile } of samples) {
    const head = elements({ SPECIMENID: limited(sample, LONGEST_SPECIMEN), SPECIMENCATEGORY: facts.category });
    const loci = lociOf(profile);
    if (loci.length > MOST_LOCI) throw unfit(`more than ${MOST_LOCI} loci`);
    const typed = loci.map(
      (locus) => `<LOCUS>${cmfLocus(locus)}${reading}${profile[locus]!.map(cmfAllele).join('')}</LOCUS>\n`,
    );
    yield `<SPECIMEN PARTIAL="false">${head}\n${typed.join('')}</SPECIMEN>\n`;
  }
  yield '</CODISImportFile>\n';
}

function cmfLocus(locus: string): string {
  if (CMF_LOCI.has(locus.replace(' ', ''))) return elements({ LOCUSNAME: CMF_NAMES[locus] ?? locus });
  throw new ProfileError(
    'unknown-locus',
    `Locus ${locus} is not in the CMF list; leave it out, or write CSV or JSON.`,
    locus,
  );
}

function cmfAllele(allele: string): string {
  return `<ALLELE>${elements({ ALLELEVALUE: allele })}</ALLELE>`;
}

function elements(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The specification parts values by `;` and `|` elsewhere, and allows neither in a text. */
function limited(text: string, longest: number): string {
  if ([...text].length <= longest && !/[;|]/.test(text)) return text;
  throw unfit(`a text longer than ${longest} characters, or one with ; or |`);
}

function unfit(what: string): ProfileError {
  return new ProfileError('not-a-profile', `CODIS import files have no room for ${what}; write CSV or JSON instead.`);
}

/** The loci of a profile in our order. */
function lociOf(profile: Profile): readonly string[] {
  return LOCI.map(({ name }) => name).filter((locus) => profile[locus] !== undefined);
}
