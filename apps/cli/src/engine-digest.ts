import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the engine is made of, seen from the project's root. */
const SOURCES = ['libs/kinship/src', 'libs/profile/src'];

/**
 * SHA-256 over path, NUL, content, NUL of every source file of the engine that is not a test, sorted by path: the digest
 * that the service states with each result. `undefined` where the sources are not there.
 */
export function engineDigest(root: string): string | undefined {
  if (!SOURCES.every((folder) => existsSync(join(root, folder)))) return undefined;
  const hash = createHash('sha256');
  for (const folder of SOURCES) {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => each.endsWith('.ts') && !each.endsWith('.spec.ts')).sort()) {
      hash.update(`${folder}/${name}\0`);
      hash.update(readFileSync(join(root, folder, name)));
      hash.update('\0');
    }
  }
  return hash.digest('hex');
}
