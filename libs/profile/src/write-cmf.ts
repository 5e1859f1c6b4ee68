import { ProfileError } from './error.ts';
import { lociOf, type SampleToWrite } from './write-samples.ts';

/** What a CODIS import file says of itself and of every specimen. Times are `CCYY-MM-DDThh:mm:ss`. */
export interface CmfFacts {
  readonly destination: string;
  readonly sourceLaboratory: string;
  readonly submittedBy: string;
  readonly submittedAt: string;
  readonly readingBy: string;
  readonly readingAt: string;
  /** One of the categories of the specification, such as `Biological Mother`; a specimen may have one of its own. */
  readonly category: string;
  /** Stands in front of everything, for people. */
  readonly remark?: string;
}

/** A sample as a specimen of a CODIS file; `comment` is for people. */
export interface CmfSpecimen extends SampleToWrite {
  readonly category?: string;
  readonly comment?: string;
  /** When this one was read, where that is known. */
  readonly readingAt?: string;
}

/** What of a sample a CODIS file has no room for. */
export interface CmfMisfit {
  readonly name: boolean;
  readonly loci: readonly string[];
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
const LONGEST_COMMENT = 255;
const LONGEST_USER = 20;
const LONGEST_LABORATORY = 10;
const MOST_LOCI = 64;

/**
 * Samples as a CODIS import file (CMF 3.2), in pieces. The specification would have a homozygote sent as one allele; here it
 * is two, which its schema allows, because one allele may as well be a drop-out. Throws ProfileError for a name, a fact or a
 * locus that the specification has no room for.
 */
export function* writeCmf(samples: Iterable<CmfSpecimen>, facts: CmfFacts): Generator<string> {
  const header = {
    HEADERVERSION: '3.2',
    MESSAGETYPE: 'Import',
    DESTINATIONORI: limited(facts.destination, LONGEST_LABORATORY),
    SOURCELAB: limited(facts.sourceLaboratory, LONGEST_LABORATORY),
    SUBMITBYUSERID: limited(facts.submittedBy, LONGEST_USER),
    SUBMITDATETIME: facts.submittedAt,
  };
  const remark = facts.remark === undefined ? '' : `<!-- ${facts.remark.replaceAll('-', ' ')} -->\n`;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n${remark}<CODISImportFile xmlns="urn:CODISImportFile-schema">\n${elements(header)}\n`;
  for (const { sample, profile, category = facts.category, comment, readingAt = facts.readingAt } of samples) {
    const reading = elements({ READINGBY: limited(facts.readingBy, LONGEST_USER), READINGDATETIME: readingAt });
    const head = elements({
      SPECIMENID: limited(sample, LONGEST_SPECIMEN),
      SPECIMENCATEGORY: category,
      ...(comment === undefined ? {} : { SPECIMENCOMMENT: limited(comment, LONGEST_COMMENT) }),
    });
    const loci = lociOf(profile);
    if (loci.length > MOST_LOCI) throw unfit(`more than ${MOST_LOCI} loci`);
    const typed = loci.map(
      (locus) => `<LOCUS>${cmfLocus(locus)}${reading}${profile[locus]!.map(cmfAllele).join('')}</LOCUS>\n`,
    );
    yield `<SPECIMEN PARTIAL="false">${head}\n${typed.join('')}</SPECIMEN>\n`;
  }
  yield '</CODISImportFile>\n';
}

/** What would make `writeCmf` throw for this sample. */
export function cmfMisfit({ sample, profile }: SampleToWrite): CmfMisfit {
  return { name: !fits(sample, LONGEST_SPECIMEN), loci: lociOf(profile).filter((locus) => !isCmfLocus(locus)) };
}

/** Whether a text can stand for a laboratory in the head of a CODIS file. */
export function isCmfLaboratory(text: string): boolean {
  return text !== '' && fits(text, LONGEST_LABORATORY);
}

/** Whether a text can stand for a person who hands in or reads. */
export function isCmfUser(text: string): boolean {
  return text !== '' && fits(text, LONGEST_USER);
}

/**
 * The sample under an id that CODIS has room for, without the loci that it has none for; the comment says what the sample is
 * called and which loci are left out. `;`, `|` and `%` of the name stand there as in a URL. Requires an id that fits.
 */
export function mappedForCmf({ sample, profile }: SampleToWrite, id: string): CmfSpecimen {
  const { name, loci } = cmfMisfit({ sample, profile });
  if (!name && loci.length === 0) return { sample, profile };
  const kept = Object.fromEntries(Object.entries(profile).filter(([locus]) => !loci.includes(locus)));
  const called = `sample name: ${sample.replace(/[;|%]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;
  const left = `left out: ${loci.join(' ')}`;
  const comment = [...(name ? [called] : []), ...(loci.length > 0 ? [left] : [])].join(', ');
  const short = fits(comment, LONGEST_COMMENT) ? comment : `${called}, left out: ${loci.length} loci`;
  return { sample: name ? id : sample, profile: kept, comment: short };
}

function isCmfLocus(locus: string): boolean {
  return CMF_LOCI.has(locus.replace(' ', ''));
}

function cmfLocus(locus: string): string {
  if (isCmfLocus(locus)) return elements({ LOCUSNAME: CMF_NAMES[locus] ?? locus });
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
function fits(text: string, longest: number): boolean {
  return [...text].length <= longest && !/[;|]/.test(text);
}

function limited(text: string, longest: number): string {
  if (fits(text, longest)) return text;
  throw unfit(`a text longer than ${longest} characters, or one with ; or |`);
}

function unfit(what: string): ProfileError {
  return new ProfileError('not-a-profile', `CODIS import files have no room for ${what}; write CSV or JSON instead.`);
}
