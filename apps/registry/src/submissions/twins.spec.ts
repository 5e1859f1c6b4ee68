import { fingerprintText, Seen, sharedIfEqual } from './twins.ts';

const PANEL = ['D3S1358', 'vWA', 'D8S1179', 'D21S11', 'D18S51', 'FGA'];
const typed = (loci: readonly string[], genotype: readonly string[] = ['20', '21']) =>
  Object.fromEntries(loci.map((locus) => [locus, genotype]));
const eight = typed([...PANEL, 'TH01', 'TPOX']);
const others = typed([...PANEL, 'D2S441', 'D12S391', 'SE33', 'TH01', 'TPOX']);

test('profiles of one person by two kits have one fingerprint, and share the loci of both', () => {
  expect(fingerprintText(eight)).toBe(fingerprintText(others));
  expect(sharedIfEqual(eight, others)).toBe(8);
});

test('one allele seen counts as two equal ones, a difference at one locus counts', () => {
  const homozygote = { ...eight, FGA: ['22', '22'] };
  expect(fingerprintText(homozygote)).toBe(fingerprintText({ ...eight, FGA: ['22'] }));
  expect(sharedIfEqual(homozygote, { ...eight, FGA: ['22'] })).toBe(8);
  expect(sharedIfEqual(eight, { ...eight, TPOX: ['20', '22'] })).toBeUndefined();
  expect(fingerprintText(eight)).not.toBe(fingerprintText(homozygote));
});

test('too few loci have no fingerprint and prove nothing', () => {
  const seven = typed([...PANEL, 'TH01']);
  expect([fingerprintText(seven), sharedIfEqual(seven, eight)]).toEqual([undefined, undefined]);
  const sex = typed([...PANEL, 'TH01', 'AMEL']);
  expect(sharedIfEqual(sex, sex)).toBeUndefined();
});

test('within a file the first of equal samples is named; it remembers no more than its limit', () => {
  const seen = new Seen(1);
  expect(seen.twinOf('A', eight, 'x')).toBeUndefined();
  expect(seen.twinOf('A', eight, 'x')).toBeUndefined();
  expect(seen.twinOf('B', eight, 'x')).toEqual({ sample: 'A', shared: 8, elimination: false });
  expect(seen.twinOf('C', eight, 'y')).toBeUndefined();
  expect(seen.twinOf('D', eight, 'y')).toBeUndefined();
});
