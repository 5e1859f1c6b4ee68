import { readdirSync, readFileSync } from 'node:fs';
import { seededRandom } from '@kinledger/kinship';
import { ProfileError, readFrequencyTable, readTableFile, writeFrequencyTable } from '@kinledger/profile';
import { fsigen, pooled } from '../../../../test/support/tables.ts';
import type { ImportTable } from './imports.dto.ts';
import { reviewTable } from './table-review.ts';

const FOLDER = 'database/reference/frequencies';
const tables = readdirSync(FOLDER).map((file) =>
  readFrequencyTable(JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8'))),
);
const asked = (over: Partial<ImportTable> = {}): ImportTable => ({
  id: 'Ours',
  title: 'Ours',
  population: 'ours',
  source: 'own',
  citation: 'none',
  licence: 'own',
  unit: 'chromosomes',
  ...over,
});
const review = (text: string, over: Partial<ImportTable> = {}) =>
  reviewTable(readTableFile(new TextEncoder().encode(text)), asked(over), { tables, kits: [] });

const own = pooled(['NIST1036-Cauc', 'NIST1036-Asian'], ['TH01', 'FGA', 'D3S1358', 'vWA', 'TPOX', 'D5S818']);

test('a table of which half the loci are those of another is said to be so', () => {
  const { TH01, FGA, D3S1358 } = pooled(['NIST1036-Hisp'], ['TH01', 'FGA', 'D3S1358']);
  const { report } = review(fsigen({ ...own, TH01: TH01!, FGA: FGA!, D3S1358: D3S1358! }));
  expect(report.warnings).toContain('partly-copied');
  expect(review(fsigen(own)).report.warnings).not.toContain('partly-copied');
});

test('an allele that no kit has is named, and does not keep the table out', () => {
  const locus = { locus: 'TPOX', dye: 'blue', ladder: ['8', '9', '10', '11'], further: [] };
  const kit = {
    id: 'k',
    title: 'K',
    manufacturer: 'm',
    source: 's',
    verified: 'v',
    aliases: [],
    digest: 'd',
    loci: [locus],
  };
  const file = readTableFile(new TextEncoder().encode('Allele,TPOX\n8,0.5\n8.1,0.25\n11,0.25\nN,200\n'));
  const { report, table } = reviewTable(file, asked(), { tables, kits: [kit] });
  expect([report.loci[0]?.offLadder, report.warnings, report.problems]).toEqual([['8.1'], ['off-ladder'], []]);
  expect(table).toBeDefined();
});

const XML = `<?xml version="1.0"?><frequencies><marker><name>VWA</name><alleles>14, 15</alleles><origin name="A" n="222">
<frequency allele="14">2.5e-1</frequency><frequency allele="15">7.5e-1</frequency></origin></marker></frequencies>`;
const FAM = `Output from Familias, version 3.2.9\n"DO NOT EDIT!"\n3.2.9\n#FALSE# (#Databases: 1 ;Theta/Kinship/Fst: 0 )\n1\n#TRUE#\n"A"
"TH01"\n0\n0\n0\n0\n2\n0.1\n0.1\n0\n0\n#FALSE#\n0\n2\t(DatabaseSize = 200 )\n"6"\n0.25\n"9.3"\n0.75\n`;
const TEXT = 'TH01\n6\t0.25\n9.3\t0.75\n\nFGA\n20\t0.5\n21\t0.5\n';
const JSON_TABLE = readFileSync(`${FOLDER}/NIST1036-Asian.json`, 'utf8').slice(0, 1200);

/** How many spoilt files; `TABLE_MUTATIONS=100000` for a long run. */
const COUNT = Number(process.env.TABLE_MUTATIONS ?? 250);
const PIECES = [
  '\0',
  '\ufeff',
  '"',
  ',',
  ';',
  '\t',
  '\r\n',
  '1e999',
  '-1',
  'NaN',
  '__proto__',
  '>27',
  '0.5.5',
  '<',
  '&a;',
  '9,3',
  'X',
  '𝒳',
];

/** One to four places of a good file cut, doubled, or overwritten with what does harm. */
function spoilt(text: string, random: () => number): string {
  let now = text;
  for (let left = 1 + Math.floor(random() * 4); left > 0; left -= 1) {
    const at = Math.floor(random() * now.length);
    const length = Math.floor(random() * 8);
    const kind = random();
    const piece = PIECES[Math.floor(random() * PIECES.length)]!;
    if (kind < 0.3) now = now.slice(0, at) + now.slice(at + length);
    else if (kind < 0.5) now = now.slice(0, at) + now.slice(at, at + length) + now.slice(at);
    else now = now.slice(0, at) + piece + now.slice(at + (kind < 0.8 ? length : 0));
  }
  return now;
}

test('spoilt files are refused or come to a table that reads back the same, never to anything else', () => {
  const random = seededRandom('spoilt tables');
  const good = [fsigen(own), XML, FAM, TEXT, JSON_TABLE];
  let [refused, accepted] = [0, 0];
  for (let i = 0; i < COUNT; i += 1) {
    const text = spoilt(good[i % good.length]!, random);
    try {
      const { table } = review(text, i % 2 === 0 ? {} : { n: 200 });
      if (table === undefined) {
        refused += 1;
        continue;
      }
      const written = writeFrequencyTable(table);
      expect(JSON.parse(written).loci).toEqual(table.loci);
      expect(Object.keys(readFrequencyTable(JSON.parse(written)).loci)).toEqual(Object.keys(table.loci));
      accepted += 1;
    } catch (error) {
      if (!(error instanceof ProfileError)) throw new Error(`Spoilt file ${i}: ${String(error)}`);
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(COUNT / 4);
  expect(accepted).toBeGreaterThan(0);
});
