import { createHash } from 'node:crypto';
import { type Allele, compareAlleles } from './allele.ts';
import { ProfileError } from './error.ts';
import { locusName } from './locus.ts';
import type { Profile } from './profile.ts';

export interface KitLocus {
  readonly locus: string;
  readonly dye: string;
  /** Alleles of the ladder, in order. */
  readonly ladder: readonly Allele[];
  /** Alleles without a place in the ladder that the maker's bins know: microvariants, and the next ones beyond its ends. */
  readonly further: readonly Allele[];
}

/** A typing kit: its loci in the order in which it prints them. `digest` identifies the figures. */
export interface Kit {
  readonly id: string;
  readonly title: string;
  readonly manufacturer: string;
  readonly source: string;
  readonly verified: string;
  /** Names of its panels in typing software. */
  readonly aliases: readonly string[];
  readonly digest: string;
  readonly loci: readonly KitLocus[];
}

const TEXTS = ['id', 'title', 'manufacturer', 'source', 'verified', 'digest'] as const;

/** Reads a kit in the shipped form. Refuses figures that do not match the digest in the file. */
export function readKit(json: unknown): Kit {
  if (!isObject(json)) throw badKit('it is not an object');
  for (const field of TEXTS) {
    if (typeof json[field] !== 'string' || json[field] === '') throw badKit(`"${field}" is missing`);
  }
  if (!isTexts(json.aliases)) throw badKit('"aliases" is no list of names');
  if (!Array.isArray(json.loci) || json.loci.length === 0) throw badKit('it has no loci');
  const loci = json.loci.map(readLocus);
  const kit = { ...(json as unknown as Kit), loci };
  if (new Set(loci.map(({ locus }) => locus)).size < loci.length) throw badKit('a locus stands twice');
  if (digestOf(loci) !== kit.digest) {
    throw new ProfileError(
      'table-changed',
      `The figures of kit ${kit.id} are not the ones that its digest stands for.`,
    );
  }
  return kit;
}

/** The text of a kit in the shipped form, with its digest; `readKit` reads it. Refuses what that would refuse. */
export function writeKit(kit: unknown): string {
  if (!isObject(kit)) throw badKit('it is not an object');
  if (!Array.isArray(kit.loci)) throw badKit('it has no loci');
  const { id, title, manufacturer, source, verified, aliases } = kit;
  const loci = kit.loci.map(readLocus);
  const whole = { id, title, manufacturer, source, verified, aliases, digest: digestOf(loci), loci };
  readKit(whole);
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function readLocus(json: unknown): KitLocus {
  if (!isObject(json) || typeof json.locus !== 'string' || typeof json.dye !== 'string')
    throw badKit('a locus is no locus');
  const { locus, dye, ladder, further } = json;
  if (locusName(locus) !== locus) throw badKit(`locus ${locus} is not written by our name`);
  if (!isTexts(ladder) || !isTexts(further) || ladder.length === 0) throw badKit(`locus ${locus} has no ladder`);
  for (const alleles of [ladder, further]) {
    const inOrder = alleles.every((allele, i) => i === 0 || compareAlleles(alleles[i - 1]!, allele) < 0);
    if (!inOrder) throw badKit(`the alleles of locus ${locus} are not in order`);
  }
  return { locus, dye, ladder, further };
}

/** SHA-256 of one line for each locus, in the order of the kit: name, dye, ladder, further alleles. */
function digestOf(loci: readonly KitLocus[]): string {
  const lines = loci.map(
    ({ locus, dye, ladder, further }) => `${locus} ${dye} ${ladder.join(',')} ${further.join(',')}\n`,
  );
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** The kit that a file means by its name or panel, whatever the case, signs and version behind it. */
export function findKit(kits: readonly Kit[], name: string): Kit | undefined {
  const wanted = plain(name);
  if (wanted === '') return undefined;
  const named = kits.find((kit) => [kit.id, kit.title, ...kit.aliases].some((alias) => plain(alias) === wanted));
  if (named !== undefined) return named;
  // Of two names that fit, such as PowerPlex Fusion and PowerPlex Fusion 6C, the longer is meant.
  const fitting = kits.filter(({ id, title }) => [id, title].some((text) => wanted.startsWith(plain(text))));
  return [...fitting].sort((a, b) => b.id.length - a.id.length)[0];
}

/** How a profile fits a kit. All lists hold loci. */
export interface KitFit {
  /** The kit types them, and the profile does not have them. */
  readonly missing: readonly string[];
  /** The profile has them, and the kit does not type them. */
  readonly foreign: readonly string[];
  /** An allele lies beyond the ends of the ladder. */
  readonly beyondLadder: readonly string[];
  /** An allele lies between the ends of the ladder and has no place in it nor among the known ones. */
  readonly unknownVariant: readonly string[];
}

export function kitFit(profile: Profile, kit: Kit): KitFit {
  const typed = Object.keys(profile);
  const ofKit = new Map(kit.loci.map((locus) => [locus.locus, locus]));
  const inKit = typed.filter((locus) => ofKit.has(locus));
  const having = (test: (allele: Allele, locus: KitLocus) => boolean): readonly string[] =>
    inKit.filter((locus) => profile[locus]!.some((allele) => test(allele, ofKit.get(locus)!)));
  return {
    missing: kit.loci.map(({ locus }) => locus).filter((locus) => profile[locus] === undefined),
    foreign: typed.filter((locus) => !ofKit.has(locus)),
    beyondLadder: having(isBeyond),
    unknownVariant: having(
      (allele, locus) => !isBeyond(allele, locus) && !locus.ladder.includes(allele) && !locus.further.includes(allele),
    ),
  };
}

function isBeyond(allele: Allele, { ladder }: KitLocus): boolean {
  return compareAlleles(allele, ladder[0]!) < 0 || compareAlleles(allele, ladder.at(-1)!) > 0;
}

function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badKit(what: string): ProfileError {
  return new ProfileError('bad-table', `The kit cannot be used: ${what}.`);
}
