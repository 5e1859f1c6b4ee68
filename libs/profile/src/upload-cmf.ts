import type { SampleCollector } from './collect.ts';
import { ProfileError } from './error.ts';
import { readXml } from './xml.ts';

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
  let specimens = 0;
  let specimen: Specimen | undefined;
  yield* readXml(text, {
    opened(path, row) {
      if (path !== ROOT && !path.startsWith(`${ROOT} `)) throw notCodis();
      specimen = opened(path, row, specimen);
    },
    closed(path, words) {
      if (path === `${ROOT} MESSAGETYPE` && words !== 'Import') throw notCodis();
      if (specimen === undefined) return;
      closed(path, words, specimen);
      if (path !== SPECIMEN) return;
      specimens += 1;
      collect(specimen, into);
      specimen = undefined;
    },
  });
  if (specimens === 0) throw new ProfileError('empty-file', 'The CODIS file holds no specimen; export it again.');
}

function collect(specimen: Specimen, into: SampleCollector): void {
  into.open(specimen.row, only(specimen.ids));
  for (const { row, names, alleles, values } of specimen.loci) {
    into.add(row, only(names), alleles.length === values ? alleles : [...alleles, '']);
  }
}

const ROOT = 'CODISImportFile';
const SPECIMEN = `${ROOT} SPECIMEN`;

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
