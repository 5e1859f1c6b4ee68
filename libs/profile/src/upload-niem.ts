import type { SampleListener } from './collect.ts';
import { ProfileError } from './error.ts';
import { tellOfPedigree } from './pedigree-note.ts';
import { checkRoom, type XmlForm } from './xml-form.ts';

interface Locus {
  readonly row: number;
  readonly names: string[];
  readonly alleles: string[];
  readonly statuses: string[];
  readonly operators: string[];
  calls: number;
}

interface DnaRecord {
  readonly path: string;
  readonly row: number;
  readonly samples: string[];
  readonly profiles: string[];
  readonly kits: string[];
  readonly sexes: string[];
  readonly loci: Locus[];
  id: string;
}

const LOCUS = ' DNAEncoding DNASTRData DNALocus';

/**
 * DNA records of the biometrics domain of NIEM 5.1: `DNARecord` with `DNALocus` and `DNAAllele`. A sample bears its sample
 * identification, or that of its profile where it has none. A locus that the file calls other than `Normal` is left out.
 */
export class NiemListener implements XmlForm {
  private records = 0;
  private toldOfPedigree = false;
  private record: DnaRecord | undefined;

  constructor(private readonly into: SampleListener) {}

  opened(path: string, row: number): void {
    const { record } = this;
    if (record === undefined) {
      if (path === 'DNARecord' || path.endsWith(' DNARecord')) {
        this.record = { path, row, samples: [], profiles: [], kits: [], sexes: [], loci: [], id: '' };
      } else if (path.endsWith(' Pedigree') && !this.toldOfPedigree) {
        this.toldOfPedigree = true;
        tellOfPedigree(row, this.into);
      }
    } else if (path === record.path + LOCUS) {
      checkRoom(record.loci);
      record.loci.push({ row, names: [], alleles: [], statuses: [], operators: [], calls: 0 });
    }
  }

  closed(path: string, words: string): void {
    const { record } = this;
    if (record === undefined) return;
    if (path !== record.path) {
      const place = path.slice(record.path.length);
      if (place.startsWith(LOCUS)) inLocus(record.loci.at(-1)!, place.slice(LOCUS.length), words);
      else inRecord(record, place, words);
      return;
    }
    this.record = undefined;
    this.records += 1;
    this.tell(record);
  }

  ended(): void {
    if (this.records > 0) return;
    throw new ProfileError('empty-file', 'The NIEM file holds no DNA record; export it again.');
  }

  private tell({ row, samples, profiles, kits, sexes, loci }: DnaRecord): void {
    const sex = SEXES[only(sexes).toLowerCase()];
    const kit = only(kits);
    const facts = { ...(sex === undefined ? {} : { sex }), ...(kit === '' ? {} : { kit }) };
    this.into.open(row, only(samples) || only(profiles), facts);
    for (const locus of loci) {
      const definitive = locus.statuses.every((status) => status === 'Normal');
      const alleles = locus.operators.every((operator) => operator === 'Equal') ? locus.alleles : [''];
      const all = alleles.length === locus.calls ? alleles : [...alleles, ''];
      this.into.add(locus.row, only(locus.names), all, definitive ? undefined : { notDefinitive: true });
    }
  }
}

const SEXES: Readonly<Record<string, 'male' | 'female'>> = Object.assign(Object.create(null), {
  male: 'male',
  m: 'male',
  female: 'female',
  f: 'female',
});

function inRecord(record: DnaRecord, place: string, words: string): void {
  if (place.endsWith(' IdentificationID')) record.id = words;
  else if (place.startsWith(' DNADonor PersonSex')) record.sexes.push(words);
  else if (place === ' DNAEncoding DNASTRData DNAKit DNAKitName') record.kits.push(words);
  else if (/^ DNADataIdentification IdentificationCategory\w*Text$/.test(place)) {
    if (words === 'DNA Profile ID') record.profiles.push(record.id);
  } else if (/^ DNAEncoding DNASource DNASourceIdentification IdentificationCategory\w*Text$/.test(place)) {
    if (words === 'Sample ID') record.samples.push(record.id);
  }
}

function inLocus(locus: Locus, place: string, words: string): void {
  if (place === ' DNALocusName') locus.names.push(words);
  else if (place === ' DNALocusQualityStatusCode') locus.statuses.push(words);
  else if (place === ' DNAAllele DNAAlleleOperatorCode') locus.operators.push(words);
  else if (/^ DNAAllele DNAAlleleCall\dText$/.test(place)) {
    checkRoom(locus.alleles);
    locus.alleles.push(words);
  } else if (place === ' DNAAllele') locus.calls += 1;
}

/** The value when there is exactly one; of two, neither can be trusted. */
function only(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : '';
}
