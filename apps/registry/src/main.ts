import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from './config.ts';
import { endWith } from './process.ts';

/** dist/apps/registry/src/main.js lies four folders below the root. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');

/** Wrong settings are refused before the service is loaded, which takes a second or two. */
async function start(): Promise<void> {
  const config = readConfig(process.env, ROOT);
  const { serve } = await import('./serve.ts');
  await serve(config);
}

start().catch(endWith);
