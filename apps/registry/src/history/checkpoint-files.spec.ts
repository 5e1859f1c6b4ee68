import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { keepCheckpoint, lastCheckpoint } from './checkpoint-files.ts';

test('of several processes that keep a checkpoint at once, one has its own there, whole', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kinledger-checkpoints-'));
  const config = { logKeyFile: join(folder, 'log-key') } as Config;
  const checkpoints = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000 + i));
  await Promise.all(checkpoints.map((each) => keepCheckpoint(config, each)));
  expect(checkpoints).toContain(await lastCheckpoint(config));
  expect(readdirSync(folder)).toEqual(['checkpoint']);
  rmSync(folder, { recursive: true });
});
