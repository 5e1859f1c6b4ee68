import { readFileSync } from 'node:fs';
import { DEFAULT_SETTINGS, parentage } from '@kinledger/kinship';
import { readFrequencyTable } from '@kinledger/profile';
import { curvesOf, gainsOf } from './expected.ts';
import { sensitivityOf } from './sensitivity.ts';

const table = readFrequencyTable(
  JSON.parse(readFileSync('database/reference/frequencies/NIST1036-Asian.json', 'utf8')),
);
const other = readFrequencyTable(JSON.parse(readFileSync('database/reference/frequencies/NIST1036-Cauc.json', 'utf8')));
const LOCI = ['D3S1358', 'vWA', 'FGA', 'D8S1179', 'D21S11', 'D18S51', 'TH01', 'D2S1338'];
const alleles = (locus: string) =>
  Object.entries(table.loci[locus]!.frequencies)
    .sort(([, a], [, b]) => b - a)
    .map(([allele]) => allele);
/** The commonest alleles of each locus: the child has one of the parent's everywhere. */
const person = (code: string, sex: 'male' | 'female', first: number, second: number) => ({
  code,
  sex,
  profile: Object.fromEntries(LOCI.map((locus) => [locus, [alleles(locus)[first]!, alleles(locus)[second]!]])),
});
const input = {
  question: 'one-parent' as const,
  child: person('C', 'male', 0, 1),
  parent: person('F', 'male', 0, 2),
  table,
  settings: DEFAULT_SETTINGS,
};
const { log10 } = parentage(input).combined;

describe('where the ratio lies', () => {
  const curves = curvesOf(input, LOCI, log10);

  test('each curve holds nearly all families, and the same ones every time', () => {
    for (const { points } of curves) {
      const sum = points.reduce((total, [, share]) => total + share, 0);
      expect(sum).toBeGreaterThan(0.99);
      expect(sum).toBeLessThanOrEqual(1.0000001);
    }
    expect(curvesOf(input, LOCI, log10)).toEqual(curves);
  });

  test('the nearer the relation, the more families reach the threshold; of strangers at most one in threshold', () => {
    const reach = curves.map(({ reachThreshold }) => reachThreshold);
    expect(curves.map(({ truth }) => truth)).toEqual(['parent', 'full-sibling', 'half-sibling', 'unrelated']);
    expect([...reach].sort((a, b) => b - a)).toEqual(reach);
    expect(reach[3]).toBeLessThan(1 / DEFAULT_SETTINGS.threshold);
  });

  test('of both parents at once relatives are left out', () => {
    const both = { ...input, question: 'both-parents' as const, otherParent: person('M', 'female', 1, 3) };
    expect(curvesOf(both, LOCI, '3').map(({ truth }) => truth)).toEqual(['parent', 'unrelated']);
  });
});

test('a kit adds its loci that were not used, and more loci promise more', () => {
  const [first, second, ...rest] = gainsOf(input, LOCI, log10, [
    { title: 'nothing new', loci: LOCI },
    { title: 'two', loci: [...LOCI, 'D16S539', 'CSF1PO', 'AMEL', 'DYS391'] },
    { title: 'four', loci: [...LOCI, 'D16S539', 'CSF1PO', 'D13S317', 'D7S820'] },
  ]);
  expect(rest).toEqual([]);
  expect([first?.kit, second?.kit]).toEqual(['four', 'two']);
  expect(second?.loci).toEqual(['D16S539', 'CSF1PO']);
  expect(first!.meanLog10).toBeGreaterThan(second!.meanLog10);
  expect(second!.meanLog10).toBeGreaterThan(0);
});

describe('how the ratio moves', () => {
  const found = sensitivityOf(input, [table, other]);

  test('what the check was computed with gives its own ratio, once in each group', () => {
    for (const group of Object.values(found)) {
      expect(
        group.filter(({ asked }: { asked: boolean }) => asked).map((each: { log10: unknown }) => each.log10),
      ).toEqual([log10]);
    }
  });

  test('another table gives another ratio', () => {
    expect(found.table[1]?.log10).not.toBe(log10);
  });

  test('a setting under which nothing can be computed is left open', () => {
    const strange = { ...input, child: { ...input.child, profile: { ...input.child.profile, TH01: ['6', '10.3'] } } };
    expect(sensitivityOf(strange, [table]).rare.map(({ log10: value }) => value === undefined)).toEqual([
      false,
      false,
      true,
    ]);
  });
});
