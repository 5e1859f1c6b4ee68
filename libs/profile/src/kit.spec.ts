import { readdirSync, readFileSync } from 'node:fs';
import { findKit, type Kit, kitFit, LOCI, readKit, readUpload } from './index.ts';

const FOLDER = 'database/reference/kits';
const shipped = (id: string) => JSON.parse(readFileSync(`${FOLDER}/${id}.json`, 'utf8'));
const KITS: readonly Kit[] = readdirSync(FOLDER).map((file) => readKit(shipped(file.replace('.json', ''))));

test('21 kits are shipped, each under its id', () => {
  expect(KITS.map(({ id }) => `${id}.json`)).toEqual(readdirSync(FOLDER));
  expect(KITS).toHaveLength(21);
});

test('every allele of a kit lies in the range of its locus', () => {
  const outside = KITS.flatMap(({ id, loci }) =>
    loci.flatMap(({ locus, ladder, further }) => {
      const [smallest, largest] = LOCI.find(({ name }) => name === locus)!.range;
      if (locus === 'AMEL') return [];
      const alien = [...ladder, ...further].filter((a) => Number(a) < Number(smallest) || Number(a) > Number(largest));
      return alien.map((allele) => `${id} ${locus} ${allele}`);
    }),
  );
  expect(outside).toEqual([]);
});

test('GlobalFiler types 21 autosomal loci in the order of its dyes', () => {
  const { loci } = KITS.find(({ id }) => id === 'GlobalFiler')!;
  const autosomal = loci.filter(({ locus }) => LOCI.find(({ name }) => name === locus)?.kind === 'autosomal');
  expect([autosomal.length, loci[0]?.locus, loci[0]?.ladder.at(0), loci[0]?.ladder.at(-1)]).toEqual([
    21,
    'D3S1358',
    '9',
    '20',
  ]);
});

test.each([
  ['GlobalFiler_Panel_v1', 'GlobalFiler'],
  ['PowerPlex Fusion 6C', 'PowerPlexFusion6C'],
  ['PowerPlex_Fusion_6C_Panels_IDX_v1.3', 'PowerPlexFusion6C'],
  ['powerplex fusion', 'PowerPlexFusion'],
  ['Identifiler_Plus_Panels_v1X', 'IdentifilerPlus'],
  ['NGMSElect_panel_v3X', 'NGMSElect'],
  ['House 7', undefined],
  ['', undefined],
])('the panel %s means the kit %s', (name, id) => {
  expect(findKit(KITS, name)?.id).toBe(id);
});

test('a profile shows where it does not fit its kit', () => {
  const kit = KITS.find(({ id }) => id === 'SGMPlus')!;
  const fit = kitFit({ TH01: ['6', '9.3'], FGA: ['20', '45.2'], D3S1358: ['15.1', '16'], TPOX: ['8', '8'] }, kit);
  expect(fit).toMatchObject({ foreign: ['TPOX'], unknownVariant: ['D3S1358'] });
  expect(fit.missing).toContain('vWA');
  expect(fit.missing).not.toContain('TH01');
  expect(kitFit({ D3S1358: ['8', '16'] }, kit).beyondLadder).toEqual(['D3S1358']);
});

test.each([
  ['table-changed', (kit: Kit) => ({ ...kit, loci: kit.loci.slice(1) })],
  ['bad-table', (kit: Kit) => ({ ...kit, loci: [...kit.loci, kit.loci[0]] })],
  ['bad-table', (kit: Kit) => ({ ...kit, source: '' })],
  ['bad-table', (kit: Kit) => ({ ...kit, loci: kit.loci.map((locus) => ({ ...locus, locus: 'THO1' })) })],
  ['bad-table', (kit: Kit) => ({ ...kit, loci: kit.loci.map((l) => ({ ...l, ladder: [...l.ladder].reverse() })) })],
])('a kit that was changed is refused: %s', (code, change) => {
  expect(() => readKit(change(shipped('NGM')))).toThrow(expect.objectContaining({ code }));
});

test('an upload tells where a sample does not fit the kit that its file names', () => {
  const table = (kit: string) =>
    new TextEncoder().encode(
      `Sample Name,Panel,Marker,Allele 1,Allele 2\nA,${kit},TH01,6,9.3\nA,${kit},D3S1358,15.1,16\nA,${kit},Penta E,7,12\n`,
    );
  const told = (kit: string) =>
    readUpload(table(kit), { kits: KITS }).samples[0]?.warnings.map(({ code, locus }) => [code, locus]);
  expect(told('SGM_Plus_v2')).toEqual([
    ['unlike-kit', 'D3S1358'],
    ['unlike-kit', 'Penta E'],
  ]);
  expect(told('House 7')).toEqual([]);
  expect(readUpload(table('SGM_Plus_v2')).samples[0]?.warnings).toEqual([]);
});
