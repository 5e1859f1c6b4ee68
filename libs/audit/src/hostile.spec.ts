import fc from 'fast-check';
import { testSigner } from '../../../test/support/audit-log.ts';
import { checkpointOf, logFolder, readerOf, sampleEntries } from '../../../test/support/log-folder.ts';
import { canonicalJson, eventBytes, isCanonicalJson } from './canonical.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import { formatVerifierKey, parseNote, parseSignatureLine, parseVerifierKey, verifierKey, writeNote } from './note.ts';
import { parsePolicy } from './policy.ts';
import { formatProof, type LogProof, parseProof } from './proof-text.ts';
import { createWitness } from './signer.ts';
import { bundleEntries, parseTilePath, tileHashes, withTiles } from './tiles.ts';
import { inclusionProof } from './tree.ts';
import { verifyLog } from './verify-log.ts';
import { verifyProof } from './verify-proof.ts';
import { parseAddCheckpoint } from './witness.ts';

// Whatever strangers hand in, a reader returns a value or throws AuditError, and a verifier returns a report.

const signer = testSigner();
const checkpoint = checkpointOf(logFolder(sampleEntries(3), signer));
const receipt = formatProof({ index: 1, hashes: [new Uint8Array(32)], checkpoint, extra: Buffer.from('{}') });
const samples = [
  checkpoint,
  receipt,
  signer.verifierKey,
  `{"log":[{"key":"${signer.verifierKey}"}]}`,
  'tile/0/x001/000.p/3',
  '',
];

/** A good text with something cut out and something put in, or any text at all. */
const hostile = fc.oneof(
  fc
    .record({
      text: fc.constantFrom(...samples),
      at: fc.nat(),
      cut: fc.nat(20),
      put: fc.string({ unit: 'binary', maxLength: 20 }),
    })
    .map(({ text, at, cut, put }) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + cut);
    }),
  fc.string({ unit: 'binary' }),
);

test.each<[string, (text: string) => unknown]>([
  ['note', parseNote],
  ['signature line', parseSignatureLine],
  ['verifier key', parseVerifierKey],
  ['checkpoint', parseCheckpoint],
  ['proof', parseProof],
  ['request to a witness', parseAddCheckpoint],
  ['policy', parsePolicy],
  ['path', parseTilePath],
  ['entry bundle', (text) => bundleEntries(Buffer.from(text), text.length % 4)],
  ['tile', (text) => tileHashes(Buffer.from(text), text.length % 4)],
  ['canonical text', (text) => canonicalJson(text)],
])('a %s that is anything', (_, read) => {
  fc.assert(
    fc.property(hostile, (text) => {
      try {
        read(text);
      } catch (error) {
        expect(error).toBeInstanceOf(AuditError);
      }
    }),
    { numRuns: 500, seed: 1 },
  );
});

test('bytes that are anything are canonical only if they are their own canonical form', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), hostile), (text) => {
      const bytes = Buffer.from(text);
      if (isCanonicalJson(bytes)) expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
    { numRuns: 500, seed: 1 },
  );
});

test('a verifier given anything returns a report, and never finds it right', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const trust = [signer.verifierKey];
      expect((await verifyProof(text, undefined, trust)).verified).toBe(false);
      const report = await verifyLog(async () => Buffer.from(text), { logKeys: trust });
      expect(report.verified).toBe(false);
    }),
    { numRuns: 300, seed: 1 },
  );
});

