import type { SampleListener } from './collect.ts';
import { ProfileError } from './error.ts';
import type { XmlAttributes } from './xml.ts';
import { checkRoom, type XmlForm } from './xml-form.ts';

interface Locus {
  readonly row: number;
  readonly kit: string | undefined;
  readonly names: string[];
  readonly alleles: string[];
  values: number;
}

interface Specimen {
  readonly row: number;
  readonly ids: string[];
  readonly loci: Locus[];
}

const ROOT = 'CODISImportFile';
const SPECIMEN = `${ROOT} SPECIMEN`;
const LOCUS = `${SPECIMEN} LOCUS`;
const LOCUS_NAME = `${LOCUS} LOCUSNAME`;
const ALLELE = `${LOCUS} ALLELE`;
const ALLELE_VALUE = `${ALLELE} ALLELEVALUE`;
const SPECIMEN_ID = `${SPECIMEN} SPECIMENID`;

/**
 * A CODIS import file (CMF 3.2 and 3.3: `CODISImportFile` with `SPECIMEN`, `LOCUS`, `ALLELE`). The specification sends a
 * homozygote as one allele; it stays one here, because it may as well be a drop-out. The kit of a locus counts before the
 * kit of the file.
 */
export class CmfListener implements XmlForm {
  private specimens = 0;
  private specimen: Specimen | undefined;
  private kit: string | undefined;

  constructor(private readonly into: SampleListener) {}

  opened(path: string, row: number, attributes: XmlAttributes): void {
    if (path === SPECIMEN) this.specimen = { row, ids: [], loci: [] };
    else if (path === LOCUS) {
      if (this.specimen !== undefined) checkRoom(this.specimen.loci);
      this.specimen?.loci.push({ row, kit: attributes('KIT'), names: [], alleles: [], values: 0 });
    }
  }

  closed(path: string, words: string): void {
    const { specimen } = this;
    if (specimen === undefined) {
      this.head(path, words);
      return;
    }
    const locus = specimen.loci.at(-1);
    switch (path) {
      case ALLELE_VALUE:
        if (locus !== undefined) checkRoom(locus.alleles);
        locus?.alleles.push(words);
        return;
      case ALLELE:
        if (locus !== undefined) locus.values += 1;
        return;
      case LOCUS_NAME:
        locus?.names.push(words);
        return;
      case SPECIMEN_ID:
        specimen.ids.push(words);
        return;
      case SPECIMEN:
        this.specimen = undefined;
        this.specimens += 1;
        this.tell(specimen);
    }
  }

  ended(): void {
    if (this.specimens > 0) return;
    throw new ProfileError('empty-file', 'The CODIS file holds no specimen; export it again.');
  }

  private head(path: string, words: string): void {
    if (path === `${ROOT} KIT` && words !== '') this.kit = words;
    if (path === `${ROOT} MESSAGETYPE` && words !== 'Import' && words !== 'Rapid Import') {
      throw new ProfileError(
        'unknown-format',
        'This CODIS file is no import file; export one with message type Import.',
      );
    }
  }

  private tell({ row, ids, loci }: Specimen): void {
    this.into.open(row, only(ids));
    for (const { row: line, kit = this.kit, names, alleles, values } of loci) {
      const facts = kit === undefined ? undefined : { kit };
      this.into.add(line, only(names), alleles.length === values ? alleles : [...alleles, ''], facts);
    }
  }
}

/** The value when there is exactly one; of two, neither can be trusted. */
function only(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : '';
}
