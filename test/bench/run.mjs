import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWhatIsMissing } from '../../apps/registry/build.mjs';

// npm run bench: every benchmark of this folder, one after the other, so that none disturbs another
const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, '..', '..');
await buildWhatIsMissing(root, (line) => console.error(line));
const wanted = process.argv.slice(2);
for (const name of readdirSync(folder).filter((file) => /^[a-z-]+\.mjs$/.test(file) && file !== 'run.mjs')) {
  if (wanted.length > 0 && !wanted.includes(name.replace('.mjs', ''))) continue;
  console.log(`\n# ${name.replace('.mjs', '')}`);
  const { status } = spawnSync(process.execPath, [join(folder, name)], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
