import { generateKeyPairSync } from 'node:crypto';
import { createSigner, formatProof, inclusionProof, leafHash, merkleRoot, signCheckpoint } from '@kinledger/audit';
import { treePathOf, withOneByteChanged } from './tree-path.ts';

const PEM = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const signer = createSigner(PEM, 'log.example/a');
const entry = (index: number) =>
  new TextEncoder().encode(`{"n":${index},"text":"an entry that is long enough to change"}`);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function receipt(index: number, size: number): { readonly text: string; readonly root: string } {
  const leaves = Array.from({ length: size }, (_, i) => leafHash(entry(i)));
  const node = (height: number, place: number) =>
    merkleRoot(leaves.slice(place * 2 ** height, (place + 1) * 2 ** height));
  const root = merkleRoot(leaves);
  const checkpoint = signCheckpoint([signer], size, root);
  const hashes = inclusionProof(index, size, node);
  return { text: formatProof({ index, hashes, checkpoint, extra: entry(index) }), root: hex(root) };
}

test('the way of every leaf of every small log leads to its root', () => {
  for (let size = 1; size <= 20; size++) {
    for (let index = 0; index < size; index++) {
      const { text, root } = receipt(index, size);
      const path = treePathOf(text);
      expect([size, index, path?.computed, path?.signed]).toEqual([size, index, root, root]);
      expect(path?.leaf).toBe(hex(leafHash(entry(index))));
    }
  }
});

test('one changed byte leads elsewhere, and every hash on the way changes', () => {
  const { text } = receipt(5, 13);
  const [path, changed] = [treePathOf(text), treePathOf(withOneByteChanged(text))];
  expect(changed?.signed).toBe(path?.signed);
  expect(changed?.computed).not.toBe(path?.computed);
  expect(changed?.steps.every(({ hash }, i) => hash !== path?.steps[i]?.hash)).toBe(true);
});

test('a text that is no receipt, and a way that is too long, have no path', () => {
  expect(treePathOf('nothing')).toBeNull();
  const { text } = receipt(2, 4);
  expect(treePathOf(text.replace('index 2\n', `index 2\n${'A'.repeat(43)}=\n`))).toBeNull();
});
