import { createHmac } from 'node:crypto';
import type { Profile, UploadedSample } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Candidate, TwinsStore } from './twins.store.ts';

/** Somebody else's sample that shows the same genotypes. `sample` is absent when another laboratory holds it. */
export interface Twin {
  readonly sample?: string;
  readonly shared: number;
  readonly elimination: boolean;
}

/** Fewer shared loci prove nothing: relatives and strangers share a few genotypes by chance. */
const LEAST_SHARED = 8;

/** Loci that nearly every kit has had for thirty years: profiles by different kits meet there. */
const PANEL = ['D3S1358', 'vWA', 'D8S1179', 'D21S11', 'D18S51', 'FGA'];

/** Genotypes that came earlier in the same file, by their fingerprints. Grows no further than its limit. */
export class Seen {
  private readonly first = new Map<string, { readonly sample: string; readonly profile: Profile }>();

  constructor(private readonly most = 100_000) {}

  /** The first sample with these genotypes that is not this one; remembers this one when it is the first. */
  twinOf(sample: string, profile: Profile, fingerprint: string): Twin | undefined {
    const found = this.first.get(fingerprint);
    if (found === undefined) {
      if (this.first.size < this.most) this.first.set(fingerprint, { sample, profile });
      return undefined;
    }
    const shared = sharedIfEqual(profile, found.profile);
    return shared === undefined || found.sample === sample
      ? undefined
      : { sample: found.sample, shared, elimination: false };
  }
}

/** Finds samples that show the same genotypes as samples that come in: twins, double registrations, swaps. */
@Injectable()
export class Twins {
  private key: Promise<Buffer> | undefined;
  /** They are asked for twice: when a sample is judged and when it is stored. */
  private readonly known = new WeakMap<Profile, Buffer>();

  constructor(private readonly store: TwinsStore) {}

  /**
   * Lets nobody else judge or store profiles like these until `tx` ends; to be called once in it, before they are judged.
   * Without it two laboratories that bring one person at the same moment would not hear of each other.
   */
  async lock(tx: EntityManager, profiles: readonly (Profile | undefined)[]): Promise<void> {
    const fingerprints: Buffer[] = [];
    for (const profile of profiles) {
      const fingerprint = profile === undefined ? undefined : await this.fingerprint(profile);
      if (fingerprint !== undefined) fingerprints.push(fingerprint);
    }
    await this.store.lock(tx, fingerprints);
  }

  /** Twins that a stored profile has by now, as `laboratoryId` may hear of them; undefined may hear of all. */
  async ofStored(laboratoryId: string | undefined, id: string, profile: Profile): Promise<readonly Twin[]> {
    const found = await this.store.like(id);
    return found.flatMap((candidate) => twin(laboratoryId ?? candidate.laboratoryId, profile, candidate));
  }

  /** Twins of these samples, by sample. The samples themselves, in older versions, are none. */
  async of(
    tx: EntityManager,
    laboratoryId: string,
    samples: readonly UploadedSample[],
    seen: Seen,
  ): Promise<ReadonlyMap<string, readonly Twin[]>> {
    const asked: { readonly sample: string; readonly profile: Profile; readonly fingerprint: Buffer }[] = [];
    for (const { sample, profile } of samples) {
      const fingerprint = profile === undefined ? undefined : await this.fingerprint(profile);
      if (fingerprint !== undefined) asked.push({ sample, profile: profile!, fingerprint });
    }
    const candidates = await this.store.candidates(
      tx,
      asked.map(({ fingerprint }) => fingerprint),
    );
    const found = new Map<string, readonly Twin[]>();
    for (const [place, { sample, profile, fingerprint }] of asked.entries()) {
      const stored = (candidates.get(place) ?? []).flatMap((candidate) => {
        if (candidate.laboratoryId === laboratoryId && candidate.sample === sample) return [];
        return twin(laboratoryId, profile, candidate);
      });
      const before = seen.twinOf(sample, profile, fingerprint.toString('latin1'));
      const earlier = before === undefined || stored.some((other) => other.sample === before.sample) ? [] : [before];
      const all = [...earlier, ...stored].slice(0, 5);
      if (all.length > 0) found.set(sample, all);
    }
    return found;
  }

  /** Lets these versions be found by others that come later. */
  async keep(
    tx: EntityManager,
    versions: readonly { readonly id: string; readonly profile: Profile }[],
  ): Promise<void> {
    const rows: { readonly id: string; readonly fingerprint: Buffer }[] = [];
    for (const { id, profile } of versions) {
      const fingerprint = this.known.get(profile) ?? (await this.fingerprint(profile));
      if (fingerprint !== undefined) rows.push({ id, fingerprint });
    }
    await this.store.insert(tx, rows);
  }

  private async fingerprint(profile: Profile): Promise<Buffer | undefined> {
    const text = fingerprintText(profile);
    if (text === undefined) return undefined;
    this.key ??= this.store.key();
    const key = await this.key.catch((error: unknown) => {
      this.key = undefined;
      throw error;
    });
    const fingerprint = createHmac('sha256', key).update(text).digest().subarray(0, 16);
    this.known.set(profile, fingerprint);
    return fingerprint;
  }
}

function twin(laboratoryId: string, profile: Profile, candidate: Candidate): Twin[] {
  const shared = sharedIfEqual(profile, JSON.parse(candidate.genotypes) as Profile);
  if (shared === undefined) return [];
  const { sample, elimination } = candidate;
  return [{ ...(candidate.laboratoryId === laboratoryId ? { sample } : {}), shared, elimination }];
}

/** What equal persons have in common, whatever kit they were typed with; undefined when too little was typed to tell. */
export function fingerprintText(profile: Profile): string | undefined {
  const loci = Object.keys(profile);
  if (loci.length < LEAST_SHARED) return undefined;
  const panel = PANEL.every((locus) => profile[locus] !== undefined) ? PANEL : loci.sort();
  return panel.map((locus) => `${locus} ${form(profile, locus)}`).join('\n');
}

/** At how many loci two profiles are equal, when they are equal at every locus they share and share enough of them. */
export function sharedIfEqual(a: Profile, b: Profile): number | undefined {
  let shared = 0;
  for (const locus in a) {
    if (b[locus] === undefined || locus === 'AMEL') continue;
    if (form(a, locus) !== form(b, locus)) return undefined;
    shared += 1;
  }
  return shared >= LEAST_SHARED ? shared : undefined;
}

/** One allele seen equals two equal ones: some programs write homozygotes so. */
function form(profile: Profile, locus: string): string {
  const genotype = profile[locus]!;
  return genotype.length === 2 && genotype[0] === genotype[1] ? genotype[0]! : genotype.join('/');
}
