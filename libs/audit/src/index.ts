export { appendEvent, appendEvents, appendRow } from './append.store.ts';
export { canonicalJson, isCanonicalJson, MAX_EVENT_BYTES } from './canonical.ts';
export { type Checkpoint, checkpointText, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
export { checkpointRecord, largestCheckpoint, recordedCheckpoints } from './checkpoint-record.ts';
export { eraseDisclosures, readDisclosures, storeDisclosures } from './disclosure.store.ts';
export {
  type Commitment,
  commit,
  type Disclosure,
  disclosureDigest,
  encodeDisclosure,
  isDisclosed,
} from './disclosure.ts';
export { AuditError, type AuditErrorCode } from './errors.ts';
export { type AuditEvent, type Chance, EVENT_VERSION, type EventFacts } from './event.ts';
export { evidenceOf } from './evidence.store.ts';
export {
  EVIDENCE_FORMAT,
  type EvidenceFiles,
  type EvidenceManifest,
  type EvidenceReport,
  MANIFEST,
  type ProvedEvent,
  verifyEvidence,
} from './evidence.ts';
export { emptyRoot, leafHash, nodeHash, sha256Hex } from './hash.ts';
export {
  addCosignature,
  assertLogContinues,
  eventProof,
  findEvent,
  latestCheckpoint,
  leafIndexes,
  listEvents,
  readTile,
  type Sql,
  type StoredEvent,
  sealedSize,
} from './log.ts';
export { type MirrorFolder, type MirrorResult, mirrorLog } from './mirror.ts';
export { mlDsaPem } from './ml-dsa.ts';
export {
  checkSignature,
  formatVerifierKey,
  type Note,
  type NoteSignature,
  parseNote,
  parseVerifierKey,
  prepareKeys,
  type VerifierKey,
} from './note.ts';
export { type Policy, parsePolicy, type WitnessAddress } from './policy.ts';
export { formatProof, isProofText, type LogProof, parseProof } from './proof-text.ts';
export type { Fault, FaultCode, Report, Trust, TrustedKey } from './report.ts';
export { type RestoredLog, restoreLog } from './restore.store.ts';
export { type LogKeys, recordKeys } from './rotation.store.ts';
export { type KeyEvent, type KeysOverTime, keyEvent, keysOverTime, readKeyEvents } from './rotation.ts';
export { factName, type RowFacts, rowDigest, rowText } from './row.ts';
export { type DrawnSample, drawFromLog, findDrawing } from './sample.store.ts';
export {
  checkSamples,
  drawSample,
  SAMPLE_ANNOUNCED,
  SAMPLE_DRAWN,
  SAMPLED,
  type SampleFinding,
  sampleCommitment,
  sampleSeed,
} from './sample.ts';
export { type SealOptions, type SealResult, sealPending } from './sealing.ts';
export { createMlDsaSigner, createSigner, createWitness, type LogSigner, type WitnessSigner } from './signer.ts';
export { allTiles, type ReadFile, type TilePlace, tileHashes, tilePath, withTiles } from './tiles.ts';
export {
  readCertificates,
  TIMESTAMP_NONCE_BYTES,
  type Timestamp,
  timestampRequest,
  verifyTimestamp,
} from './timestamp.ts';
export { mirrorTimestamps } from './timestamp-folder.ts';
export {
  consistencyProof,
  inclusionProof,
  merkleRoot,
  type NodeReader,
  rootAt,
  verifyConsistency,
  verifyInclusion,
} from './tree.ts';
export { type VerifyLogOptions, verifyLog } from './verify-log.ts';
export { type ProofReport, verifyProof } from './verify-proof.ts';
export {
  type AddCheckpoint,
  addCheckpointRequest,
  answerAddCheckpoint,
  askWitness,
  parseAddCheckpoint,
  type SendToWitness,
  type WatchedLog,
  type WitnessAnswer,
  type WitnessVerdict,
} from './witness.ts';
