import type { SampleCollector } from './collect.ts';
import { ProfileError } from './error.ts';
import { type XmlEvent, xmlEvents } from './xml.ts';

/** Events read between two pauses. */
const EVENTS_AT_ONCE = 5_000;

interface Specimen {
  readonly row: number;
  readonly ids: string[];
  readonly loci: { readonly row: number; readonly names: string[]; readonly alleles: string[]; values: number }[];
}

/**
 * Reads a CODIS import file (CMF 3.2 and 3.3: `CODISImportFile` with `SPECIMEN`, `LOCUS`, `ALLELE`).
 * The specification sends a homozygote as one allele; it stays one here, because it may as well be a drop-out.
 */
export function* readCmf(text: string, into: SampleCollector): Generator<void> {
  const declared = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']/.exec(text)?.[1] ?? 'utf-8';
  if (!/^(?:utf-?8|utf-?16\w*|us-ascii)$/i.test(declared)) {
    throw new ProfileError(
      'wrong-encoding',
      'The XML declares an encoding other than UTF-8 or UTF-16; save it as UTF-8.',
    );
  }
  let specimens = 0;
  for (const specimen of specimensOf(xmlEvents(text))) {
    if (specimen === 'pause') {
      yield;
      continue;
    }
    specimens += 1;
    into.open(specimen.row, only(specimen.ids));
    for (const { row, names, alleles, values } of specimen.loci) {
      into.add(row, only(names), alleles.length === values ? alleles : [...alleles, '']);
    }
  }
  if (specimens === 0) throw new ProfileError('empty-file', 'The CODIS file holds no specimen; export it again.');
}

function* specimensOf(events: Iterable<XmlEvent>): Generator<Specimen | 'pause'> {
  const path: string[] = [];
  let words = '';
  let specimen: Specimen | undefined;
  let count = 0;
  for (const event of events) {
    count += 1;
    if (count % EVENTS_AT_ONCE === 0) yield 'pause';
    if (event.kind === 'text') {
      words += event.text;
    } else if (event.kind === 'open') {
      path.push(event.name);
      words = '';
      if (path.length === 1 && event.name !== 'CODISImportFile') throw notCodis();
      specimen = opened(path.join(' '), event.row, specimen);
    } else {
      const where = path.join(' ');
      path.pop();
      if (specimen !== undefined) closed(where, words.trim(), specimen);
      if (where === 'CODISImportFile MESSAGETYPE' && words.trim() !== 'Import') throw notCodis();
      if (where === 'CODISImportFile SPECIMEN' && specimen !== undefined) {
        yield specimen;
        specimen = undefined;
      }
      words = '';
    }
  }
}

const SPECIMEN = 'CODISImportFile SPECIMEN';

function opened(where: string, row: number, specimen: Specimen | undefined): Specimen | undefined {
  if (where === SPECIMEN) return { row, ids: [], loci: [] };
  if (where === `${SPECIMEN} LOCUS`) specimen?.loci.push({ row, names: [], alleles: [], values: 0 });
  return specimen;
}

function closed(where: string, words: string, { ids, loci }: Specimen): void {
  const locus = loci.at(-1);
  if (where === `${SPECIMEN} SPECIMENID`) ids.push(words);
  if (where === `${SPECIMEN} LOCUS LOCUSNAME`) locus?.names.push(words);
  if (where === `${SPECIMEN} LOCUS ALLELE ALLELEVALUE`) locus?.alleles.push(words);
  if (where === `${SPECIMEN} LOCUS ALLELE` && locus !== undefined) locus.values += 1;
}

/** The value when there is exactly one; of two, neither can be trusted. */
function only(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : '';
}

function notCodis(): ProfileError {
  return new ProfileError(
    'unknown-format',
    'This XML is no CODIS import file (CMF 3.2 or 3.3); export that, CSV or JSON.',
  );
}
