import { readFileSync } from 'node:fs';
import { fittingKits, type LayoutKit, layoutRows, sameAlleles } from './kit-layout.ts';

const kit = (name: string): LayoutKit => JSON.parse(readFileSync(`database/reference/kits/${name}.json`, 'utf8'));
const [globalFiler, fusion, yfiler] = [kit('GlobalFiler'), kit('PowerPlexFusion'), kit('YfilerPlus')];
const LOCI = ['AMEL', 'D3S1358', 'SE33', 'TH01', 'vWA', 'DYS391'];

test('the kit that fits best comes first, one that types none of the loci not at all', () => {
  const typed = globalFiler.loci.map(({ locus }) => locus);
  expect(fittingKits([yfiler, fusion, globalFiler], typed).map(({ title }) => title)[0]).toBe(globalFiler.title);
  expect(fittingKits([yfiler], ['TH01'])).toEqual([]);
});

test('loci stand as the kit prints them, and what it does not type comes last', () => {
  const rows = layoutRows([...LOCI, 'Penta D'], {}, globalFiler);
  const printed = globalFiler.loci.map(({ locus }) => locus).filter((locus) => LOCI.includes(locus));
  expect(rows.map(({ locus }) => locus)).toEqual([...printed, 'Penta D']);
  expect(rows.at(-1)?.dye).toBeNull();
  expect(rows[0]?.dye).toBe('blue');
  expect(layoutRows(LOCI, {}, undefined).map(({ locus }) => locus)).toEqual(LOCI);
});

test('alleles that the ladder does not know are flagged', () => {
  const genotypes = { TH01: ['6', '9.3'], D3S1358: ['40', '15'], vWA: ['15.4', '16'], AMEL: ['X', 'Y'] };
  const flags = Object.fromEntries(layoutRows(LOCI, genotypes, globalFiler).map(({ locus, flag }) => [locus, flag]));
  expect(flags).toMatchObject({ TH01: null, D3S1358: 'beyond-ladder', vWA: 'unknown-variant', AMEL: null });
});

test('the order of alleles makes no difference between versions', () => {
  expect(sameAlleles(['9.3', '6'], ['6', '9.3'])).toBe(true);
  expect(sameAlleles(['6'], ['6', '6'])).toBe(false);
  expect(sameAlleles(undefined, ['6'])).toBe(false);
});
