import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type MirrorFolder, mirrorLog, mirrorTimestamps, type ReadFile } from '@kinledger/audit';
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
        const [remote, local] = [remoteLog(url), localFolder(folder)];
        const { origin, from, to, files } = await mirrorLog(remote, local);
        const stamps = await mirrorTimestamps(remote, local, to);
        console.log(`${origin}: ${to} leaves, ${to - from} of them new, ${files} files fetched into ${folder}.`);
        if (stamps > 0) console.log(`${stamps} new time stamps of others.`);
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
