import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { canonicalJson, createSigner, keyEvent, type LogSigner, parsePolicy } from '@kinledger/audit';
import { Command } from 'commander';
import { LOG_NAME, testSigner } from '../../../test/support/audit-log.ts';
import { type LogFolder, logFolder, sampleEntries } from '../../../test/support/log-folder.ts';
import { addKeyCommand } from './key.ts';
import { addVerifyCommand } from './verify.ts';

const [first, second] = [testSigner(1), testSigner(2)];
let temporary: string;
let printed: string[];

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'kinledger-key-'));
  const keep = (line: unknown): void => {
    printed.push(String(line));
  };
  jest.spyOn(console, 'log').mockImplementation(keep);
  jest.spyOn(console, 'error').mockImplementation(keep);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(temporary, { recursive: true });
  process.exitCode = 0;
});

async function run(...words: readonly string[]): Promise<number> {
  process.exitCode = 0;
  printed = [];
  const program = new Command().exitOverride();
  addKeyCommand(program);
  addVerifyCommand(program);
  await program.parseAsync(words, { from: 'user' });
  return Number(process.exitCode);
}

test('a new key can be read by its owner only, is shown by its public half, and is never overwritten', async () => {
  const file = join(temporary, 'keys/log-key');
  expect(await run('key', 'new', file, '--origin', LOG_NAME)).toBe(0);
  const [made] = printed;
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const pem = readFileSync(file, 'utf8');
  expect(made).toBe(createSigner(pem, LOG_NAME).verifierKey);
  expect(await run('key', 'show', file, '--origin', LOG_NAME)).toBe(0);
  expect(printed).toEqual([made]);
  expect(await run('key', 'new', file, '--origin', LOG_NAME)).toBe(1);
  expect(readFileSync(file, 'utf8')).toBe(pem);
});

test('a file that holds no key is refused without being shown', async () => {
  const file = join(temporary, 'other');
  writeFileSync(file, 'something private');
  expect(await run('key', 'show', file, '--origin', LOG_NAME)).toBe(1);
  expect(printed.join()).not.toContain('private');
});

describe('the policy of a log whose key was replaced', () => {
  const entry = (...said: Parameters<typeof keyEvent>) => Buffer.from(canonicalJson(keyEvent(...said)));
  const replaced = (by: LogSigner, next: LogSigner) => [
    ...sampleEntries(4),
    entry('key.rotated', next.verifierKey, by),
    ...sampleEntries(2),
    entry('key.retired', first.verifierKey, next),
    ...sampleEntries(1),
  ];
  const rotated = replaced(first, second);

  function store(folder: LogFolder): string {
    for (const [path, content] of folder) {
      const file = join(temporary, 'log', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return join(temporary, 'log');
  }

  test('comes from the log itself, and the log verifies by it', async () => {
    const log = store(logFolder(rotated, second));
    expect(await run('key', 'policy', log, '--log-key', first.verifierKey)).toBe(0);
    const file = join(temporary, 'policy.json');
    writeFileSync(file, printed.join('\n'));
    expect(parsePolicy(readFileSync(file, 'utf8')).logKeys).toEqual([
      { key: first.verifierKey, until: 8 },
      { key: second.verifierKey, from: 5 },
    ]);
    expect(await run('verify', log, '--policy', file)).toBe(0);
    expect(await run('verify', log, '--log-key', first.verifierKey)).toBe(1);
  });

  test('is not written for a log that does not verify', async () => {
    expect(await run('key', 'policy', store(logFolder(rotated, first)), '--log-key', first.verifierKey)).toBe(1);
    expect(printed.join()).toContain('does not verify');
    expect(await run('key', 'policy', store(logFolder(rotated, second)), '--log-key', second.verifierKey)).toBe(0);
    expect(printed.join()).toContain('Leaf 4 speaks of a key');
  });

  test('knows nothing of a key that somebody put in who has none of its keys', async () => {
    const thief = testSigner(9);
    expect(
      await run('key', 'policy', store(logFolder(replaced(thief, thief), thief)), '--log-key', first.verifierKey),
    ).toBe(1);
    expect(printed.join()).toMatch(/Leaf 4 speaks of a key, but no key of this log.*does not verify/);
    const entries = [...sampleEntries(2), entry('key.rotated', thief.verifierKey, thief), ...rotated];
    expect(await run('key', 'policy', store(logFolder(entries, second)), '--log-key', first.verifierKey)).toBe(0);
    expect(printed.join()).toMatch(/Leaf 2 speaks of a key/);
    expect(printed.join()).not.toContain(thief.verifierKey);
  });
});
