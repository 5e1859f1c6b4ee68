import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  canonicalJson,
  type EvidenceReport,
  MANIFEST,
  type Report,
  sha256Hex,
  type Trust,
  verifyEvidence,
} from '@kinledger/audit';
import { type ParentageResult, type Participant, parentage, readSettings } from '@kinledger/kinship';
import { parseProfile } from '@kinledger/profile';
import { EvidenceError, type EvidenceFacts, type EvidencePerson, ratesPath, readFacts } from './evidence-facts.ts';
import { BUNDLE_LIMITS, isZip, readZip } from './zip.ts';

/** A bundle as it was found: a ZIP file, or one of many within a ZIP file. */
export interface Bundle {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface BundleReport extends Report {
  /** What the bundle is about; null when there is a fault. */
  readonly facts: EvidenceFacts | null;
}

/** An export holds the bundles of a page of confirmations. */
const EXPORT_LIMITS = { files: 1000, bytes: 512 * 2 ** 20 };

/** The bundles under these paths: bundles themselves, exports that hold many, folders of either. Sorted by name in folders. */
export function* findBundles(paths: readonly string[]): Generator<Bundle> {
  for (const path of paths) {
    const found = statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => name.endsWith('.zip'))
          .sort()
          .map((name) => join(path, name))
      : [path];
    if (found.length === 0) throw new Error(`${path} holds no bundle (*.zip).`);
    for (const file of found) yield* bundlesOf(basename(file), readFileSync(file));
  }
}

/** An export has bundles in the place of a bundle's own files. */
function* bundlesOf(name: string, bytes: Uint8Array): Generator<Bundle> {
  const inner = filesOf(bytes).filter(([path]) => path.endsWith('.zip'));
  if (inner.length === 0) yield { name, bytes };
  for (const [path, content] of inner) yield { name: `${name}: ${path}`, bytes: content };
}

/** None of an archive that cannot be read: the reading of it as a bundle says why. */
function filesOf(bytes: Uint8Array): readonly (readonly [string, Uint8Array])[] {
  try {
    return [...readZip(bytes, EXPORT_LIMITS)];
  } catch {
    return [];
  }
}

/** Checks everything that a bundle can show without the service: the log, the rows, and whether they fit together. */
export async function verifyBundle(bytes: Uint8Array, trust: Trust): Promise<BundleReport> {
  const files = readZip(bytes, BUNDLE_LIMITS);
  const report = await verifyEvidence(files, trust);
  if (!report.verified) return { ...report, facts: null };
  const checked = [...report.checked];
  try {
    const facts = readFacts(report.manifest!.subject, report.events, files, checked);
    return { ...report, checked, unchecked: [...report.unchecked, ...leftOut(report, facts)], facts };
  } catch (error) {
    const index = error instanceof EvidenceError ? error.leafIndex : null;
    const message = error instanceof Error ? error.message : String(error);
    return { ...report, verified: false, checked, fault: { code: 'row', index, message }, facts: null };
  }
}

function leftOut({ others }: EvidenceReport, { table, rates }: EvidenceFacts): readonly string[] {
  const files = [`tables/${table.id}.json`, ...(rates === null ? [] : [ratesPath(rates.id)])];
  const known = [MANIFEST, 'README.txt', 'signed-content.json', ...files];
  const strange = others.filter((path) => !known.includes(path));
  return [
    'Whether the likelihood ratios were computed rightly: `kinledger recompute` does them again.',
    ...(strange.length === 0 ? [] : [`Files that are no part of a bundle: ${strange.join(', ')}.`]),
  ];
}

/** The stored result and the same question answered now. */
export interface Recomputation {
  readonly same: boolean;
  readonly now: ParentageResult;
}

/** Answers the question of a bundle again, with this engine, and compares every digit. */
export function recompute({ inputs, genotypes, table, resultDigest }: EvidenceFacts): Recomputation {
  const participant = ({ code, sex, profileId }: EvidencePerson): Participant => ({
    code,
    sex,
    profile: parseProfile(JSON.parse(genotypes.get(profileId)!)),
  });
  const now = parentage({
    question: inputs.question,
    child: participant(inputs.child),
    parent: participant(inputs.parent),
    ...(inputs.otherParent ? { otherParent: participant(inputs.otherParent) } : {}),
    table,
    settings: readSettings(inputs.settings),
  });
  return { same: sha256Hex(canonicalJson(now)) === resultDigest, now };
}

/** True of a file that looks like a bundle rather than a receipt. */
export const isBundle = (path: string): boolean =>
  existsSync(path) && statSync(path).isFile() && isZip(readFileSync(path));
