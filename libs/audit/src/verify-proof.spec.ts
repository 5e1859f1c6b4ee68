import { testSigner } from '../../../test/support/audit-log.ts';
import { checkpointOf, logFolder, readerOf, sampleEntries } from '../../../test/support/log-folder.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import { mlDsaKey } from './ml-dsa.ts';
import { formatVerifierKey, ML_DSA_44, signatureLine, subtreeMessage, timeBytes, verifierKey } from './note.ts';
import { formatProof, isProofText, parseProof } from './proof-text.ts';
import { createMlDsaSigner, createWitness } from './signer.ts';
import { withTiles } from './tiles.ts';
import { inclusionProof } from './tree.ts';
import { verifyProof } from './verify-proof.ts';

const signer = testSigner();
const logKeys = [signer.verifierKey];
const entries = sampleEntries(300);
const folder = logFolder(entries, signer);
const checkpoint = checkpointOf(folder);

async function receiptOf(index: number, extra: Uint8Array | null = entries[index]!): Promise<string> {
  const hashes = await withTiles(readerOf(folder), 300, (node) => inclusionProof(index, 300, node));
  return formatProof({ index, hashes, checkpoint, ...(extra === null ? {} : { extra }) });
}

test('a receipt verifies alone and shows its event', async () => {
  for (const index of [0, 1, 255, 256, 298, 299]) {
    const report = await verifyProof(await receiptOf(index), undefined, logKeys);
    expect(report).toMatchObject({ verified: true, index, size: 300, fault: null });
    expect(Buffer.from(report.event!)).toEqual(entries[index]);
  }
});

test('a receipt without its event verifies beside it, and not beside another', async () => {
  const receipt = await receiptOf(7, null);
  expect(await verifyProof(receipt, entries[7], logKeys)).toMatchObject({ verified: true, index: 7 });
  expect(await verifyProof(receipt, entries[8], logKeys)).toMatchObject({
    verified: false,
    index: null,
    event: null,
    fault: { code: 'proof', index: 7 },
  });
  expect(await verifyProof(receipt, undefined, logKeys)).toMatchObject({ fault: { code: 'proof', index: 7 } });
});

test('the event that travels in a receipt is not believed', async () => {
  expect(await verifyProof(await receiptOf(7, entries[8]), undefined, logKeys)).toMatchObject({
    verified: false,
    event: null,
    fault: { code: 'proof', index: 7 },
  });
});

test('a receipt under another index, with a hash changed, or of another checkpoint is refused', async () => {
  const receipt = await receiptOf(7);
  const { hashes } = parseProof(receipt);
  const other = checkpointOf(logFolder(entries.slice(0, 299), signer));
  for (const wrong of [
    receipt.replace('index 7', 'index 6'),
    receipt.replace('index 7', 'index 300'),
    formatProof({ index: 7, hashes: hashes.slice(1), checkpoint, extra: entries[7]! }),
    formatProof({ index: 7, hashes: [hashes[1]!, hashes[0]!, ...hashes.slice(2)], checkpoint, extra: entries[7]! }),
    formatProof({ index: 7, hashes, checkpoint: other, extra: entries[7]! }),
  ]) {
    expect(await verifyProof(wrong, undefined, logKeys)).toMatchObject({ verified: false, fault: { code: 'proof' } });
  }
});

test('without a key the report says that anyone can have made the receipt; with a wrong one it fails', async () => {
  const bare = await verifyProof(await receiptOf(7), undefined, []);
  expect(bare).toMatchObject({ verified: true });
  expect(bare.unchecked[0]).toContain('anyone can have made this log');
  const wrong = await verifyProof(await receiptOf(7), undefined, [testSigner(2).verifierKey]);
  expect(wrong).toMatchObject({ verified: false, event: null, fault: { code: 'signature' } });
});

test('witnesses are asked for', async () => {
  const witness = createWitness(new Uint8Array(32).fill(8), 'w.example');
  const trust = { witnesses: [witness.verifierKey], quorum: 1 };
  const receipt = await receiptOf(7);
  expect(await verifyProof(receipt, undefined, logKeys, trust)).toMatchObject({ fault: { code: 'witness' } });
  const text = checkpoint.slice(0, checkpoint.indexOf('\n\n') + 1);
  const cosigned = `${receipt}${witness.cosign(text, 1_700_000_000)}\n`;
  expect(await verifyProof(cosigned, undefined, logKeys, trust)).toMatchObject({ verified: true });
});

