import {
  type CmfFacts,
  type CmfSpecimen,
  cmfMisfit,
  isCmfLaboratory,
  isCmfUser,
  mappedForCmf,
} from '@kinledger/profile';
import type { PipeTransform } from '@nestjs/common';
import type { Actor } from '../access/actor.ts';
import { Problem } from '../problem.ts';

/** What to do with names and loci that a CODIS file has no room for. */
export const UNFIT = ['refuse', 'mapped'] as const;
export type Unfit = (typeof UNFIT)[number];

/** Limits of CODIS import files on names of specimens. */
export const CMF_NAME = { longest: 24, unfit: '[;|]' } as const;

/** A text of a query; an empty one, or two of them, are none. */
export const TEXT_OR_NONE: PipeTransform<unknown, string | undefined> = {
  transform: (value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined),
};

/** A sample with what a specimen needs beside it. */
export interface ExportedSample extends CmfSpecimen {
  /** Of the profile: a specimen whose name does not fit is called after it. */
  readonly profileId: string;
}

/** `2026-01-05T10:00:00`, as CODIS writes times. */
export function cmfTime(time: Date): string {
  return time.toISOString().slice(0, 19);
}

/** Whose profiles a CODIS file holds. */
export interface SourceLaboratory {
  readonly id: string;
  readonly name: string;
}

/** What was wished for in a CODIS file. */
export interface CmfWish {
  readonly unfit: Unfit;
  /** The code that the laboratory gave for itself. */
  readonly laboratory: string | undefined;
}

/**
 * What the head of a CODIS file says. The laboratory is called by the code that it gave, or by its name where that fits; a
 * name is never cut: where it does not fit, an id stands for it and a remark says for whom, or the export is refused.
 */
export function cmfFacts(actor: Actor, { id, name }: SourceLaboratory, wish: CmfWish, now: Date): CmfFacts {
  const given = wish.laboratory ?? name;
  const fits = isCmfLaboratory(given);
  if (!fits && (wish.unfit === 'refuse' || wish.laboratory !== undefined))
    throw needsCode(wish.laboratory !== undefined);
  const laboratory = fits ? given : `LAB-${id.slice(-6)}`;
  const at = cmfTime(now);
  return {
    destination: laboratory,
    sourceLaboratory: laboratory,
    submittedBy: isCmfUser(actor.name) ? actor.name : laboratory,
    submittedAt: at,
    readingBy: laboratory,
    readingAt: at,
    category: 'Other',
    ...(fits ? {} : { remark: `${laboratory} stands for: ${name}` }),
  };
}

/** The specimen under a name that fits, without loci that do not; both are told in its comment. */
export function mappedSpecimen({ profileId, ...specimen }: ExportedSample): CmfSpecimen {
  return { ...specimen, ...mappedForCmf(specimen, `KL-${profileId.replaceAll('-', '').slice(-20)}`) };
}

/** The loci of these that a CODIS file has no room for. */
export function unfitLoci(loci: readonly string[]): readonly string[] {
  return cmfMisfit({ sample: 'any', profile: Object.fromEntries(loci.map((locus) => [locus, ['1']])) }).loci;
}

/** Says what does not fit, and what else can be done. */
export function cmfUnfit(
  names: { readonly count: number; readonly some: readonly string[] },
  loci: readonly string[],
): Problem {
  const called = `${names.count} names (${names.some.join(', ')}${names.count > names.some.length ? ', …' : ''})`;
  const what = [...(names.count > 0 ? [called] : []), ...(loci.length > 0 ? [`the loci ${loci.join(', ')}`] : [])];
  const detail = `A CODIS file has no room for ${what.join(' and for ')}: names have at most 24 characters, no ; and no |. Export CSV or JSON; or ask with unfit=mapped for ids in place of such names and for these loci to be left out, both told in the specimens' comments.`;
  return new Problem(422, 'cmf-unfit', detail);
}

/** Left without any locus they would not be in the file at all. */
export function cmfEmpty(names: readonly string[]): Problem {
  const detail = `Nothing of some samples fits into a CODIS file (${names.join(', ')}): none of their loci is in its list. Export CSV or JSON.`;
  return new Problem(422, 'cmf-unfit', detail);
}

function needsCode(given: boolean): Problem {
  const what = given ? 'This code' : 'The name of the laboratory';
  const detail = `${what} does not fit into a CODIS file, which has room for 10 characters without ; and |; give the laboratory's code (ORI) as "laboratory", or ask with unfit=mapped for an id in its place.`;
  return new Problem(422, 'needs-laboratory-code', detail);
}
