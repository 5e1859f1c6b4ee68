import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// plain JavaScript, so that it can say what is missing before anything is built
const NEEDED = [20, 19];
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function isOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1]);
}

async function start() {
  if (isOldNode()) {
    throw new Error(`Kinledger needs Node.js ${NEEDED.join('.')} or newer; this is ${process.versions.node}.`);
  }
  const { buildWhatIsMissing } = await import('./build.mjs');
  const quit = () => process.exit(1);
  process.on('SIGTERM', quit).on('SIGINT', quit);
  await buildWhatIsMissing(root, (line) => console.log(line));
  process.off('SIGTERM', quit).off('SIGINT', quit);
  // in this process: the service itself receives signals and sets the exit code
  await import(pathToFileURL(join(root, 'dist', 'apps', 'registry', 'src', 'main.js')).href);
}

start().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
