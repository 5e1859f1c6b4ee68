import { base64, bytesText, decimal, fromBase64, hex, joinBytes, sameBytes, textBytes } from './bytes.ts';

test('bytes are the same when they are as many and each is', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  expect(sameBytes(bytes, Uint8Array.of(1, 2, 3))).toBe(true);
  expect(sameBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true);
  for (const other of [[1, 2], [1, 2, 3, 0], [0, 2, 3], [1, 2, 4], []])
    expect(sameBytes(bytes, Uint8Array.from(other))).toBe(false);
});

test('each byte has two hexadecimal digits in lower case', () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  expect(hex(all)).toBe(Buffer.from(all).toString('hex'));
  expect(hex(new Uint8Array(0))).toBe('');
});

test.each([0, 1, 2, 3, 8_191, 8_192, 8_193, 65_535])('%i bytes in base64 read back', (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) % 256);
  expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  expect(sameBytes(fromBase64(base64(bytes))!, bytes)).toBe(true);
});

test.each(['A', 'AA', 'AA=', 'AB==', 'AAA', 'AAB=', 'A A=', '-_==', 'AA==AA==', '===='])('%j is no base64', (text) => {
  expect(fromBase64(text)).toBeUndefined();
});

test.each<[string, number | undefined]>([
  ['0', 0],
  ['12', 12],
  ['9007199254740991', 2 ** 53 - 1],
  ['9007199254740992', undefined],
  ['18446744073709551616', undefined],
  ['', undefined],
  ['01', undefined],
  ['-1', undefined],
  ['+1', undefined],
  ['1.0', undefined],
  ['1e3', undefined],
  ['0x1', undefined],
  [' 1', undefined],
  ['1\n', undefined],
  ['١', undefined],
])('as a decimal %j is %s', (text, value) => {
  expect(decimal(text)).toBe(value);
});

test('text goes to bytes and back, and bytes that are no UTF-8 are no text', () => {
  for (const text of ['', 'a', 'é林𝄞', '\ufeffa']) expect(bytesText(textBytes(text))).toBe(text);
  for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]])
    expect(bytesText(Uint8Array.from(bytes))).toBeUndefined();
  expect(joinBytes([Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)])).toEqual(Uint8Array.of(1, 2, 3));
});
