import { canonicalJson } from '@kinledger/audit';
import { ENGINE_VERSION, type ParentageResult } from '@kinledger/kinship';
import type { Command } from 'commander';
import { type Bundle, findBundles, type Recomputation, recompute, verifyBundle } from './evidence.ts';
import type { EvidenceFacts } from './evidence-facts.ts';
import { readTrust, type TrustOptions, withTrustOptions } from './verify.ts';

interface RecomputeOptions extends TrustOptions {
  readonly json?: true;
}

/** A locus in both results; null where one of them has it not. */
interface LocusLine {
  readonly locus: string;
  readonly stored: string | null;
  readonly now: string | null;
}

/** What became of a bundle, as --json prints it. */
export type RecomputationLine =
  | {
      readonly file: string;
      readonly check: string;
      readonly same: boolean;
      readonly log10Stored: string | null;
      readonly log10Now: string | null;
      readonly engine: { readonly stored: string; readonly now: string };
      readonly loci: readonly LocusLine[];
      /** Parts of the result that differ. */
      readonly different: readonly string[];
    }
  | { readonly file: string; readonly same: false; readonly error: string };

/** `recompute BUNDLE...`: exit code 0 only when every bundle is what it says and every digit of its result comes out again. */
export function addRecomputeCommand(program: Command): void {
  const command = program
    .command('recompute')
    .description('Compute the likelihood ratios of evidence bundles again and compare every digit.')
    .argument('<bundle...>', 'evidence bundles, exports that hold many, or folders of them');
  withTrustOptions(command)
    .option('--json', 'one line of JSON for each bundle')
    .action(async (paths: readonly string[], options: RecomputeOptions) => {
      process.exitCode = (await recomputeAll(paths, options)) ? 0 : 1;
    });
}

async function recomputeAll(paths: readonly string[], options: RecomputeOptions): Promise<boolean> {
  let [count, different] = [0, 0];
  try {
    for (const bundle of findBundles(paths)) {
      const line = await lineOf(bundle, options);
      count += 1;
      if (!line.same) different += 1;
      if (options.json) console.log(JSON.stringify(line));
      else for (const text of textOf(line)) console.log(text);
    }
  } catch (error) {
    console.error(`NOT RECOMPUTED. ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
  if (!options.json) {
    console.log(`${count} recomputed, ${count - different} the same in every digit, ${different} not.`);
    const { logKeys } = readTrust(options);
    if (logKeys?.length === 0) console.log('Without a key of the log (--log-key, --policy) anyone can have made them.');
  }
  return different === 0;
}

async function lineOf({ name: file, bytes }: Bundle, options: RecomputeOptions): Promise<RecomputationLine> {
  try {
    const { fault, facts } = await verifyBundle(bytes, readTrust(options));
    if (facts === null) return { file, same: false, error: fault!.message };
    return { file, ...compare(facts, recompute(facts)) };
  } catch (error) {
    return { file, same: false, error: error instanceof Error ? error.message : String(error) };
  }
}

function compare({ checkId, result: stored, engine }: EvidenceFacts, { same, now }: Recomputation) {
  return {
    check: checkId,
    same,
    log10Stored: stored.combined.log10,
    log10Now: now.combined.log10,
    engine: { stored: engine.version, now: ENGINE_VERSION },
    loci: lociOf(stored, now),
    different: same ? [] : differences(stored, now),
  };
}

function lociOf(stored: ParentageResult, now: ParentageResult): readonly LocusLine[] {
  const ratio = (of: ParentageResult, locus: string): string | null =>
    of.loci.find((each) => each.locus === locus)?.ratio ?? null;
  const names = new Set([...stored.loci, ...now.loci].map(({ locus }) => locus));
  return [...names].map((locus) => ({ locus, stored: ratio(stored, locus), now: ratio(now, locus) }));
}

function differences(stored: ParentageResult, now: ParentageResult): readonly string[] {
  const text = (of: ParentageResult, part: string): string =>
    canonicalJson((of as unknown as Readonly<Record<string, unknown>>)[part] ?? null);
  const parts = new Set([...Object.keys(stored), ...Object.keys(now)]);
  return [...parts].filter((part) => text(stored, part) !== text(now, part));
}

function textOf(line: RecomputationLine): readonly string[] {
  if ('error' in line) return [`${line.file}: NOT RECOMPUTED. ${line.error}`];
  const row = (name: string, stored: string | null, now: string | null): string =>
    `  ${name.padEnd(16)} ${(stored ?? '-').padEnd(26)} ${(now ?? '-').padEnd(26)}${stored === now ? '' : ' DIFFERENT'}`.trimEnd();
  const { stored, now } = line.engine;
  return [
    `${line.file}: check ${line.check}`,
    `  ${''.padEnd(16)} ${'stored'.padEnd(26)} now`,
    `  ${'engine'.padEnd(16)} ${stored.padEnd(26)} ${now}`,
    ...line.loci.map((each) => row(each.locus, each.stored, each.now)),
    row('combined log10', line.log10Stored, line.log10Now),
    line.same ? '  SAME: every digit of the result.' : `  DIFFERENT: ${line.different.join(', ')}.`,
  ];
}
