import type { Profile } from '@kinledger/profile';
import { exhaustive } from '../../../test/reference/search-simulated.ts';
import { compileSearch } from './compile.ts';
import { childOf } from './questions.ts';
import { RegistryIndex } from './registry-index.ts';
import { search } from './search.ts';

const LOCI = [
  { locus: 'TH01', alleles: ['6', '7', '9.3'] },
  { locus: 'vWA', alleles: ['16', '17'] },
];
const tables = LOCI.map(({ locus, alleles }) => ({
  locus,
  alleles,
  frequencies: alleles.map(() => 1 / alleles.length),
}));
const settings = { theta: 0, mutation: { model: 'none', maleRate: 0, femaleRate: 0 } } as const;
const mother = { id: 'M', sex: 'female', profile: { TH01: ['6', '7'], vWA: ['16', '16'] } } as const;
const asked = compileSearch(childOf([mother], { tables, settings }));

function indexOf(...profiles: readonly Profile[]): RegistryIndex {
  const index = new RegistryIndex(LOCI);
  for (const [i, profile] of profiles.entries()) index.add({ id: `P${i}`, profile });
  return index;
}

test('a locus that the index does not have is refused by name; loci that are not autosomal take no part', () => {
  const index = indexOf();
  expect(() => index.add({ id: 'A', profile: { TH01: ['6', '6'], FGA: ['20', '22'] } })).toThrow('FGA');
  expect(index.rows).toBe(0);
  index.add({ id: 'A', profile: { TH01: ['6', '6'], AMEL: ['X', 'Y'], DYS391: ['10'] } });
  expect(index.profileOf(0)).toEqual({ TH01: ['6', '6'] });
});

test('an allele that the index does not name is kept; one that the table lacks is a reason not to be compared', () => {
  const index = indexOf({ TH01: ['6', '8.3'], vWA: ['16', '17'] }, { TH01: ['6', '7'] });
  expect(index.profileOf(0)).toEqual({ TH01: ['6', '8.3'], vWA: ['16', '17'] });
  const { candidates, compared, skipped } = search(index, asked, { threshold: 1 });
  expect(candidates.map(({ id }) => id)).toEqual(['P1']);
  expect([compared, skipped]).toEqual([1, { 'allele-not-in-table': 1 }]);
});

test('a question whose loci the index has not is refused; one with some of them says which are missing', () => {
  expect(() => search(new RegistryIndex([{ locus: 'FGA', alleles: ['20'] }]), asked, { threshold: 1 })).toThrow(
    'none of the loci',
  );
  const index = new RegistryIndex(LOCI.slice(0, 1));
  index.add({ id: 'A', profile: { TH01: ['6', '7'] } });
  const { loci, lociNotInIndex } = search(index, asked, { threshold: 1 });
  expect([loci, lociNotInIndex]).toEqual([['TH01'], ['vWA']]);
});

test('planes that end before the rows do are not searched', () => {
  const index = indexOf({ TH01: ['6', '6'] });
  index.store.starts.pop();
  expect(() => search(index, asked, { threshold: 1 })).toThrow(expect.objectContaining({ code: 'tables-too-short' }));
});

test('ids are found again, UUIDs as well; one that is there already is refused', () => {
  const index = indexOf();
  const uuid = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
  const ids = [uuid, 'P-1', '样本', ...Array.from({ length: 3000 }, (_, i) => `sample ${i}`)];
  for (const id of ids) index.add({ id, profile: {} });
  expect(ids.map((_, row) => index.idOf(row))).toEqual(ids);
  expect(ids.map((id) => index.rowOf(id))).toEqual(ids.map((_, row) => row));
  expect(index.rowOf('sample 3000')).toBeUndefined();
  for (const id of [uuid, 'sample 7']) {
    expect(() => index.add({ id, profile: {} })).toThrow(expect.objectContaining({ code: 'id-repeated' }));
  }
  expect(index.rows).toBe(ids.length);
});

