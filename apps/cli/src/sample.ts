import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSamples, parseCheckpoint, type SampleFinding } from '@kinledger/audit';
import type { Command } from 'commander';
import { readTrust, type TrustOptions, verifyFolder, withTrustOptions } from './verify.ts';

/** `sample DIR`: exit code 0 only when the log verifies and every sample drawn in it is the one that had to come out. */
export function addSampleCommand(program: Command): void {
  const command = program
    .command('sample')
    .description('Draw every random sample that a log announces again, from a copy of the log alone.')
    .argument('<folder>', 'a log folder as `mirror` writes it');
  withTrustOptions(command)
    .option('--json', 'one line of JSON for each sample')
    .action(async (folder: string, options: TrustOptions & { readonly json?: true }) => {
      process.exitCode = (await sample(folder, options)) ? 0 : 1;
    });
}

async function sample(folder: string, options: TrustOptions & { readonly json?: true }): Promise<boolean> {
  try {
    const { fault } = await verifyFolder(folder, readTrust(options), { old: [] });
    if (fault !== null) throw new Error(`The log itself is wrong: ${fault.message}`);
    const { size } = parseCheckpoint(readFileSync(join(folder, 'checkpoint'), 'utf8'));
    const findings = await checkSamples(async (path) => readFileSync(join(folder, path)), size);
    for (const finding of findings) console.log(options.json ? JSON.stringify(finding) : textOf(finding));
    if (findings.length === 0 && !options.json) console.log('No sample was announced in this log.');
    return findings.every((finding) => finding.fault === null);
  } catch (error) {
    console.error(`NOT CHECKED. ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

function textOf({ announcement, announcedAt, size, of, drawnAt, leaves, fault }: SampleFinding): string {
  const head = `Sample ${announcement}, announced at leaf ${announcedAt}: ${size} of ${of} confirmations`;
  if (fault !== null) return `${head}. WRONG: ${fault}`;
  if (drawnAt === null) return `${head}, never drawn. Ask why: who announces often can choose.`;
  return `${head}, drawn at leaf ${drawnAt}, the one that had to come out:\n${leaves.map((leaf) => `  leaf ${leaf}`).join('\n')}`;
}
