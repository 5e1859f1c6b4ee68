import { readFileSync } from 'node:fs';

interface ShippedLocus {
  readonly chromosomes: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** The loci of a shipped table. */
export function shippedLoci(id: string): Readonly<Record<string, ShippedLocus>> {
  return JSON.parse(readFileSync(`database/reference/frequencies/${id}.json`, 'utf8')).loci;
}

/** The counts of several shipped tables taken together: a population that is none of them. */
export function pooled(ids: readonly string[], loci: readonly string[]): Readonly<Record<string, ShippedLocus>> {
  const tables = ids.map(shippedLoci);
  return Object.fromEntries(
    loci.map((locus) => {
      const counts: Record<string, number> = {};
      for (const table of tables) {
        for (const [allele, count] of Object.entries(table[locus]!.counts))
          counts[allele] = (counts[allele] ?? 0) + count;
      }
      return [locus, { chromosomes: Object.values(counts).reduce((sum, count) => sum + count, 0), counts }];
    }),
  );
}

/** Counts as FSIgen prints them: a row for each allele, frequencies to so many decimals, N in the last row. */
export function fsigen(loci: Readonly<Record<string, ShippedLocus>>, decimals = 4): string {
  const names = Object.keys(loci);
  const alleles = [...new Set(names.flatMap((name) => Object.keys(loci[name]!.counts)))];
  const cell = (name: string, allele: string): string => {
    const { counts, chromosomes } = loci[name]!;
    return ((counts[allele] ?? 0) / chromosomes).toFixed(decimals);
  };
  const rows = alleles.map((allele) => [allele, ...names.map((name) => cell(name, allele))].join(','));
  const last = ['N', ...names.map((name) => loci[name]!.chromosomes)].join(',');
  return [`Allele,${names.join(',')}`, ...rows, last, ''].join('\n');
}

type Typed = Readonly<Record<string, readonly string[]>>;

/**
 * A kit in the shipped form with the loci of these samples, its ladders with their alleles; `without`: alleles that a
 * ladder has not. Requires that all samples have the same loci.
 */
export function kitOf(samples: readonly Typed[], without: Readonly<Record<string, string>> = {}) {
  const ladderOf = (locus: string): string[] =>
    [...new Set(samples.flatMap((sample) => sample[locus] ?? []))]
      .filter((allele) => allele !== without[locus])
      .sort((a, b) => Number(a) - Number(b));
  return {
    id: 'Own-Kit',
    title: 'Own kit of twenty',
    manufacturer: 'us',
    source: 'own',
    verified: 'by us',
    aliases: ['OwnPanel_v1'],
    loci: Object.keys(samples[0]!).map((locus) => ({ locus, dye: 'blue', ladder: ladderOf(locus), further: [] })),
  };
}
