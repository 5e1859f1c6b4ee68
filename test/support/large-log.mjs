import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { leafHash, merkleRoot, signCheckpoint, tilePath } from '../../dist/libs/audit/src/index.js';

const WIDTH = 256;
const digest = (n) => createHash('sha256').update(String(n)).digest('hex');

/** The n-th event of a log that is only made to be read: as long as that of a confirmation, in canonical form. */
export function eventText(n) {
  const id = digest(n);
  return (
    `{"actor":"0198f000-0000-7000-8000-000000000001","at":"2026-03-01T10:20:30.123456Z","case":"0198f000-${id.slice(0, 4)}",` +
    `"facts":{"log10":"6.25","n":${n},"verdict":"supported"},"id":"${id.slice(0, 36)}","nonce":"${id.slice(0, 32)}",` +
    `"role":"caseworker","row":{"digest":"${id}","id":"0198f000-0000-7000-8000-000000000003","table":"confirmation"},` +
    `"type":"confirmation.signed","version":1}`
  );
}

/** Writes a whole log of `size` events into `folder` (C2SP tlog-tiles), without a database, as quickly as it goes. */
export function writeLog(folder, size, signer) {
  const leaves = [];
  for (let from = 0; from < size; from += WIDTH) {
    const entries = Array.from({ length: Math.min(WIDTH, size - from) }, (_, i) => Buffer.from(eventText(from + i)));
    write(folder, { level: 'entries', index: from / WIDTH, width: entries.length }, entries.flatMap(withLength));
    for (const entry of entries) leaves.push(leafHash(entry));
  }
  writeFileSync(join(folder, 'checkpoint'), signCheckpoint([signer], size, writeTiles(folder, 0, leaves)));
}

/** Writes the tiles of a level and of those above it; returns the root over all its hashes. */
function writeTiles(folder, level, hashes) {
  const above = [];
  for (let from = 0; from < hashes.length; from += WIDTH) {
    const tile = hashes.slice(from, from + WIDTH);
    write(folder, { level, index: from / WIDTH, width: tile.length }, tile);
    if (tile.length === WIDTH) above.push(merkleRoot(tile));
  }
  if (above.length > 0) writeTiles(folder, level + 1, above);
  return merkleRoot(hashes);
}

function write(folder, place, parts) {
  const path = join(folder, tilePath(place));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.concat(parts));
}

function withLength(entry) {
  return [Buffer.of(entry.length >> 8, entry.length & 255), entry];
}
