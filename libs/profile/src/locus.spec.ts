import { byKind, compareAlleles, LOCI, locusName } from './index.ts';

test.each([
  ['THO1', 'TH01'],
  ['TH 01', 'TH01'],
  ['TP0X', 'TPOX'],
  ['VWA', 'vWA'],
  ['vWA31', 'vWA'],
  ['PENTA_E', 'Penta E'],
  ['PentaD ', 'Penta D'],
  ['FES', 'FES/FPS'],
  ['FES_FPS', 'FES/FPS'],
  ['F13A1', 'F13A01'],
  ['Amelogenin', 'AMEL'],
  ['DYS389 I', 'DYS389I'],
  ['DYS385 a/b', 'DYS385'],
  ['Y-GATA-H4', 'YGATAH4'],
])('the name %s means locus %s', (written, name) => {
  expect(locusName(written)).toBe(name);
});

test.each(['', 'D3', 'D3S13580', '9.3', 'ТН01', '__proto__', 'constructor'])(
  'the name "%s" means no locus',
  (written) => {
    expect(locusName(written)).toBeUndefined();
  },
);

test('every name and alias means its own locus', () => {
  for (const locus of LOCI) for (const name of [locus.name, ...locus.aliases]) expect(locusName(name)).toBe(locus.name);
});

test('every range runs from the smaller to the larger allele', () => {
  for (const { name, range } of LOCI)
    expect([name, compareAlleles(range[0], range[1])]).toEqual([name, expect.any(Number)]);
  for (const { range } of LOCI) expect(compareAlleles(range[0], range[1])).toBeLessThan(0);
});

test('autosomal loci, those of X and those of Y are kept apart', () => {
  expect(byKind({ TH01: 1, DYS391: 2, DXS7132: 3, AMEL: 4, Yindel: 5 })).toEqual({
    autosomal: { TH01: 1 },
    Y: { DYS391: 2 },
    X: { DXS7132: 3 },
    sex: { AMEL: 4, Yindel: 5 },
  });
});
