import { join } from 'node:path';
import { engineDigest } from '../apps/cli/src/engine-digest.ts';
import { Engine } from '../apps/registry/src/checks/engine.ts';
import type { Config } from '../apps/registry/src/config.ts';

test('a validation report and the service state the same digest of the same engine', () => {
  const root = join(__dirname, '..');
  const digest = engineDigest(root);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(new Engine({ root } as Config).digest).toBe(digest);
  expect(engineDigest(__dirname)).toBeUndefined();
});
