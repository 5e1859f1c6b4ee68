import { disclosureDigest, encodeDisclosure } from '@kinledger/audit';
import { profileText, type RowProblem, type Upload, type UploadedSample } from '@kinledger/profile';
import { v7 as newId } from 'uuid';
import { newSalt } from '../record.ts';
import { eachPatiently } from './patiently.ts';

export type RowStatus = 'accepted' | 'new-version' | 'unchanged' | 'refused' | 'skipped';

/** What is told about a sample, stored and shown; codes are those of libs/profile and `stands-already`. */
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
}

/**
 * Decides for each sample of an upload whether it is new, stands already or is refused. A sample that stands with other
 * alleles becomes a new version only when a reason is given: a correction is meant, never guessed.
 */
export async function decideFates(
  upload: Upload,
  standing: ReadonlyMap<string, Standing>,
  reason: string | undefined,
): Promise<readonly Fate[]> {
  const named = await eachPatiently(upload.samples, (sample) =>
    decideFate(sample, standing.get(sample.sample), reason),
  );
  const nameless = upload.problems.map((problem) => withoutProfile('refused', problem));
  const skipped = upload.skipped.map((row) => withoutProfile('skipped', row));
  return [...named, ...nameless, ...skipped].sort((a, b) => a.row - b.row);
}

function withoutProfile(status: 'refused' | 'skipped', problem: RowProblem): Fate {
  return { row: problem.row, sample: problem.sample ?? '', status, profileId: null, problems: [stored(problem)] };
}

function decideFate(uploaded: UploadedSample, standing: Standing | undefined, reason: string | undefined): Fate {
  const { row, sample, profile } = uploaded;
  if (profile === undefined) {
    return { row, sample, status: 'refused', profileId: null, problems: uploaded.problems.map(stored) };
  }
  const problems = uploaded.warnings.map(stored);
  const genotypes = profileText(profile);
  const version = { id: newId(), sample, ...committed(genotypes) };
  if (standing === undefined) {
    const created = { ...version, version: 1, supersedes: null, reason: null };
    return { row, sample, status: 'accepted', profileId: created.id, problems, created };
  }
  if (standing.genotypes === genotypes) return { row, sample, status: 'unchanged', profileId: standing.id, problems };
  if (reason === undefined) {
    const message = `Sample ${sample} stands already with other alleles; check which is right, and upload it with a reason to correct it.`;
    return { row, sample, status: 'refused', profileId: null, problems: [{ row, code: 'stands-already', message }] };
  }
  const created = { ...version, version: standing.version + 1, supersedes: standing.id, reason };
  return { row, sample, status: 'new-version', profileId: created.id, problems, created };
}

/**
 * Genotypes with a fresh salt and the digest of both (RFC 9901): once the salt is erased, nobody can find out by trying
 * what the digest stands for.
 */
export function committed(genotypes: string): Pick<NewVersion, 'genotypes' | 'salt' | 'digest'> {
  const salt = newSalt();
  return { genotypes, salt, digest: disclosureDigest(encodeDisclosure({ salt, name: 'genotypes', value: genotypes })) };
}

function stored({ row, locus, code, message }: RowProblem): StoredProblem {
  return { row, ...(locus === undefined ? {} : { locus }), code, message };
}
