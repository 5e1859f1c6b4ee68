import { testSigner } from '../../../test/support/audit-log.ts';
import { parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { verifyMlDsa } from './ml-dsa.ts';

// Stands first and on its own: the algorithm is not loaded yet.
test('before it is loaded nothing is verified, and that is said', () => {
  expect(() => verifyMlDsa(new Uint8Array(1312), new Uint8Array(1), new Uint8Array(2420))).toThrow(
    expect.objectContaining({ code: 'bad-key' }),
  );
});

describe('ML-DSA-44', () => {
  const seed = new Uint8Array(32).fill(5);
  const root = new Uint8Array(32).fill(6);
  let lib: typeof import('./index.ts');
  let signer: Awaited<ReturnType<typeof lib.createMlDsaSigner>>;
  beforeAll(async () => {
    lib = await import('./index.ts');
    signer = await lib.createMlDsaSigner(seed, testSigner().name);
  });
  const checkpoint = () => parseCheckpoint(signCheckpoint([testSigner(), signer], 12, root));
  const judged = (note = checkpoint().note, key = signer.verifierKey) =>
    lib.checkSignature(note, lib.parseVerifierKey(key));

  test('a key made from a published seed is the published one', async () => {
    // RFC 9881 appendix C.1 and C.3: the seed 00 01 .. 1f, in its PEM form, and the beginning of its public key.
    const counting = Uint8Array.from({ length: 32 }, (_, i) => i);
    const pem = `-----BEGIN PRIVATE KEY-----
MDQCAQAwCwYJYIZIAWUDBAMRBCKAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZ
GhscHR4f
-----END PRIVATE KEY-----
`;
    const key = lib.parseVerifierKey((await lib.createMlDsaSigner(pem, 'n')).verifierKey);
    expect(key.type).toBe(6);
    expect(Buffer.from(key.publicKey).toString('base64')).toMatch(/^17K0clSq4NtF55MNSpjSyX2PE5fReJ2v/);
    expect(lib.mlDsaPem(counting).replace(/\s/g, '')).toBe(pem.replace(/\s/g, ''));
  });

  test('a second signature stands beside the first, and each is judged by its own key', () => {
    const { note } = checkpoint();
    expect(note.signatures.map(({ signature }) => signature.length)).toEqual([64, 8 + 2420]);
    expect([judged(), judged(note, testSigner().verifierKey)]).toEqual(['valid', 'valid']);
  });

  test('the same checkpoint is signed in the same way twice', () => {
    const { text } = checkpoint().note;
    expect(signer.sign(text)).toBe(signer.sign(text));
  });

  test.each<[string, (text: string) => string]>([
    ['origin', (text) => text.replace('kinledger', 'kinledgen')],
    ['size', (text) => text.replace('\n12\n', '\n13\n')],
    ['root', (text) => text.replace('BgYG', 'BgYH')],
    ['form', () => 'no checkpoint\n'],
    ['root, cut short,', (text) => text.replace(/.\n$/, '\n')],
    ['root, none,', (text) => text.split('\n').slice(0, 2).join('\n')],
    ['origin, none,', (text) => text.replace(/^.*/, '')],
    ['name, too long', (text) => `${'x'.repeat(256)}${text}`],
  ])('another %s under the same signature is forged', (_, change) => {
    const { text, signatures } = checkpoint().note;
    expect(change(text)).not.toBe(text);
    expect(judged({ text: change(text), signatures })).toBe('forged');
  });

  test.each([0, 7, 8, 100, 2427])('a signature with byte %i changed is forged', (at) => {
    const { text, signatures } = checkpoint().note;
    const signature = signatures[1]!.signature.slice();
    signature[at]! ^= 1;
    expect(judged({ text, signatures: [{ ...signatures[1]!, signature }] })).toBe('forged');
  });

  test.each([0, 64, 72, 2420, 2427, 2429])('a signature of %i bytes is forged', (length) => {
    const { text, signatures } = checkpoint().note;
    expect(judged({ text, signatures: [{ ...signatures[1]!, signature: new Uint8Array(length) }] })).toBe('forged');
  });

  test('a signature by a key that is none is not valid, and nothing is thrown', () => {
    expect(verifyMlDsa(new Uint8Array(31), new Uint8Array(1), new Uint8Array(2420))).toBe(false);
  });

  test('it signs checkpoints only', () => {
    expect(() => signer.sign('hello\n')).toThrow(expect.objectContaining({ code: 'bad-checkpoint' }));
  });

  test.each<[string, string | Uint8Array]>([
    ['a short seed', new Uint8Array(31)],
    ['no PEM', 'x'],
    ['an Ed25519 key', `${Buffer.from('302e020100300506032b657004220420'.padEnd(96, '0'), 'hex').toString('base64')}`],
  ])('%s is refused, and the message shows nothing of it', async (_, key) => {
    await expect(lib.createMlDsaSigner(key, 'n')).rejects.toMatchObject({ code: 'bad-key' });
  });

  test.each([1311, 1313])('a verifier key of %i bytes is refused', (length) => {
    const { name } = testSigner();
    const bytes = Buffer.concat([Buffer.of(6), Buffer.alloc(length)]).toString('base64');
    expect(() => lib.parseVerifierKey(`${name}+00000000+${bytes}`)).toThrow(
      expect.objectContaining({ code: 'bad-key' }),
    );
  });
});
