import { LOG_NAME, testSigner } from '../../../test/support/audit-log.ts';
import { joinBytes } from './bytes.ts';
import { parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { privateKeyPem, signEd25519, verifyEd25519 } from './ed25519.ts';
import { AuditError } from './errors.ts';
import {
  checkSignature,
  cosignatureTime,
  cosignedMessage,
  ED25519,
  formatVerifierKey,
  parseNote,
  parseVerifierKey,
  signatureLine,
  subtreeMessage,
  timeBytes,
  verifierKey,
  writeNote,
} from './note.ts';
import { createSigner, createWitness } from './signer.ts';

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return error instanceof AuditError ? error.code : String(error);
  }
  return undefined;
};

// From the documentation of golang.org/x/mod/sumdb/note (BSD-3-Clause), the first implementation of the format.
const NEUMANN = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  seed: 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
};

test('the published note is signed by the published key, and signed again it is the same', () => {
  const key = parseVerifierKey(NEUMANN.key);
  const signer = createSigner(new Uint8Array(Buffer.from(NEUMANN.seed, 'base64').subarray(1)), 'PeterNeumann');
  expect(formatVerifierKey(key)).toBe(NEUMANN.key);
  expect(signer.verifierKey).toBe(NEUMANN.key);
  expect(signer.sign(NEUMANN.text)).toBe(NEUMANN.line);
  expect(checkSignature(parseNote(writeNote(NEUMANN.text, [NEUMANN.line])), key)).toBe('valid');
});

test('the key of the Go checksum database has the id that is published with it', () => {
  expect(parseVerifierKey('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8').name).toBe(
    'sum.golang.org',
  );
});

test.each([
  ['another text', 'forged', NEUMANN.text.replace('answer', 'ANSWER'), NEUMANN.line],
  ['a signature of no length', 'forged', NEUMANN.text, '— PeterNeumann x08goww='],
  ['another name', 'absent', NEUMANN.text, NEUMANN.line.replace('Peter', 'Petra')],
  ['another key id', 'absent', NEUMANN.text, NEUMANN.line.replace(' x08g', ' y08g')],
])('%s: the signature is %s', (_, answer, text, line) => {
  expect(checkSignature(parseNote(writeNote(text, [line])), parseVerifierKey(NEUMANN.key))).toBe(answer);
});

test('a good signature does not hide a forged one beside it', () => {
  const forged = createSigner(new Uint8Array(32).fill(4), 'PeterNeumann').sign(NEUMANN.text).split(' ')[2]!;
  const bytes = Buffer.from(forged, 'base64');
  Buffer.from('c74f20a3', 'hex').copy(bytes);
  const line = `— PeterNeumann ${bytes.toString('base64')}`;
  const note = parseNote(writeNote(NEUMANN.text, [NEUMANN.line, line]));
  expect(checkSignature(note, parseVerifierKey(NEUMANN.key))).toBe('forged');
});

test('the text may hold empty lines; the last one parts it from the signatures', () => {
  const note = parseNote('a\n\nb\n\n— n AAAAAAA=\n');
  expect(note.text).toBe('a\n\nb\n');
  expect(note.signatures).toEqual([{ name: 'n', keyId: '00000000', signature: Uint8Array.of(0) }]);
});

test('the text may be one empty line, and a note may be a million characters long', () => {
  expect(parseNote('\n\n— n AAAAAAA=\n').text).toBe('\n');
  const signature = '\n\n— n AAAAAAA=\n';
  const longest = 'a'.repeat(1_000_000 - signature.length) + signature;
  expect(parseNote(longest).signatures).toHaveLength(1);
  expect(codeOf(() => parseNote(`a${longest}`))).toBe('bad-note');
});

test('a note may have a hundred signatures', () => {
  expect(parseNote(`a\n\n${'— n AAAAAAA=\n'.repeat(100)}`).signatures).toHaveLength(100);
});

test.each<[string, () => unknown]>([
  ['This is not a signed note.', () => parseNote('a')],
  ['The note has over 100 signatures.', () => parseNote(`a\n\n${'— n AAAAAAA=\n'.repeat(101)}`)],
  ['A signature line of the note cannot be read.', () => parseNote('a\n\n- n AAAAAAA=\n')],
  ['The name of a key must hold no spaces and no plus sign.', () => verifierKey('a b', ED25519, new Uint8Array(32))],
  [
    'A verifier key looks like name+0a1b2c3d+base64 and is an Ed25519 or an ML-DSA-44 key.',
    () => parseVerifierKey('a'),
  ],
  [
    'The verifier key of PeterNeumann does not match its own id.',
    () => parseVerifierKey(NEUMANN.key.replace('c74f20a3', 'c74f20a4')),
  ],
])('the refusal says what is wrong: %s', (sentence, act) => {
  expect(act).toThrow(sentence);
});

