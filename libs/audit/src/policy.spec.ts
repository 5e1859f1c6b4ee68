import { testSigner } from '../../../test/support/audit-log.ts';
import { checkpointOf, logFolder, readerOf, sampleEntries } from '../../../test/support/log-folder.ts';
import { parsePolicy } from './policy.ts';
import { formatProof } from './proof-text.ts';
import { createWitness } from './signer.ts';
import { withTiles } from './tiles.ts';
import { inclusionProof } from './tree.ts';
import { verifyLog } from './verify-log.ts';
import { verifyProof } from './verify-proof.ts';

const [old, next] = [testSigner(1), testSigner(2)];
const witness = createWitness(new Uint8Array(32).fill(31), 'w.example');
const entries = sampleEntries(30);
const policyText = (parts: object) => JSON.stringify({ log: [{ key: old.verifierKey }], ...parts });

// The log was signed with the old key below 20 leaves, with both from 20, with the new one alone from 25.
const rotation = parsePolicy(
  policyText({
    log: [
      { key: old.verifierKey, until: 25 },
      { key: next.verifierKey, from: 20 },
    ],
  }),
);
const faultAt = async (size: number, ...signers: Parameters<typeof logFolder>[1][]) =>
  (await verifyLog(readerOf(logFolder(entries.slice(0, size), ...signers)), rotation)).fault?.code;

test('each key is trusted for its own sizes of the log only', async () => {
  expect(await faultAt(19, old)).toBeUndefined();
  expect(await faultAt(19, next)).toBe('signature');
  expect(await faultAt(22, old, next)).toBeUndefined();
  expect(await faultAt(24, old)).toBeUndefined();
  expect(await faultAt(25, old)).toBe('signature');
  expect(await faultAt(30, next)).toBeUndefined();
});

test('old checkpoints are judged by the keys of their own time', async () => {
  const read = readerOf(logFolder(entries, next));
  const oldCheckpoint = checkpointOf(logFolder(entries.slice(0, 10), old));
  expect(await verifyLog(read, { ...rotation, old: [oldCheckpoint] })).toMatchObject({ verified: true });
  const stolen = checkpointOf(logFolder(entries.slice(0, 10), next));
  expect(await verifyLog(read, { ...rotation, old: [stolen] })).toMatchObject({ fault: { code: 'signature' } });
});

test('a receipt verifies for ever: each by the keys of its own time, whatever came after', async () => {
  const receipt = async (size: number, ...signers: Parameters<typeof logFolder>[1][]) => {
    const folder = logFolder(entries.slice(0, size), ...signers);
    const hashes = await withTiles(readerOf(folder), size, (node) => inclusionProof(3, size, node));
    return formatProof({ index: 3, hashes, checkpoint: checkpointOf(folder), extra: entries[3]! });
  };
  const { logKeys, ...trust } = rotation;
  const judged = async (text: string) => (await verifyProof(text, undefined, logKeys, trust)).fault?.code;
  expect(await judged(await receipt(10, old))).toBeUndefined();
  expect(await judged(await receipt(22, next, old))).toBeUndefined();
  expect(await judged(await receipt(30, next))).toBeUndefined();
  // Whoever steals the old key later can sign neither a larger log with it, nor an older one with the new.
  expect(await judged(await receipt(30, old))).toBe('signature');
  expect(await judged(await receipt(10, next))).toBe('signature');
});

test('a policy names keys, witnesses and a quorum; the quorum is all of them unless said otherwise', () => {
  expect(parsePolicy(policyText({}))).toEqual({
    logKeys: [{ key: old.verifierKey }],
    witnesses: [],
    quorum: 0,
    addresses: [],
  });
  expect(parsePolicy(policyText({ witnesses: [witness.verifierKey] })).quorum).toBe(1);
});

test('a witness may stand as its key alone, or with its address', () => {
  const url = 'https://witness.example/w';
  const asked = createWitness(new Uint8Array(32).fill(32), 'v.example').verifierKey;
  const policy = parsePolicy(policyText({ witnesses: [witness.verifierKey, { key: asked, url }], quorum: 2 }));
  expect(policy).toMatchObject({ witnesses: [witness.verifierKey, asked], addresses: [{ key: asked, url }] });
  expect(parsePolicy(policyText({ witnesses: [{ key: asked }] }))).toMatchObject({ witnesses: [asked], addresses: [] });
});

test.each<[string, string]>([
  ['no JSON', '{'],
  ['no object', 'null'],
  ['no list of keys', '{"log":{}}'],
  ['an empty list of keys', policyText({ log: [] })],
  ['an entry that is no object', policyText({ log: ['x'] })],
  ['an entry of null', policyText({ log: [null] })],
  ['a key that is none', policyText({ log: [{ key: 'x' }] })],
  ['a key that is no text', policyText({ log: [{ key: 7 }] })],
  ['a broken size', policyText({ log: [{ key: old.verifierKey, from: 1.5 }] })],
  ['a negative size', policyText({ log: [{ key: old.verifierKey, until: -1 }] })],
  ['witnesses that are no list', policyText({ witnesses: 'x' })],
  ['a witness that is none', policyText({ witnesses: ['x'] })],
  ['a witness of null', policyText({ witnesses: [null] })],
  ['a witness without a key', policyText({ witnesses: [{ url: 'https://witness.example' }] })],
  ['a witness at no address', policyText({ witnesses: [{ key: witness.verifierKey, url: 7 }] })],
  ['a witness at a file', policyText({ witnesses: [{ key: witness.verifierKey, url: 'file:///etc' }] })],
  ['a witness at half an address', policyText({ witnesses: [{ key: witness.verifierKey, url: 'witness.example' }] })],
  ['a witness twice', policyText({ witnesses: [witness.verifierKey, witness.verifierKey], quorum: 1 })],
  [
    'a witness under two names',
    policyText({
      witnesses: ['w.example', 'v.example'].map((name) => createWitness(new Uint8Array(32), name).verifierKey),
      quorum: 1,
    }),
  ],
  ['a log key as a witness', policyText({ witnesses: [old.verifierKey] })],
  ['a witness as a log key', policyText({ log: [{ key: witness.verifierKey }] })],
  ['a misspelt member', policyText({ quorom: 2 })],
  ['a misspelt bound', policyText({ log: [{ key: old.verifierKey, untill: 7 }] })],
  ['a list', '[]'],
  ['a quorum beyond the witnesses', policyText({ witnesses: [witness.verifierKey], quorum: 2 })],
  ['a quorum of none', policyText({ witnesses: [witness.verifierKey], quorum: 0 })],
  ['a quorum that is no number', policyText({ quorum: '1' })],
])('a policy file with %s is refused', (_, text) => {
  expect(() => parsePolicy(text)).toThrow(expect.objectContaining({ code: 'bad-key' }));
});
