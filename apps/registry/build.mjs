import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** What is built, from which sources, by which installed tool. */
const PARTS = [
  {
    name: 'service',
    sources: ['apps/registry', 'apps/cli', 'libs', 'database', 'tsconfig.json', 'nest-cli.json'],
    result: 'dist/apps/registry/src/main.js',
    tool: ['node_modules/@nestjs/cli/bin/nest.js', 'build', 'registry'],
  },
  {
    name: 'pages',
    sources: ['apps/console', 'libs'],
    result: 'dist/console/index.html',
    tool: ['node_modules/vite/bin/vite.js', 'build', 'apps/console'],
  },
];

/**
 * Builds the parts whose sources are newer than their result, in child processes, which give their memory back. An
 * installation without the build tools runs what it was given. Throws with the tool's own words when a build fails.
 */
export async function buildWhatIsMissing(root, say) {
  const stale = PARTS.filter((part) => isStale(root, part));
  if (stale.length === 0) return;
  say(`Building ${stale.map(({ name }) => name).join(' and ')} ...`);
  const ended = await Promise.all(stale.map((part) => runTool(root, part)));
  const failures = ended.filter((failure) => failure !== undefined);
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

function isStale(root, { sources, result, tool }) {
  const built = statSync(join(root, result), { throwIfNoEntry: false });
  if (!built) return true;
  if (!existsSync(join(root, tool[0]))) return false;
  return sources.some((source) => newest(join(root, source)) > built.mtimeMs);
}

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return /\.spec\.ts$/.test(path) ? 0 : stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

/** Returns what went wrong, or undefined. The tool ends with this process. */
function runTool(root, { name, tool, result }) {
  const env = { ...process.env, NO_COLOR: '1' };
  const child = spawn(process.execPath, tool, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`The ${name} did not build: ${error.message}`));
    child.once('close', (code) => {
      process.off('exit', end);
      if (code === 0) return resolve(undefined);
      if (existsSync(join(root, result))) utimesSync(join(root, result), 0, 0); // a half result is not taken for a new one
      resolve(`The ${name} did not build:\n${said}`);
    });
  });
}