test('white space around a verifier key does not count, anything else does', () => {
  expect(parseVerifierKey(` ${NEUMANN.key}\n`)).toEqual(parseVerifierKey(NEUMANN.key));
  for (const text of [`+${NEUMANN.key}`, `x+${NEUMANN.key}`, `${NEUMANN.key}\n+`, `${NEUMANN.key} x`])
    expect(codeOf(() => parseVerifierKey(text))).toBe('bad-key');
});

test.each([
  ['nothing', ''],
  ['no signature', 'a\n\n'],
  ['no blank line', 'a\n— n AAAAAAA=\n'],
  ['no blank line and nothing else before the signature', '\n— n AAAAAAA=\n'],
  ['one letter instead of the newline at the end', 'a\n\n— n AAAAAAA=x'],
  ['no newline at the end', 'a\n\n— n AAAAAAA='],
  ['a control character', 'a\u0007\n\n— n AAAAAAA=\n'],
  ['a carriage return', 'a\r\n\n— n AAAAAAA=\n'],
  ['a tab', 'a\tb\n\n— n AAAAAAA=\n'],
  ['a lone surrogate', 'a\ud800\n\n— n AAAAAAA=\n'],
  ['a hyphen for the dash', 'a\n\n- n AAAAAAA=\n'],
  ['a plus in the name', 'a\n\n— n+m AAAAAAA=\n'],
  ['no name', 'a\n\n—  AAAAAAA=\n'],
  ['a key id and no signature', 'a\n\n— n AAAAAA==\n'],
  ['base64 with spare bits', 'a\n\n— n AAAAAAB=\n'],
  ['base64 without padding', 'a\n\n— n AAAAAAA\n'],
  ['no base64', 'a\n\n— n\n'],
  ['something before the dash', 'a\n\nx— n AAAAAAA=\n'],
  ['something behind the signature', 'a\n\n— n AAAAAAA= x\n'],
  ['too many signatures', `a\n\n${'— n AAAAAAA=\n'.repeat(101)}`],
  ['too many characters', `${'a'.repeat(1_000_000)}\n\n— n AAAAAAA=\n`],
])('a note with %s is refused', (_, note) => {
  expect(codeOf(() => parseNote(note))).toBe('bad-note');
});

test.each([
  ['nothing', ''],
  ['an id that is not its own', NEUMANN.key.replace('c74f20a3', 'c74f20a4')],
  ['an unknown type', 'a+00000000+AhpjZ'],
  ['a short key', 'a+00000000+ARpc'],
  ['no name', '+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
  ['a type that is not Ed25519', `a+00000000+${Buffer.alloc(33, 2).toString('base64')}`],
])('a verifier key with %s is refused', (_, key) => {
  expect(codeOf(() => parseVerifierKey(key))).toBe('bad-key');
});

test.each([31, 33])('a verifier key of %i bytes is refused, even with the id that belongs to it', (length) => {
  const key = formatVerifierKey(verifierKey('n', ED25519, new Uint8Array(length)));
  expect(codeOf(() => parseVerifierKey(key))).toBe('bad-key');
});

test.each(['', 'a b', 'a+b', 'a\nb', 'a\u00a0b'])('a key cannot be named %j', (name) => {
  expect(codeOf(() => verifierKey(name, ED25519, new Uint8Array(32)))).toBe('bad-key');
});

test('a signature by a key that is none is not valid, and nothing is thrown', () => {
  expect(verifyEd25519(new Uint8Array(31), new Uint8Array(1), new Uint8Array(64))).toBe(false);
});

describe('private keys', () => {
  const seed = new Uint8Array(32).fill(7);
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const pem = (body: Buffer) => `-----BEGIN PRIVATE KEY-----\n${body.toString('base64')}\n-----END PRIVATE KEY-----\n`;

  test('a seed and its PEM are the same key', () => {
    expect(createSigner(pem(der), 'n').verifierKey).toBe(createSigner(seed, 'n').verifierKey);
  });

  test.each<[string, string | Uint8Array]>([
    ['a short seed', seed.subarray(1)],
    ['an empty text', ''],
    ['PEM that is no base64', '-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----'],
    ['a key of another kind', pem(Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), seed]))],
  ])('%s is refused, and the message shows nothing of it', (_, key) => {
    expect(codeOf(() => createSigner(key, 'n'))).toBe('bad-key');
  });
});

