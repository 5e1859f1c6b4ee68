import { testSigner } from '../../../test/support/audit-log.ts';
import { parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import {
  checkSignature,
  formatVerifierKey,
  ML_DSA_44,
  parseNote,
  parseVerifierKey,
  prepareKeys,
  signatureLine,
  subtreeMessage,
  TIMED_ML_DSA_LENGTH,
  verifierKey,
  writeNote,
} from './note.ts';
import { createMlDsaSigner } from './signer.ts';

const signed = signCheckpoint([testSigner()], 12, new Uint8Array(32));
const { text } = parseCheckpoint(signed).note;

// Stands first: the algorithm is not loaded yet.
test('nothing is judged by an ML-DSA-44 key until one was prepared, and a key of another kind prepares none', async () => {
  const empty = verifierKey('n', ML_DSA_44, new Uint8Array(1312));
  const judge = () =>
    checkSignature(parseNote(writeNote(text, [signatureLine(empty, new Uint8Array(TIMED_ML_DSA_LENGTH))])), empty);
  expect(parseVerifierKey(formatVerifierKey(empty))).toEqual(empty);
  expect(judge).toThrow(/was not loaded/);
  await prepareKeys([testSigner().verifierKey]);
  expect(judge).toThrow(/was not loaded/);
  await prepareKeys([testSigner().verifierKey, formatVerifierKey(empty)]);
  expect(judge()).toBe('forged');
});

test('a signature by ML-DSA-44 is valid over its own checkpoint, forged over another one or over no checkpoint', async () => {
  const signer = await createMlDsaSigner(new Uint8Array(32).fill(5), testSigner().name);
  const line = signer.sign(text);
  const judge = (about: string) =>
    checkSignature(parseNote(writeNote(about, [line])), parseVerifierKey(signer.verifierKey));
  expect(judge(text)).toBe('valid');
  expect(judge(text.replace('\n12\n', '\n13\n'))).toBe('forged');
  expect(subtreeMessage(signer.name, 'no checkpoint\n', 0n)).toBeUndefined();
  expect(judge('no checkpoint\n')).toBe('forged');
});
