import { locusName } from '@kinledger/profile';

/**
 * Places of autosomal loci on the genetic map, in centimorgan: chromosome, place. The map of HapMap as built into KLINK
 * (Vigeland and Gilfillan 2026, doi:10.1016/j.fsigen.2026.103578); 18 of its distances stand in table 3 of
 * doi:10.1038/s41598-019-52838-7 too. D6S1043 is not on it and is placed by its bases between SE33 and D6S474.
 */
const PLACES: Readonly<Record<string, readonly [chromosome: number, centimorgan: number]>> = {
  CSF1PO: [5, 154.434],
  D10S1248: [10, 169.8992],
  D10S1435: [10, 3.4018],
  D11S2368: [11, 32.8889],
  D12S391: [12, 27.5713],
  D13S317: [13, 79.8307],
  D13S325: [13, 44.9083],
  D14S1434: [14, 20.4946],
  D15S659: [15, 49.5175],
  D16S539: [16, 50],
  D17S1301: [17, 113.1115],
  D18S1364: [18, 91.2175],
  D18S51: [18, 88.9205],
  D19S253: [19, 39.2723],
  D19S433: [19, 51.7262],
  D1S1656: [1, 244.2349],
  D20S482: [20, 13.2555],
  D21S11: [21, 14.6456],
  D21S2055: [21, 49.4648],
  D22GATA198B05: [22, 7.3959],
  D22S1045: [22, 46.2136],
  D2S1338: [2, 223.4832],
  D2S441: [2, 90.479],
  D3S1358: [3, 67.1789],
  D3S1744: [3, 157.2413],
  D3S3045: [3, 116.9225],
  D4S2366: [4, 12.9467],
  D5S2800: [5, 70.3208],
  D5S818: [5, 126.6728],
  D6S1043: [6, 98.8],
  D6S474: [6, 118.6625],
  D6S477: [6, 15.7724],
  D7S3048: [7, 36.1407],
  D7S820: [7, 100.2012],
  D8S1132: [8, 119.9623],
  D8S1179: [8, 136.4431],
  D9S1122: [9, 81.1577],
  FGA: [4, 156.8129],
  'Penta D': [21, 59.3759],
  'Penta E': [15, 124.0505],
  SE33: [6, 95.4492],
  TH01: [11, 4.4893],
  TPOX: [2, 1.6661],
  vWA: [12, 15.6303],
};

/** Loci farther apart than this count as independent: 0.38 recombinations in a meiosis. */
export const LINKED_WITHIN_CENTIMORGAN = 50;

export interface KnownLink {
  readonly first: string;
  readonly second: string;
  readonly centimorgan: number;
  /** Recombination fraction, by Kosambi's function of the distance. */
  readonly recombination: number;
}

/** The pairs of these loci that the map has within 50 centimorgan, under the names given. */
export function knownLinks(loci: readonly string[]): readonly KnownLink[] {
  const placed = loci.flatMap((locus) => {
    const place = PLACES[locusName(locus) ?? locus];
    return place === undefined ? [] : [{ locus, chromosome: place[0], at: place[1] }];
  });
  return placed.flatMap((one, i) =>
    placed.slice(i + 1).flatMap((other): KnownLink[] => {
      const centimorgan = Math.abs(one.at - other.at);
      if (one.chromosome !== other.chromosome || centimorgan > LINKED_WITHIN_CENTIMORGAN) return [];
      return [{ first: one.locus, second: other.locus, centimorgan, recombination: kosambi(centimorgan) }];
    }),
  );
}

/** Recombination fraction at this distance: tanh(2 d) / 2 with d in Morgan (Kosambi 1944). */
export function kosambi(centimorgan: number): number {
  return Math.tanh(centimorgan / 50) / 2;
}