test('a retired row is not compared and told with its reason; restored it is compared again; an erased one is overwritten', () => {
  const index = indexOf({ TH01: ['6', '6'] }, { TH01: ['6', '7'] });
  const before = index.digest;
  index.retire(0, 'withdrawn');
  const result = search(index, asked, { threshold: 1 });
  expect(result.candidates.map(({ id }) => id)).toEqual(['P1']);
  expect([result.rows, result.compared, result.skipped]).toEqual([2, 1, { withdrawn: 1 }]);
  expect(index.digest).not.toBe(before);
  index.restore(0);
  expect(search(index, asked, { threshold: 1 }).candidates).toHaveLength(2);
  expect(index.digest).toBe(before);
  index.erase(0, 'erased');
  expect(index.profileOf(0)).toEqual({});
  expect(search(index, asked, { threshold: 1 }).skipped).toEqual({ erased: 1 });
  expect(() => index.retire(2, 'withdrawn')).toThrow(expect.objectContaining({ code: 'row-unknown' }));
});

test('the digest is that of the live rows, whatever their order, and of each of their genotypes', () => {
  const profiles: Profile[] = [{ TH01: ['6', '9.3'] }, { vWA: ['16', '17'], TH01: ['7'] }, { vWA: ['17', '19'] }];
  const digestOf = (rows: readonly number[], change: (profile: Profile, row: number) => Profile = (p) => p): string => {
    const index = indexOf();
    for (const row of rows) index.add({ id: `P${row}`, profile: change(profiles[row] as Profile, row) });
    return index.digest;
  };
  const digest = digestOf([0, 1, 2]);
  expect(digest).toMatch(/^[0-9a-f]{32}$/);
  expect(digestOf([2, 0, 1])).toBe(digest);
  const fewer = digestOf([0, 1]);
  const changed = digestOf([0, 1, 2], (profile, row) => (row === 2 ? { vWA: ['17', '18'] } : profile));
  const swapped = digestOf([0, 1, 2], (_, row) => profiles[(row + 1) % 3] as Profile);
  expect(new Set([digest, changed, swapped, fewer]).size).toBe(4);
});

test('more genotypes than a byte can tell apart are told apart all the same', () => {
  const alleles = Array.from({ length: 40 }, (_, i) => String(i + 5));
  const many = { locus: 'SE33', alleles, frequencies: alleles.map(() => 1 / 40) };
  const mutation = { model: 'equal', maleRate: 0.002, femaleRate: 0.002 } as const;
  const profile = { SE33: ['5', '44'], TH01: ['6', '7'] };
  const model = { tables: [many, ...tables.slice(0, 1)], settings: { theta: 0.01, mutation } };
  const parent = compileSearch(childOf([{ id: 'M', sex: 'female', profile }], model));
  const entries = alleles.flatMap((a, i) =>
    alleles.slice(i).map((b) => ({ id: `${a}/${b}`, profile: { SE33: [a, b], TH01: ['9.3', '9.3'] } })),
  );
  for (const named of [alleles.slice(0, 3), alleles]) {
    const index = new RegistryIndex([{ locus: 'SE33', alleles: named }, ...LOCI]);
    for (const entry of entries) index.add(entry);
    expect(index.store.layout.loci[0]?.wide).toBe(named.length > 3);
    for (const threshold of [1e-9, 1e-4, 0.01]) {
      const { candidates, how } = search(index, parent, { threshold });
      const expected = exhaustive(parent, entries, new Map())({ threshold });
      expect([how.by, candidates.map(({ id }) => id).sort()]).toEqual([how.by, [...expected.log10.keys()].sort()]);
      expect(candidates.length).toBeGreaterThan(0);
    }
    expect(index.profileOf(entries.length - 1)).toEqual(entries[entries.length - 1]?.profile);
    index.erase(entries.length - 1, 'erased');
    expect(index.profileOf(entries.length - 1)).toEqual({});
  }
});
