import { EMPTY_MAPPING, mappingOf } from './mapping-of.ts';

test('only what was filled in becomes part of the mapping', () => {
  expect(mappingOf({ ...EMPTY_MAPPING, name: 'LIMS', sample: ' Probe ' })).toEqual({ sample: 'Probe' });
});

test('lists are parted by semicolons, and a separator may be a tab', () => {
  expect(mappingOf({ ...EMPTY_MAPPING, separator: '\t', alleles: 'A1; A2 ;', nothing: '-' })).toEqual({
    separator: '\t',
    alleles: ['A1', 'A2'],
    nothing: ['-'],
  });
});

test('a wide table names the locus of each column', () => {
  expect(mappingOf({ ...EMPTY_MAPPING, loci: 'Th-1 = TH01; Vw = vWA' })).toEqual({
    loci: { 'Th-1': 'TH01', Vw: 'vWA' },
  });
});
