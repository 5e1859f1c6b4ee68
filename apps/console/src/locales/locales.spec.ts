import { en } from './en.ts';
import { zh } from './zh.ts';

type Tree = { readonly [key: string]: string | Tree };

function texts(tree: Tree, under = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[under + key, value]] : texts(value, `${under}${key}.`),
  );
}

const english = new Map(texts(en));
const chinese = new Map(texts(zh));
const variables = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

test('both languages hold the same keys', () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
});

test('no text is empty', () => {
  for (const [key, text] of [...english, ...chinese]) expect([key, text.trim()]).not.toEqual([key, '']);
});

test('each text in Chinese takes the same facts as in English', () => {
  for (const [key, text] of english) expect([key, variables(chinese.get(key) ?? '')]).toEqual([key, variables(text)]);
});

test('nothing in Chinese was left in English', () => {
  const words = (text: string) => text.replaceAll(/\{\{\w+\}\}/g, '').replaceAll(/KB|\W/g, '');
  const left = [...chinese].filter(([, text]) => !/\p{Script=Han}/u.test(text) && words(text) !== '');
  expect(left.map(([key]) => key)).toEqual(['mutationModel.dawid']);
});