describe('checkpoints', () => {
  const root = new Uint8Array(32).fill(5);
  const signed = signCheckpoint([testSigner(), testSigner(2)], 12, root);

  test('what is signed reads back, with both signatures valid', () => {
    const checkpoint = parseCheckpoint(signed);
    expect(checkpoint).toMatchObject({ origin: 'kinledger.example/log', size: 12 });
    expect(Buffer.from(checkpoint.root)).toEqual(Buffer.from(root));
    for (const seed of [1, 2]) {
      expect(checkSignature(checkpoint.note, parseVerifierKey(testSigner(seed).verifierKey))).toBe('valid');
    }
  });

  test('extension lines are allowed, empty ones are not', () => {
    const withLine = (line: string) => signed.replace('=\n\n', `=\n${line}\n\n`);
    expect(parseCheckpoint(withLine('extension')).size).toBe(12);
    expect(codeOf(() => parseCheckpoint(withLine('\nx')))).toBe('bad-checkpoint');
  });

  test.each(['\n012\n', '\n-1\n', '\n1.0\n', '\n \n', '\n9007199254740992\n', '\n99999999999999999999\n'])(
    'a tree size of %j is refused',
    (size) => {
      expect(codeOf(() => parseCheckpoint(signed.replace('\n12\n', size)))).toBe('bad-checkpoint');
    },
  );

  test('a root of another length, or no origin, is refused', () => {
    const line = signed.split('\n')[2]!;
    expect(codeOf(() => parseCheckpoint(signed.replace(line, 'AAAA')))).toBe('bad-checkpoint');
    expect(codeOf(() => parseCheckpoint(signed.replace('kinledger.example/log', '')))).toBe('bad-checkpoint');
    expect(codeOf(() => parseCheckpoint('a\n\n— n AAAAAAA=\n'))).toBe('bad-checkpoint');
  });
});

describe('cosignatures', () => {
  const witness = createWitness(new Uint8Array(32).fill(3), 'witness.example/w1');
  const text = parseCheckpoint(signCheckpoint([testSigner()], 12, new Uint8Array(32))).note.text;
  const key = parseVerifierKey(witness.verifierKey);
  const noteWith = (line: string) => parseNote(writeNote(text, [line]));

  test('a cosignature carries its time and verifies', () => {
    const note = noteWith(witness.cosign(text, 1_679_315_147));
    expect(cosignatureTime(note.signatures[0]!.signature)).toBe(1_679_315_147n);
    expect(checkSignature(note, key)).toBe('valid');
  });

  test('with another time, a time beyond 2^63, or without time it is forged', () => {
    const line = witness.cosign(text, 1_679_315_147);
    const edited = (edit: (bytes: Buffer) => Buffer) => {
      const encoded = line.split(' ')[2]!;
      return noteWith(line.replace(encoded, edit(Buffer.from(encoded, 'base64')).toString('base64')));
    };
    expect(
      checkSignature(
        edited((b) => Buffer.from(b.with(11, b[11]! ^ 1))),
        key,
      ),
    ).toBe('forged');
    expect(
      checkSignature(
        edited((b) => Buffer.from(b.with(4, 0x80))),
        key,
      ),
    ).toBe('forged');
    expect(
      checkSignature(
        edited((b) => Buffer.concat([b.subarray(0, 4), b.subarray(12)])),
        key,
      ),
    ).toBe('forged');
  });

  test('with no time under a signed "time undefined" it is forged', () => {
    const pem = privateKeyPem(new Uint8Array(32).fill(3));
    const signature = signEd25519(pem, cosignedMessage(text, undefined as unknown as bigint));
    const line = signatureLine(key, joinBytes([timeBytes(2n ** 63n), signature]));
    expect(checkSignature(noteWith(line), key)).toBe('forged');
  });

  test('what an ML-DSA-44 cosignature is about must be a checkpoint and fit its length bytes', () => {
    const name = (length: number) => 'a'.repeat(length);
    expect(subtreeMessage('w', text, 1n)).toHaveLength(12 + 2 + 8 + 1 + LOG_NAME.length + 8 + 8 + 32);
    expect(subtreeMessage(name(255), text, 1n)).toBeDefined();
    for (const [signer, about] of [
      ['', text],
      [name(256), text],
      ['w', text.replace(LOG_NAME, name(256))],
      ['w', text.replace(LOG_NAME, '')],
      ['w', 'a'],
      ['w', 'a\n1\n'],
      ['w', text.replace('\n12\n', '\n012\n')],
      ['w', text.replace('AAAA', '')],
      ['w', text.replace('AAAA', 'A')],
      ['w', `\n${text}`],
    ] as const)
      expect(subtreeMessage(signer, about, 1n)).toBeUndefined();
  });

  test('times end before 2^63', () => {
    const bytes = (first: number, others: number) => new Uint8Array(72).fill(others).with(0, first);
    expect(cosignatureTime(bytes(0x7f, 0xff))).toBe(2n ** 63n - 1n);
    expect(cosignatureTime(bytes(0x80, 0))).toBeUndefined();
    expect(cosignatureTime(new Uint8Array(71))).toBeUndefined();
  });

  test('the same key as a log key has another id: one is never taken for the other', () => {
    const log = createSigner(new Uint8Array(32).fill(3), 'witness.example/w1');
    expect(parseVerifierKey(log.verifierKey).id).not.toBe(key.id);
    expect(checkSignature(noteWith(log.sign(text)), key)).toBe('absent');
  });
});
