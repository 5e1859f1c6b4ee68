import { hash } from 'node:crypto';
import {
  type CollectedSamples,
  type LocusStatuses,
  type Profile,
  profileText,
  type RowProblem,
  type UploadedSample,
} from '@kinledger/profile';
import { v7 as newId } from 'uuid';
import { newSalt } from '../record.ts';
import type { Category } from './categories.ts';
import { eachPatiently } from './patiently.ts';
import { BUILT_IN_RULES, judge, type QualityRules } from './rules.ts';
import type { Twin } from './twins.ts';

export type RowStatus = 'accepted' | 'new-version' | 'unchanged' | 'refused' | 'skipped';

/** What is told about a sample, stored and shown; codes are those of libs/profile, of the rules, and `stands-already`. */
export interface StoredProblem {
  readonly row: number;
  readonly locus?: string;
  readonly code: string;
  readonly message: string;
}

/** The version of a sample's profile that stands now. */
export interface Standing {
  readonly id: string;
  readonly version: number;
  readonly genotypes: string;
}

/** A version that is to be stored. */
export interface NewVersion {
  readonly id: string;
  readonly sample: string;
  readonly version: number;
  readonly genotypes: string;
  /** Canonical JSON of the statuses of its loci. */
  readonly statuses: string;
  readonly digest: string;
  readonly supersedes: string | null;
  readonly reason: string | null;
  readonly salt: string;
}

/** What becomes of one sample of an upload. */
export interface Fate {
  readonly row: number;
  readonly sample: string;
  readonly status: RowStatus;
  readonly profileId: string | null;
  readonly problems: readonly StoredProblem[];
  readonly created?: NewVersion;
  /** The genotypes of `created`. */
  readonly profile?: Profile;
}

/** By what a readable sample is judged, beside itself. */
export interface Judging {
  readonly rules: QualityRules;
  readonly twins: ReadonlyMap<string, readonly Twin[]>;
  /** What the laboratory says that the persons are. */
  readonly category?: Category | undefined;
}

const BY_ITSELF: Judging = { rules: BUILT_IN_RULES, twins: new Map() };

/**
 * Decides for each sample of an upload whether it is new, stands already or is refused. A sample that stands with other
 * alleles becomes a new version only when a reason is given: a correction is meant, never guessed.
 */
export async function decideFates(
  upload: CollectedSamples,
  standing: ReadonlyMap<string, Standing>,
  reason: string | undefined,
  judging: Judging = BY_ITSELF,
): Promise<readonly Fate[]> {
  const named = await eachPatiently(upload.samples, (sample) =>
    decideFate(sample, standing.get(sample.sample), reason, judging),
  );
  const nameless = upload.problems.map((problem) => withoutProfile('refused', problem));
  const skipped = upload.skipped.map((row) => withoutProfile('skipped', row));
  return [...named, ...nameless, ...skipped].sort((a, b) => a.row - b.row);
}

/** Whether the sample would become a version if nothing spoke against it. */
export function isNews({ sample, profile }: UploadedSample, standing: ReadonlyMap<string, Standing>): boolean {
  const before = standing.get(sample);
  return profile !== undefined && (before === undefined || before.genotypes !== profileText(profile));
}

function withoutProfile(status: 'refused' | 'skipped', problem: RowProblem): Fate {
  return { row: problem.row, sample: problem.sample ?? '', status, profileId: null, problems: [stored(problem)] };
}

function decideFate(
  uploaded: UploadedSample,
  standing: Standing | undefined,
  reason: string | undefined,
  { rules, twins, category }: Judging,
): Fate {
  const { row, sample, profile } = uploaded;
  const refused = (problems: readonly StoredProblem[]): Fate => ({
    row,
    sample,
    status: 'refused',
    profileId: null,
    problems,
  });
  if (profile === undefined) return refused(uploaded.problems.map(stored));
  const genotypes = profileText(profile);
  if (standing?.genotypes === genotypes) {
    const problems = uploaded.warnings.map(stored);
    return { row, sample, status: 'unchanged', profileId: standing.id, problems };
  }
  if (standing !== undefined && reason === undefined) {
    const message = `Sample ${sample} stands already with other alleles; check which is right, and upload it with a reason to correct it.`;
    return refused([{ row, code: 'stands-already', message }]);
  }
  const judged = judge(uploaded, twins.get(sample) ?? [], rules, category);
  if (judged.refused.length > 0) return refused(judged.refused);
  const made = { id: newId(), sample, statuses: statusesText(uploaded.statuses), ...committed(genotypes) };
  const created: NewVersion =
    standing === undefined
      ? { ...made, version: 1, supersedes: null, reason: null }
      : { ...made, version: standing.version + 1, supersedes: standing.id, reason: reason! };
  const status = standing === undefined ? 'accepted' : 'new-version';
  return { row, sample, status, profileId: created.id, problems: judged.told, created, profile };
}

/** The one text of statuses that is stored: the loci in code unit order. */
export function statusesText(statuses: LocusStatuses): string {
  return JSON.stringify(Object.fromEntries(Object.entries(statuses).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/**
 * Genotypes with a fresh salt and the digest of both (RFC 9901): once the salt is erased, nobody can find out by trying
 * what the digest stands for. Written out here, because `encodeDisclosure` reads and writes every value once more, which is
 * a tenth of the work on a large file: requires canonical JSON. PostgreSQL refuses a profile with another digest.
 */
export function committed(genotypes: string): Pick<NewVersion, 'genotypes' | 'salt' | 'digest'> {
  const salt = newSalt();
  const disclosure = Buffer.from(`["${salt}","genotypes",${genotypes}]`).toString('base64url');
  return { genotypes, salt, digest: hash('sha256', disclosure, 'base64url') };
}

function stored({ row, locus, code, message }: RowProblem): StoredProblem {
  return { row, ...(locus === undefined ? {} : { locus }), code, message };
}
