/** Genotypes by sample and locus; invented. */
export type Samples = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** A father, a mother and their child at eight loci. */
export const TRIO = {
  'T-FATHER': {
    D3S1358: ['15', '16'],
    vWA: ['14', '17'],
    TH01: ['6', '9.3'],
    FGA: ['21', '24'],
    D8S1179: ['12', '13'],
    D21S11: ['29', '31.2'],
    D18S51: ['13', '15'],
    D5S818: ['10', '11'],
  },
  'T-MOTHER': {
    D3S1358: ['17', '17'],
    vWA: ['16', '18'],
    TH01: ['7', '9'],
    FGA: ['22', '23'],
    D8S1179: ['10', '14'],
    D21S11: ['28', '30'],
    D18S51: ['14', '16'],
    D5S818: ['12', '13'],
  },
  'T-CHILD': {
    D3S1358: ['15', '17'],
    vWA: ['14', '18'],
    TH01: ['7', '9.3'],
    FGA: ['22', '24'],
    D8S1179: ['12', '14'],
    D21S11: ['28', '31.2'],
    D18S51: ['15', '16'],
    D5S818: ['11', '12'],
  },
} satisfies Samples;

/** The samples as the CSV that laboratories upload. */
export function upload(samples: Samples): string {
  const rows = Object.entries(samples).flatMap(([sample, genotypes]) =>
    Object.entries(genotypes).map(([locus, alleles]) => [sample, locus, alleles[0], alleles[1] ?? ''].join(',')),
  );
  return ['Sample Name,Marker,Allele 1,Allele 2', ...rows, ''].join('\r\n');
}