describe('what strangers are known to try is refused with a code', () => {
  const entries = sampleEntries(5);
  const folder = logFolder(entries, signer);
  const note = checkpointOf(folder);
  const key = (type: number) => formatVerifierKey(verifierKey('n', type as 1, new Uint8Array(32)));
  const proof = (lines: readonly string[]) => ['c2sp.org/tlog-proof@v1', ...lines, '', note].join('\n');
  const hash = Buffer.alloc(32).toString('base64');

  test.each<[string, string, () => unknown]>([
    ['a proof with a hash of 31 bytes', 'bad-proof', () => parseProof(proof(['index 1', hash.slice(4)]))],
    ['a proof with a hash of 33 bytes', 'bad-proof', () => parseProof(proof(['index 1', `AAAA${hash}`]))],
    ['a proof of 64 hashes', 'bad-proof', () => parseProof(proof(['index 1', ...Array(64).fill(hash)]))],
    ['an index of 2^53', 'bad-proof', () => parseProof(proof(['index 9007199254740992']))],
    ['an index of twenty digits', 'bad-proof', () => parseProof(proof(['index 18446744073709551615']))],
    ['an index with an exponent', 'bad-proof', () => parseProof(proof(['index 1e3']))],
    ['a size of 2^53', 'bad-checkpoint', () => parseCheckpoint(note.replace('\n5\n', '\n9007199254740992\n'))],
    ['the index line twice', 'bad-proof', () => parseProof(proof(['index 1', 'index 1']))],
    ['the line with the event twice', 'bad-proof', () => parseProof(proof(['extra e30=', 'extra e30=', 'index 1']))],
    ['the size line twice', 'bad-checkpoint', () => parseCheckpoint(note.replace('\n5\n', '\n5\n5\n'))],
    ['bytes behind a tile', 'bad-tile', () => tileHashes(new Uint8Array(65), 2)],
    ['bytes behind an entry bundle', 'bad-tile', () => bundleEntries(Uint8Array.of(0, 1, 65, 0), 1)],
    ['an entry too many in a bundle', 'bad-tile', () => bundleEntries(Uint8Array.of(0, 1, 65, 0, 1, 65), 1)],
    ['text behind a note', 'bad-note', () => parseNote(`${note}x`)],
    ['a key of an unknown algorithm', 'bad-key', () => parseVerifierKey(key(2))],
    ['a key of algorithm 255', 'bad-key', () => parseVerifierKey(key(255))],
    ['an event of 65,536 bytes', 'event-too-large', () => eventBytes('x'.repeat(65_536))],
    ['an event with a float', 'not-canonical', () => canonicalJson({ ratio: 6.25 })],
  ])('%s: %s', (_, code, act) => {
    expect(act).toThrow(expect.objectContaining({ name: 'AuditError', code }));
  });

  test.each<[string, (receipt: LogProof) => LogProof]>([
    ['an index beyond the log', (receipt) => ({ ...receipt, index: 5 })],
    ['the largest index there is', (receipt) => ({ ...receipt, index: 2 ** 53 - 1 })],
    ['a hash too few', (receipt) => ({ ...receipt, hashes: receipt.hashes.slice(1) })],
    ['a hash too many', (receipt) => ({ ...receipt, hashes: [...receipt.hashes, new Uint8Array(32)] })],
    ['a byte behind its event', (receipt) => ({ ...receipt, extra: Buffer.concat([entries[2]!, Buffer.of(10)]) })],
  ])('a receipt with %s is not in the log', async (_, change) => {
    const hashes = await withTiles(readerOf(folder), 5, (node) => inclusionProof(2, 5, node));
    const receipt = { index: 2, hashes, checkpoint: note, extra: entries[2]! };
    const trust = [signer.verifierKey];
    expect(await verifyProof(formatProof(receipt), undefined, trust)).toMatchObject({ verified: true });
    const report = await verifyProof(formatProof(change(receipt)), undefined, trust);
    expect(report).toMatchObject({ verified: false, fault: { code: 'proof' } });
  });

  test('a signature by an algorithm that nobody knows is no signature; the same cosignature twice is one', async () => {
    const { text } = parseNote(note);
    const unknown = Buffer.alloc(68).toString('base64');
    const stranger = writeNote(text, [`— ${signer.name} ${unknown}`]);
    const read = (checkpointText: string) => async (path: string) =>
      path === 'checkpoint' ? Buffer.from(checkpointText) : folder.get(path);
    const trust = { logKeys: [signer.verifierKey] };
    expect(await verifyLog(read(stranger), trust)).toMatchObject({ fault: { code: 'signature' } });
    const witness = createWitness(new Uint8Array(32).fill(8), 'w.example');
    const other = createWitness(new Uint8Array(32).fill(9), 'v.example');
    const twice = note + `${witness.cosign(text, 1_700_000_000)}\n`.repeat(2);
    const witnesses = [witness.verifierKey, other.verifierKey];
    expect(await verifyLog(read(twice), { ...trust, witnesses, quorum: 1 })).toMatchObject({ verified: true });
    expect(await verifyLog(read(twice), { ...trust, witnesses, quorum: 2 })).toMatchObject({
      fault: { code: 'witness' },
    });
  });
});
