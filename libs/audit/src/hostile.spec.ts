import fc from 'fast-check';
import { testSigner } from '../../../test/support/audit-log.ts';
import { checkpointOf, logFolder, sampleEntries } from '../../../test/support/log-folder.ts';
import { canonicalJson, isCanonicalJson } from './canonical.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { AuditError } from './errors.ts';
import { parseNote, parseSignatureLine, parseVerifierKey } from './note.ts';
import { parsePolicy } from './policy.ts';
import { formatProof, parseProof } from './proof-text.ts';
import { bundleEntries, parseTilePath, tileHashes } from './tiles.ts';
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
