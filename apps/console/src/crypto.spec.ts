import * as node from 'node:crypto';
import * as pages from './crypto.ts';

const MESSAGE = new TextEncoder().encode('kinledger.local/log\n3\nroot\n');

function keyAndSignature() {
  const { publicKey, privateKey } = node.generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  const key = { key: { kty: 'OKP', crv: 'Ed25519', x: x ?? '' }, format: 'jwk' as const };
  return { key, signature: Uint8Array.from(node.sign(null, MESSAGE, privateKey)) };
}

test('SHA-256 in the pages is that of Node, in one piece and in many', () => {
  for (const length of [0, 1, 55, 56, 64, 65, 1000]) {
    const bytes = node.randomBytes(length);
    const expected = node.createHash('sha256').update(bytes).digest('hex');
    const parts = pages.createHash('sha256').update(bytes.subarray(0, length >> 1));
    expect(Buffer.from(parts.update(bytes.subarray(length >> 1)).digest()).toString('hex')).toBe(expected);
    expect(pages.hash('sha256', bytes, 'binary')).toBe(node.hash('sha256', bytes, 'binary'));
  }
  const text = 'TH01 6,9.3 \u00e9\n';
  expect(pages.createHash('sha256').update(text).digest('hex')).toBe(
    node.createHash('sha256').update(text).digest('hex'),
  );
  expect(() => pages.hash('sha1', MESSAGE, 'binary')).toThrow('sha1');
  expect(() => pages.hash('sha256', MESSAGE, 'hex')).toThrow('hex');
});

test('a signature that Node made is valid in the pages', () => {
  const { key, signature } = keyAndSignature();
  expect(pages.verify(null, MESSAGE, pages.createPublicKey(key), signature)).toBe(true);
});

test('a signature with one bit changed, or over another message, is not', () => {
  const { key, signature } = keyAndSignature();
  const forged = Uint8Array.from(signature, (byte, index) => (index === 40 ? byte ^ 1 : byte));
  expect(pages.verify(null, MESSAGE, pages.createPublicKey(key), forged)).toBe(false);
  expect(pages.verify(null, MESSAGE.slice(1), pages.createPublicKey(key), signature)).toBe(false);
});

test('no other hash and no signing is offered', () => {
  expect(() => pages.createHash('md5')).toThrow();
  expect(() => pages.sign()).toThrow();
});
