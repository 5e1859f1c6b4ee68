import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type MirrorFolder, mirrorLog, type ReadFile } from '@kinledger/audit';
import type { Command } from 'commander';

/** `mirror URL DIR`: an offline copy of a running log, checked as it is made; run again, it fetches only what is new. */
export function addMirrorCommand(program: Command): void {
  program
    .command('mirror')
    .description('Copy a running audit log into a folder that `verify` can check; repeat to follow the log.')
    .argument('<url>', 'address of the service, such as http://localhost:3000, or of its /log')
    .argument('<folder>', 'where the copy is kept')
    .action(async (url: string, folder: string) => {
      try {
        const { origin, from, to, files } = await mirrorLog(remoteLog(url), localFolder(folder));
        console.log(`${origin}: ${to} leaves, ${to - from} of them new, ${files} files fetched into ${folder}.`);
      } catch (error) {
        console.error(`NOT MIRRORED. ${error instanceof Error ? error.message : String(error)}`);
        process.exitCode = 1;
      }
    });
}

function remoteLog(url: string): ReadFile {
  const base = url.replace(/\/+$/, '').replace(/\/log$/, '');
  return async (path) => {
    const response = await fetch(`${base}/log/${path}`);
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`${base}/log/${path} answered ${response.status}.`);
    return new Uint8Array(await response.arrayBuffer());
  };
}

function localFolder(folder: string): MirrorFolder {
  return {
    read: async (path) => {
      const file = join(folder, path);
      return existsSync(file) ? readFileSync(file) : undefined;
    },
    write: async (path, content) => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, content);
      renameSync(`${file}.new`, file);
    },
  };
}