describe('a receipt under two signatures of the log', () => {
  const seed = new Uint8Array(32).fill(9);
  const receipt = async () => {
    const second = await createMlDsaSigner(seed, signer.name);
    const { text } = parseCheckpoint(checkpoint).note;
    return { key: second.verifierKey, text: `${await receiptOf(7)}${second.sign(text)}\n` };
  };

  test('verifies by either key, and the report says which was checked', async () => {
    const { key, text } = await receipt();
    const both = await verifyProof(text, undefined, [...logKeys, key]);
    expect(both).toMatchObject({ verified: true });
    expect(both.checked.filter((line) => line.includes('is signed by key'))).toHaveLength(2);
    expect(both.unchecked.join()).not.toContain('ML-DSA-44');
    const first = await verifyProof(text, undefined, logKeys);
    expect(first).toMatchObject({ verified: true });
    expect(first.unchecked.join()).toContain('ML-DSA-44: its key was not given');
    const second = await verifyProof(text, undefined, [{ key, from: 300 }]);
    expect(second.checked.join()).toContain('(ML-DSA-44)');
    expect(second).toMatchObject({ verified: true });
  });

  test('does not verify when the second is missing, though its key is trusted for this size, or is forged', async () => {
    const { key, text } = await receipt();
    const keys = [...logKeys, key];
    const missing = await verifyProof(await receiptOf(7), undefined, keys);
    expect(missing).toMatchObject({ verified: false, fault: { code: 'signature' } });
    const later = await verifyProof(await receiptOf(7), undefined, [...logKeys, { key, from: 301 }]);
    expect(later).toMatchObject({ verified: true });
    const forged = text.replace(/.{8}\n$/, 'AAAAAAAA\n');
    expect(await verifyProof(forged, undefined, keys)).toMatchObject({ fault: { code: 'signature' } });
    const other = (await createMlDsaSigner(new Uint8Array(32), signer.name)).verifierKey;
    expect(await verifyProof(text, undefined, [...logKeys, other])).toMatchObject({ fault: { code: 'signature' } });
  });

  test('a witness may cosign with ML-DSA-44 as well, and its name is part of what it signs', async () => {
    const { text } = parseCheckpoint(checkpoint).note;
    const { key: vkey, line } = await mlDsaCosignature(text, 'w.example');
    const trust = { witnesses: [vkey], quorum: 1 };
    const cosigned = `${await receiptOf(7)}${line}\n`;
    expect(await verifyProof(cosigned, undefined, logKeys, trust)).toMatchObject({ verified: true });
    const renamed = (await mlDsaCosignature(text, 'v.example')).line.split(' ')[2]!;
    const stolen = Buffer.from(renamed, 'base64');
    Buffer.from(line.split(' ')[2]!, 'base64').copy(stolen, 0, 0, 4);
    const taken = `${await receiptOf(7)}— w.example ${stolen.toString('base64')}\n`;
    expect(await verifyProof(taken, undefined, logKeys, trust)).toMatchObject({ fault: { code: 'witness' } });
  });

  async function mlDsaCosignature(text: string, name: string): Promise<{ key: string; line: string }> {
    const { publicKey, sign } = await mlDsaKey(seed);
    const key = verifierKey(name, ML_DSA_44, publicKey);
    const signature = Buffer.concat([timeBytes(1_700_000_000n), sign(subtreeMessage(name, text, 1_700_000_000n)!)]);
    return { key: formatVerifierKey(key), line: signatureLine(key, signature) };
  }
});

test('an entry that is in the log but not canonical is a fault', async () => {
  const odd = logFolder([Buffer.from('{ }')], signer);
  const receipt = formatProof({ index: 0, hashes: [], checkpoint: checkpointOf(odd), extra: Buffer.from('{ }') });
  expect(await verifyProof(receipt, undefined, logKeys)).toMatchObject({ fault: { code: 'entry', index: 0 } });
});

describe('the text of a proof', () => {
  test('reads back as it was written, with and without extra data', async () => {
    for (const extra of [null, new Uint8Array(0), entries[7]!]) {
      const text = await receiptOf(7, extra);
      expect(isProofText(text)).toBe(true);
      expect(formatProof(parseProof(text))).toBe(text);
    }
  });

  test('may hold 63 hashes, as a tree of 2^63 leaves needs', () => {
    const hashes = Array.from({ length: 63 }, () => new Uint8Array(32));
    expect(parseProof(formatProof({ index: 0, hashes, checkpoint })).hashes).toHaveLength(63);
  });

  test.each<[string, (text: string) => string]>([
    ['no header', (text) => text.replace('c2sp.org', 'c2sp.example')],
    ['another version', (text) => text.replace('@v1', '@v2')],
    ['no checkpoint', (text) => text.slice(0, text.indexOf('\n\n'))],
    ['no index', (text) => text.replace('index 7\n', '')],
    ['an index with a leading zero', (text) => text.replace('index 7', 'index 07')],
    ['extra data that is no base64', (text) => text.replace('extra ', 'extra *')],
    ['extra data behind the index', (text) => text.replace(/(extra .*\n)(index .*\n)/, '$2$1')],
    ['a hash of 31 bytes', (text) => text.replace(/(index 7\n).*\n/, `$1${Buffer.alloc(31).toString('base64')}\n`)],
    ['a hash that is no base64', (text) => text.replace(/(index 7\n)/, '$1*\n')],
    ['64 hashes', (text) => text.replace(/(index 7\n)/, `$1${`${Buffer.alloc(32).toString('base64')}\n`.repeat(64)}`)],
    ['nothing', () => ''],
  ])('with %s is refused', async (_, change) => {
    const text = change(await receiptOf(7));
    expect(() => parseProof(text)).toThrow(AuditError);
    expect(await verifyProof(text, entries[7], logKeys)).toMatchObject({
      verified: false,
      fault: { code: 'unreadable' },
    });
  });
});
