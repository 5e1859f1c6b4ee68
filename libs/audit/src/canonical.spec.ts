import fc from 'fast-check';
import vectors from '../../../fixtures/log/canonical-json.json' with { type: 'json' };
import { canonicalJson, eventBytes, isCanonicalJson, MAX_EVENT_BYTES } from './canonical.ts';
import { AuditError } from './errors.ts';

const isCanonical = (text: string): boolean => isCanonicalJson(Buffer.from(text));
const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return error instanceof AuditError ? error.code : String(error);
  }
  return undefined;
};

describe('published vectors of RFC 8785', () => {
  const cases = vectors.cases.filter(({ name }) => name !== 'values');
  test.each(cases)('$name', ({ input, output }) => {
    expect(canonicalJson(JSON.parse(input))).toBe(output);
    expect(isCanonical(output)).toBe(true);
    expect(isCanonical(input)).toBe(false);
  });

  test('values: the text and literals as published; each of its numbers is refused, being no integer within 2^53', () => {
    const { input, output } = vectors.cases.find(({ name }) => name === 'values')!;
    const { numbers, ...rest } = JSON.parse(input);
    expect(numbers).toHaveLength(5);
    for (const number of numbers) expect(codeOf(() => canonicalJson(number))).toBe('not-canonical');
    expect(canonicalJson({ ...rest, numbers: [] })).toBe(output.replace(/"numbers":\[[^\]]*\]/, '"numbers":[]'));
    expect(isCanonical(output)).toBe(false);
  });
});

test.each<[string, unknown]>([
  ['a value of type undefined', undefined],
  ['a value of type bigint', 1n],
  ['a number that is not an integer within 2^53 - 1', 0.5],
  ['a lone surrogate', '\ud800'],
  ['an object of a class', new Date(0)],
  ['nesting deeper than 64', JSON.parse('['.repeat(66) + ']'.repeat(66))],
])('the refusal names what cannot be held: %s', (what, value) => {
  expect(() => canonicalJson(value)).toThrow(`Canonical JSON cannot hold ${what}.`);
});

test.each([
  ['undefined', undefined],
  ['a float', 0.5],
  ['not a number', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['2^53', 2 ** 53],
  ['a bigint', 1n],
  ['a function', () => 1],
  ['a symbol', Symbol('s')],
  ['a date', new Date(0)],
  ['a map', new Map()],
  ['bytes', new Uint8Array(1)],
  ['a lone surrogate', 'a\ud800b'],
  ['a lone surrogate in a name', { '\udc00': 1 }],
  ['undefined in an object', { a: undefined }],
  ['a hole in an array', Object.assign([], { length: 1 })],
])('%s is refused', (_, value) => {
  expect(codeOf(() => canonicalJson(value))).toBe('not-canonical');
  expect(codeOf(() => canonicalJson({ deep: [value] }))).toBe('not-canonical');
});

test('an object that contains itself, or nests too deep, is refused', () => {
  const endless: Record<string, unknown> = {};
  endless.self = endless;
  expect(codeOf(() => canonicalJson(endless))).toBe('not-canonical');
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  expect(isCanonical(nested(65))).toBe(true);
  expect(isCanonical(nested(66))).toBe(false);
  expect(isCanonical(nested(30_000))).toBe(false);
  const nestedObjects = (depth: number): string => `${'{"a":'.repeat(depth)}0${'}'.repeat(depth)}`;
  expect(isCanonical(nestedObjects(64))).toBe(true);
  expect(isCanonical(nestedObjects(65))).toBe(false);
});

test.each([
  ['a space', '{"a": 1}'],
  ['a newline at the end', '{"a":1}\n'],
  ['a byte order mark', '\ufeff{"a":1}'],
  ['members out of order', '{"b":1,"a":1}'],
  ['a member twice', '{"a":1,"a":1}'],
  ['an escape that is not needed', '{"a":"\\u0041"}'],
  ['an escaped slash', '{"a":"\\/"}'],
  ['an upper-case escape', '{"a":"\\u001F"}'],
  ['an escaped lone surrogate', '{"a":"\\ud800"}'],
  ['a negative zero', '{"a":-0}'],
  ['a number with a fraction of zero', '{"a":1.0}'],
  ['a number with an exponent', '{"a":1e2}'],
  ['an integer beyond 2^53', '{"a":9007199254740993}'],
  ['something after the end', '{"a":1}x'],
  ['no JSON', 'a'],
  ['nothing', ''],
])('a text with %s is not canonical', (_, text) => {
  expect(isCanonical(text)).toBe(false);
});

test('bytes that are not UTF-8 are not canonical', () => {
  expect(isCanonicalJson(Uint8Array.of(0x22, 0xff, 0x22))).toBe(false);
  expect(isCanonicalJson(Uint8Array.of(0x22, 0xc0, 0x80, 0x22))).toBe(false);
  expect(isCanonicalJson(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))).toBe(false);
});

test('a member named __proto__ is kept as any other', () => {
  const text = '{"__proto__":{"a":1},"constructor":2}';
  expect(canonicalJson(JSON.parse(text))).toBe(text);
});

test('objects without prototype, the largest integers and empty things are written', () => {
  const value = Object.assign(Object.create(null), { e: [], d: {}, c: '', b: -(2 ** 53 - 1), a: 2 ** 53 - 1 });
  expect(canonicalJson(value)).toBe('{"a":9007199254740991,"b":-9007199254740991,"c":"","d":{},"e":[]}');
});

test('an event of 65,535 bytes is written, one of 65,536 is refused', () => {
  const text = (length: number) => canonicalJson('x'.repeat(length - 2));
  expect(eventBytes(text(MAX_EVENT_BYTES))).toHaveLength(65_535);
  expect(codeOf(() => eventBytes(text(MAX_EVENT_BYTES + 1)))).toBe('event-too-large');
  expect(() => eventBytes(text(70_000))).toThrow('The event has 70000 bytes; 65535 are allowed.');
});

test('each of the 65,536 code units is escaped as ECMAScript escapes it, or refused as a lone surrogate', () => {
  const wrong: number[] = [];
  for (let unit = 0; unit < 65_536; unit += 1) {
    const text = `a${String.fromCharCode(unit)}b`;
    const written = codeOf(() => canonicalJson(text)) ?? canonicalJson(text);
    if (written !== (unit >= 0xd800 && unit < 0xe000 ? 'not-canonical' : JSON.stringify(text))) wrong.push(unit);
  }
  expect(wrong).toEqual([]);
  expect(canonicalJson('\ud83d\ude00')).toBe('"\ud83d\ude00"');
});

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 4 }),
  ),
})).value;

test('what is written reads back as the same value and is canonical, whatever the order of its members', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(isCanonical(text)).toBe(true);
      expect(canonicalJson(reversed(value))).toBe(text);
    }),
    { numRuns: 300, seed: 1 },
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([name, member]) => [name, reversed(member)]));
}
