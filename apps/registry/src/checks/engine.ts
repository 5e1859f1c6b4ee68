import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINE_VERSION } from '@kinledger/kinship';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../config.ts';

/** Which engine answered: its version and the SHA-256 over its source files, as anybody with a checkout can compute it. */
@Injectable()
export class Engine {
  readonly version = ENGINE_VERSION;
  readonly digest: string;

  constructor(@Inject(Config) config: Config) {
    this.digest = sourceDigest(config.root, ['libs/kinship/src', 'libs/profile/src']);
  }
}

/** SHA-256 over path, NUL, content, NUL of every source file that is not a test, sorted by path. */
export function sourceDigest(root: string, folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => each.endsWith('.ts') && !each.endsWith('.spec.ts')).sort()) {
      hash
        .update(`${folder}/${name}\0`)
        .update(readFileSync(join(root, folder, name)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}
