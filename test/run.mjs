import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWhatIsMissing } from '../apps/registry/build.mjs';

// npm test: builds what is missing, runs every spec, and says in its last line how it went
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function runJest(results) {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  // twice the processors: half of the time of many specs is waiting for other processes, browsers and locks
  const workers = `--maxWorkers=${Math.min(4, 2 * availableParallelism())}`;
  const args = [jest, workers, '--json', `--outputFile=${results}`, ...process.argv.slice(2)];
  // with --json jest prints the results to stdout as well: people read stderr
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** A suite that did not run at all counts as one failure, beside its tests. */
function count(results) {
  const said = JSON.parse(readFileSync(results, 'utf8'));
  const skipped = said.numPendingTests + said.numTodoTests;
  return { passed: said.numPassedTests, failed: said.numFailedTests + said.numRuntimeErrorTestSuites, skipped };
}

/** Specs that need no build run also when a build fails; the failed build counts as one failure. */
async function build() {
  try {
    await buildWhatIsMissing(root, (line) => console.error(line));
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'kinledger-results-'));
  const results = join(folder, 'results.json');
  const unbuilt = await build();
  let code = 1;
  let counted = { passed: 0, failed: 1, skipped: 0 };
  try {
    code = await runJest(results);
    counted = count(results);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const failed = counted.failed + unbuilt + (code !== 0 && counted.failed === 0 ? 1 : 0);
  process.exitCode = failed > 0 ? 1 : 0;
  const skipped = counted.skipped > 0 ? `, ${counted.skipped} skipped` : '';
  console.log(`${counted.passed} passed, ${failed} failed${skipped}`);
}

await run();
