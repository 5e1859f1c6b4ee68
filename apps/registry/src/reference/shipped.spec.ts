import { readFileSync } from 'node:fs';
import { readShipped } from './shipped.ts';

/** Begin of the digests of all tables that a release has shipped. Past results name them, so none of them may change or go. */
const RELEASED: Readonly<Record<string, string>> = {
  'FBI2015-AfricanAmerican': 'd08ea434191557ae',
  'FBI2015-AfricanAmericanBahamianJamaican': '8689ee26491e4429',
  'FBI2015-Apache': '48ddf749d057793d',
  'FBI2015-Bahamian': '8f5dfab9435d9ea8',
  'FBI2015-Caucasian': 'c34eed95604c3cb0',
  'FBI2015-Chamorro': 'cd422804be5b8244',
  'FBI2015-Filipino': '7eee042f6de8a6ec',
  'FBI2015-Jamaican': '5413f0a7a1a64674',
  'FBI2015-Navajo': '28c1b498d12c67dc',
  'FBI2015-SEHispanic': 'eecff697736090ba',
  'FBI2015-SWHispanic': 'ed7468f9a6043702',
  'FBI2015-Trinidadian': '1fa133c0bbc3d9b0',
  'NIST1036-AfAm': 'c5244fe3964268ec',
  'NIST1036-Asian': '299dfd9314eb88ed',
  'NIST1036-Cauc': 'ea4ddf634f1fc377',
  'NIST1036-Hisp': 'e91a11a6be4a7a45',
  'UKDNA17-African': '17bbc08a3510fdf3',
  'UKDNA17-AfricanCaribbean': '8d81400564ac37fa',
  'UKDNA17-BlackAfricanCaribbean': 'c4778df20bcc93d9',
  'UKDNA17-Chinese': '687fa8af5f288411',
  'UKDNA17-Indian': '56f0405fc04c0a26',
  'UKDNA17-White': '60c9a36528ee7d1c',
  'AABB-2003': '00c4dd60be649c0c',
};

test('every table that results may name is still shipped, with the very same figures; a correction gets a new id', () => {
  const { frequencies, mutation } = readShipped(process.cwd());
  const shipped = [...frequencies, ...mutation].map(([id, { value }]) => [id, value.digest.slice(0, 16)]);
  expect(Object.fromEntries(shipped)).toMatchObject(RELEASED);
});

test('the README names every shipped table with its population, loci, N in chromosomes and licence', () => {
  const readme = readFileSync('database/reference/README.md', 'utf8');
  const { frequencies, withoutN, mutation, steps, kits } = readShipped(process.cwd());
  const rows = [...frequencies.values()].map(({ value: { id, population, licence, loci } }) => {
    const typed = Object.values(loci).map(({ chromosomes }) => chromosomes);
    const [least, most] = [Math.min(...typed), Math.max(...typed)];
    const n = least === most ? least : `${least}-${most}`;
    return { start: `| ${id} | ${population} | ${typed.length} | ${n} |`, licence };
  });
  const lines = readme.split('\n').filter((line) => /^\| [A-Z]\w*-/.test(line));
  expect(lines).toHaveLength(rows.length);
  for (const [i, { start, licence }] of rows.entries()) {
    expect(lines[i]).toContain(start);
    const printed = lines[i]!.split(' | ').at(-1)!.replace(' |', '');
    expect(licence.toLowerCase().startsWith(printed.toLowerCase())).toBe(true);
  }
  for (const id of [...withoutN, ...mutation, ...steps].map(([name]) => name)) expect(readme).toContain(`\`${id}\``);
  expect(readme).toContain(`${kits.size} kits`);
});
