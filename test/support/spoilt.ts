import { writeCmf, writeCsv, writeJson } from '@kinledger/profile';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import type { PlainForm } from '../reference/uploads.ts';

/** A file that was read by no one yet: what it is like, and its bytes. */
export interface Spoilt {
  readonly form: PlainForm;
  readonly encoding: 'utf-8' | 'utf-16le' | 'windows-1252';
  /** The bytes before they were packed. */
  readonly bytes: Uint8Array;
  readonly packed: boolean;
}

const FACTS = {
  destination: 'KLTEST',
  sourceLaboratory: 'KLTEST',
  submittedBy: 'kl',
  submittedAt: '2026-01-05T10:00:00',
  readingBy: 'kl',
  readingAt: '2026-01-05T09:00:00',
  category: 'Other',
};
const VALUES = [
  ...['', ' ', 'OL', '0', '99', '6', '9.3', '9,3', '9.30', '9-Mar', '34.200000000000003', '<9', '٩', '６', '−9', '=6'],
  ...[
    '"',
    "'6",
    '6/7',
    'THO1',
    'FGA',
    'D99S9',
    '\0',
    '\ud800',
    '\ufffd',
    '\ufeff',
    'a\r\nX,FGA,20,20,',
    '&lt;9',
    '&x;',
  ],
  ...['<!--9-->', '[[[[', '__proto__', '\u202e', 'x'.repeat(70), '9'.repeat(2000)],
];
const VALUE = /[A-Za-z0-9.][A-Za-z0-9. -]*/g;
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const value = fc.constantFrom(...VALUES);

const change: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.tuple(place, value).map(([at, put]) => (text: string) => {
    const found = [...text.matchAll(VALUE)];
    const old = found[Math.floor(at * found.length)];
    return old === undefined ? text : text.slice(0, old.index) + put + text.slice(old.index + old[0].length);
  }),
  fc.tuple(place, value).map(([at, put]) => (text: string) => {
    const index = Math.floor(at * text.length);
    return text.slice(0, index) + put + text.slice(index);
  }),
  fc.tuple(place, fc.integer({ min: 1, max: 12 })).map(([at, count]) => (text: string) => {
    const index = Math.floor(at * text.length);
    return text.slice(0, index) + text.slice(index + count);
  }),
  place.map((at) => (text: string) => text.slice(0, Math.floor(at * text.length))),
  fc.tuple(place, place).map(([from, to]) => (text: string) => {
    const lines = text.split('\n');
    lines.splice(Math.floor(to * lines.length), 0, lines[Math.floor(from * lines.length)] ?? '');
    return lines.join('\n');
  }),
  fc.constantFrom(
    (text: string) => `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${text}`,
    (text: string) => '['.repeat(5000) + text,
    (text: string) => '<a>'.repeat(5000) + text,
    (text: string) => text + text,
  ),
);

const samplesOf = (n: number) => [
  { sample: `R${n}-1`, profile: { TH01: ['6', '9.3'], FGA: ['20', '22.2'], vWA: ['17', '17'], AMEL: ['X', 'Y'] } },
  { sample: `R${n}-2`, profile: { TH01: ['7'], FGA: ['21', '24'], 'Penta E': ['7', '12'] } },
  { sample: `R${n}-3`, profile: { TH01: ['6', '8'], FGA: ['19', '23'], vWA: ['14', '16'] } },
];

const FORMS: Readonly<Record<PlainForm, (n: number) => string>> = {
  csv: (n) => [...writeCsv(samplesOf(n))].join(''),
  json: (n) => [...writeJson(samplesOf(n))].join(''),
  cmf: (n) => [...writeCmf(samplesOf(n), FACTS)].join(''),
};

/** Files as laboratories write them, each spoilt in some ways; the samples of each have names of their own. */
export function spoiltUploads(count: number, seed: number): readonly Spoilt[] {
  const recipes = fc.sample(
    fc.record({
      form: fc.constantFrom<PlainForm>('csv', 'json', 'cmf'),
      changes: fc.array(change, { maxLength: 3 }),
      encoding: fc.constantFrom('utf-8', 'utf-8', 'utf-16le', 'windows-1252'),
      byte: fc.option(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { freq: 4 }),
      packed: fc.boolean(),
    }),
    { numRuns: count, seed },
  );
  return recipes.map(({ form, changes, encoding, byte, packed }, n) => {
    const text = changes.reduce((spoilt, act) => act(spoilt), FORMS[form](n));
    const encoded = {
      'utf-8': () => Buffer.from(text),
      'utf-16le': () => Buffer.from(`\ufeff${text}`, 'utf16le'),
      'windows-1252': () => Buffer.from(text, 'latin1'),
    }[encoding]();
    const bytes = Uint8Array.from(encoded);
    if (byte !== null && bytes.length > 0) bytes[Math.floor(byte[0] * bytes.length)] = byte[1];
    return { form, encoding: encoding as Spoilt['encoding'], bytes, packed };
  });
}

/** The file as it is sent. */
export const sent = ({ packed, bytes }: Spoilt): Uint8Array =>
  packed ? zipSync({ 'a.txt': bytes }, { level: 1 }) : bytes;
