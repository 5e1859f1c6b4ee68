import { DEFAULT_SETTINGS } from '@kinledger/kinship';
import type { FrequencyTable, Kit, KitLocus, MutationTable } from '@kinledger/profile';
import type { FiguresChangeView, FiguresReportView } from './figures.dto.ts';
import type { StandardEffectView } from './imports.dto.ts';
import { type AnsweredWith, effectOf, settingsWith, standardCases } from './standard-cases.ts';

type Differences = Pick<FiguresReportView, 'added' | 'removed' | 'changed' | 'changes'>;

/** Loci and rates that differ from those of the version before. */
export function rateDifferences(before: MutationTable | undefined, after: MutationTable): Differences {
  const text = (table: MutationTable | undefined, locus: string): string | undefined => {
    const rates = table?.loci[locus];
    return rates && `${rates.maternal} / ${rates.paternal}`;
  };
  return differences(Object.keys(before?.loci ?? {}), Object.keys(after.loci), (locus) => {
    const [old, now] = [text(before, locus)!, text(after, locus)!];
    return old === now ? undefined : { locus, before: old, after: now };
  });
}

/** Loci, and alleles of their ladders, that differ from those of the version before. */
export function kitDifferences(before: Kit | undefined, after: Kit): Differences {
  const [old, now] = [before?.loci ?? [], after.loci];
  const found = (loci: readonly KitLocus[], locus: string): KitLocus => loci.find((each) => each.locus === locus)!;
  const names = (loci: readonly KitLocus[]): string[] => loci.map(({ locus }) => locus);
  return differences(names(old), names(now), (locus) => {
    const [was, is] = [found(old, locus), found(now, locus)];
    const [here, there] = [onlyIn(was, is), onlyIn(is, was)];
    return here === '' && there === '' ? undefined : { locus, before: here || '-', after: there || '-' };
  });
}

/** What one side has at a locus and the other has not: dye, rungs of the ladder, further alleles in brackets. */
function onlyIn(one: KitLocus, other: KitLocus): string {
  return [
    ...(one.dye === other.dye ? [] : [one.dye]),
    ...one.ladder.filter((allele) => !other.ladder.includes(allele)),
    ...one.further.filter((allele) => !other.further.includes(allele)).map((allele) => `(${allele})`),
  ].join(' ');
}

function differences(
  before: readonly string[],
  after: readonly string[],
  changeAt: (locus: string) => FiguresChangeView | undefined,
): Differences {
  const changes = after.filter((locus) => before.includes(locus)).flatMap((locus) => changeAt(locus) ?? []);
  return {
    added: after.filter((locus) => !before.includes(locus)),
    removed: before.filter((locus) => !after.includes(locus)),
    changed: changes.map(({ locus }) => locus),
    changes,
  };
}

/** Studies of one locus differ by chance and by population, not by more than this. */
const UNUSUAL = 10;

/** Loci at which a rate lies far from that of every study that has one: most likely a slip of the decimal point. */
export function unusualRates({ loci }: MutationTable, studies: readonly MutationTable[]): string[] {
  const isFar = (rate: string, others: readonly string[]): boolean =>
    others.length > 0 &&
    others.map(Number).every((other) => Number(rate) > other * UNUSUAL || Number(rate) * UNUSUAL < other);
  return Object.entries(loci).flatMap(([locus, { maternal, paternal }]) => {
    const theirs = studies.flatMap((study) => study.loci[locus] ?? []);
    const far =
      isFar(
        maternal,
        theirs.map((each) => each.maternal),
      ) ||
      isFar(
        paternal,
        theirs.map((each) => each.paternal),
      );
    return far ? [locus] : [];
  });
}

/** The standard cases with the rates of the version before, or the defaults, and with these; each with its own table. */
export async function ratesEffect(
  tables: readonly FrequencyTable[],
  before: MutationTable | undefined,
  after: MutationTable,
): Promise<StandardEffectView | null> {
  const answered: StandardEffectView[] = [];
  for (const table of tables) {
    const old: AnsweredWith =
      before === undefined
        ? { label: 'defaults', digest: '', table, settings: DEFAULT_SETTINGS }
        : { label: before.id, digest: before.digest, table, settings: settingsWith(before) };
    const now = { label: after.id, digest: after.digest, table, settings: settingsWith(after) };
    const effect = await effectOf(standardCases([table]), old, now);
    if (effect !== null) answered.push(effect);
  }
  const [first] = answered;
  if (first === undefined) return null;
  return {
    ...first,
    cases: answered.flatMap(({ cases }) => cases),
    largestShift: String(Math.max(...answered.map(({ largestShift }) => Number(largestShift)))),
    otherVerdict: answered.reduce((sum, { otherVerdict }) => sum + otherVerdict, 0),
  };
}
