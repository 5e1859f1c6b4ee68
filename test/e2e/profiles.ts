/** Genotypes by sample and locus; invented. */
export type Samples = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** A father, a mother and their child at twenty loci. */
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
    D7S820: ['8', '12'],
    CSF1PO: ['9', '13'],
    D13S317: ['8', '14'],
    D16S539: ['9', '13'],
    TPOX: ['9', '12'],
    D2S1338: ['17', '25'],
    D19S433: ['12', '15.2'],
    D1S1656: ['11', '17.3'],
    D12S391: ['17', '24'],
    D10S1248: ['12', '16'],
    D2S441: ['10', '14'],
    D22S1045: ['11', '17'],
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
    D7S820: ['10', '13'],
    CSF1PO: ['10', '14'],
    D13S317: ['9', '13'],
    D16S539: ['10', '14'],
    TPOX: ['10', '11'],
    D2S1338: ['18', '26'],
    D19S433: ['13', '16.2'],
    D1S1656: ['13', '18.3'],
    D12S391: ['18', '25'],
    D10S1248: ['13', '17'],
    D2S441: ['11.3', '15'],
    D22S1045: ['14', '18'],
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
    D7S820: ['12', '13'],
    CSF1PO: ['9', '14'],
    D13S317: ['13', '14'],
    D16S539: ['13', '14'],
    TPOX: ['10', '12'],
    D2S1338: ['25', '26'],
    D19S433: ['15.2', '16.2'],
    D1S1656: ['17.3', '18.3'],
    D12S391: ['24', '25'],
    D10S1248: ['12', '17'],
    D2S441: ['14', '15'],
    D22S1045: ['11', '18'],
  },
} satisfies Samples;

/** The samples as the CSV that laboratories upload. */
export function upload(samples: Samples): string {
  const rows = Object.entries(samples).flatMap(([sample, genotypes]) =>
    Object.entries(genotypes).map(([locus, alleles]) => [sample, locus, alleles[0], alleles[1] ?? ''].join(',')),
  );
  return ['Sample Name,Marker,Allele 1,Allele 2', ...rows, ''].join('\r\n');
}
