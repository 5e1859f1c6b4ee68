import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePolicy, signCheckpoint } from '@kinledger/audit';
import { LOG_NAME, testSigner } from '../../../../test/support/audit-log.ts';
import { type Config, ConfigError } from '../config.ts';
import { appendCheckpoint, appendedCheckpoints, keepCheckpoint, lastCheckpoint } from './checkpoint-files.ts';
import { LogKey } from './log-key.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kinledger-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const configOf = (more: Partial<Config> = {}): Config =>
  ({ logOrigin: LOG_NAME, logKeyFile: join(folder, 'keys/log-key'), ...more }) as Config;
const note = (key: LogKey, size = 3) => signCheckpoint([key.signer, ...key.alsoSigning], size, new Uint8Array(32));
const refusal = async (config: Config, notes: readonly string[] = []): Promise<string> =>
  LogKey.open(config, notes).then(
    () => 'not refused',
    (error: unknown) => (error instanceof ConfigError ? error.message : String(error)),
  );

test('keys are made once, for their owner only, and then kept', async () => {
  const config = configOf({ logMlDsaKeyFile: join(folder, 'keys/second') });
  const key = await LogKey.open(config, []);
  const again = await LogKey.open(config, [note(key)]);
  expect([again.signer, ...again.alsoSigning].map(({ verifierKey }) => verifierKey)).toEqual(
    [key.signer, ...key.alsoSigning].map(({ verifierKey }) => verifierKey),
  );
  for (const file of ['log-key', 'second']) expect(statSync(join(folder, 'keys', file)).mode & 0o777).toBe(0o600);
});

test('a lost key is not replaced once it has signed, and another one or another name is refused', async () => {
  const signed = note(await LogKey.open(configOf(), []));
  const other = configOf({ logKeyFile: join(folder, 'other') });
  expect(await refusal(other, [signed])).toMatch(/LOG_KEY_FILE .* is missing/);
  expect(existsSync(other.logKeyFile)).toBe(false);
  await LogKey.open(other, []);
  expect(await refusal(other, [signed])).toContain('holds another key');
  expect(await refusal(configOf({ logOrigin: 'example.org/else' }), [signed])).toContain('LOG_ORIGIN');
});

test('while a key is replaced both sign, and afterwards the new one alone goes on', async () => {
  const old = configOf();
  const signedByOld = note(await LogKey.open(old, []));
  const next = configOf({ logKeyFile: join(folder, 'next') });
  await LogKey.open(next, []);
  const both = { ...next, logFormerKeyFile: old.logKeyFile };
  const key = await LogKey.open(both, [signedByOld]);
  const signedByBoth = note(key);
  expect([key.hasSigned(signedByOld), key.hasSigned(signedByBoth)]).toEqual([true, true]);
  const alone = await LogKey.open(next, [signedByBoth]);
  expect([alone.hasSigned(signedByOld), alone.hasSigned(signedByBoth)]).toEqual([false, true]);
  expect(await refusal(next, [signedByOld])).toContain('holds another key');
});

test('a former key that is lost, a key others can read, and a key of another kind are refused', async () => {
  const config = configOf();
  await LogKey.open(config, []);
  expect(await refusal(configOf({ logFormerKeyFile: join(folder, 'lost') }))).toContain('LOG_FORMER_KEY_FILE');
  expect(await refusal(configOf({ logMlDsaKeyFile: config.logKeyFile }))).toContain('LOG_ML_DSA_KEY_FILE');
  const open = join(folder, 'open');
  writeFileSync(open, 'x', { mode: 0o644 });
  expect(await refusal(configOf({ logKeyFile: open }))).toContain('can be read by others');
});

test('a policy that does not trust every key of this log is refused, and says which to add', async () => {
  const logPolicy = parsePolicy(JSON.stringify({ log: [{ key: testSigner().verifierKey }] }));
  const { signer } = await LogKey.open(configOf(), []);
  expect(await refusal(configOf({ logPolicy }))).toContain(signer.verifierKey);
  const ours = parsePolicy(JSON.stringify({ log: [{ key: signer.verifierKey }] }));
  expect(await refusal(configOf({ logPolicy: ours }))).toBe('not refused');
  const second = configOf({ logPolicy: ours, logMlDsaKeyFile: join(folder, 'second') });
  expect(await refusal(second)).toContain('LOG_POLICY_FILE');
});

test('the last checkpoint stands beside the key; all of them in their file, after a writer was killed too', async () => {
  const config = configOf();
  const key = await LogKey.open(config, []);
  expect(await lastCheckpoint(config)).toBeUndefined();
  for (const size of [3, 4]) await keepCheckpoint(config, note(key, size));
  expect(await lastCheckpoint(config)).toBe(note(key, 4));
  const file = join(folder, 'checkpoints');
  expect(await appendedCheckpoints(file)).toEqual([]);
  await appendCheckpoint(file, note(key, 3));
  writeFileSync(file, note(key, 4).slice(0, 70), { flag: 'a' });
  await appendCheckpoint(file, note(key, 5));
  expect(await appendedCheckpoints(file)).toEqual([note(key, 3), note(key, 5)]);
  await expect(appendedCheckpoints(folder)).rejects.toThrow();
});
