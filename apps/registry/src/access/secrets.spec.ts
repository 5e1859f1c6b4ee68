import type { FastifyRequest } from 'fastify';
import { requireSameOrigin } from './same-origin.ts';
import { digestOf, keyText, newKey, newToken, readKey, sameDigest } from './secrets.ts';

test('a token has 256 bits and does not repeat', () => {
  const tokens = Array.from({ length: 1000 }, newToken);
  expect(new Set(tokens).size).toBe(1000);
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
});

test('a digest is SHA-256 in hexadecimal', () => {
  expect(digestOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('digests are the same only when they are', () => {
  expect(sameDigest(digestOf('a'), digestOf('a'))).toBe(true);
  expect(sameDigest(digestOf('a'), digestOf('b'))).toBe(false);
  expect(sameDigest(digestOf('a'), '')).toBe(false);
});

test('every new key is read back from its header', () => {
  for (let i = 0; i < 500; i += 1) {
    const parts = newKey();
    expect(readKey(`Bearer ${keyText(parts)}`)).toEqual(parts);
  }
});

test.each([
  '',
  'Bearer',
  'Basic kl_0123456789_x',
  'Bearer kl_0123456789_short',
  `Bearer kl_0123456789_${'x'.repeat(44)}`,
  `Bearer xx_0123456789_${'x'.repeat(43)}`,
])('a header of another form is no key: %j', (header) => {
  expect(readKey(header)).toBeUndefined();
});

const PUBLIC = 'https://kin.example.org';
const from = (headers: Record<string, string>, method = 'POST') =>
  requireSameOrigin({ method, headers: { host: 'localhost:3000', ...headers } } as unknown as FastifyRequest, PUBLIC);

test.each([
  ['a program that sends neither header', {}],
  ['our own page', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }],
  ['our own page behind a proxy that changes Host', { origin: PUBLIC }],
])('a change passes from %s', (_, headers) => {
  expect(() => from(headers)).not.toThrow();
});

test.each([
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['a neighbour domain', { 'sec-fetch-site': 'same-site' }],
  ['a foreign origin', { origin: 'https://evil.example' }],
  ['another port', { origin: 'http://localhost:3001' }],
  ['the public host without TLS', { origin: 'http://kin.example.org' }],
  ['a hidden origin', { origin: 'null' }],
  [
    'a foreign origin that claims to be the same site',
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  ],
])('a change is refused from %s', (_, headers) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect(() => from(headers, method)).toThrow(expect.objectContaining({ status: 403, code: 'cross-site' }));
  }
  expect(() => from(headers, 'GET')).not.toThrow();
});
