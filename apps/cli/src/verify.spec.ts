import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createWitness, formatProof, inclusionProof, withTiles } from '@kinledger/audit';
import { Command } from 'commander';
import { testSigner } from '../../../test/support/audit-log.ts';
import { checkpointOf, type LogFolder, logFolder, readerOf, sampleEntries } from '../../../test/support/log-folder.ts';
import { addMirrorCommand } from './mirror.ts';
import { addVerifyCommand } from './verify.ts';

const signer = testSigner();
const entries = sampleEntries(300);
const logOf = (size: number, of: readonly Uint8Array[] = entries) => logFolder(of.slice(0, size), signer);
let temporary: string;
let printed: string[];

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'kinledger-verify-'));
  printed = [];
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

/** Runs the command and returns its exit code; what it printed is in `printed`. */
async function run(...words: readonly string[]): Promise<number> {
  process.exitCode = 0;
  printed = [];
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addVerifyCommand(program);
  addMirrorCommand(program);
  await program.parseAsync(words, { from: 'user' });
  return Number(process.exitCode);
}
function store(folder: LogFolder, name = 'log'): string {
  for (const [path, content] of folder) write(join(name, path), content);
  return join(temporary, name);
}
function write(path: string, content: string | Uint8Array): string {
  const file = join(temporary, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}
async function receiptOf(index: number): Promise<string> {
  const log = logOf(300);
  const hashes = await withTiles(readerOf(log), 300, (node) => inclusionProof(index, 300, node));
  return formatProof({ index, hashes, checkpoint: checkpointOf(log), extra: entries[index]! });
}

describe('verify', () => {
  test('a log that is right: exit 0, and the words say what was checked', async () => {
    expect(await run('verify', store(logOf(300)), '--log-key', signer.verifierKey)).toBe(0);
    expect(printed.join('\n')).toMatch(/checked +The checkpoint of .* is signed by.*not checked.*\nVERIFIED/s);
  });

  test('without a key: exit 0, but it is said that nobody vouches for the log', async () => {
    expect(await run('verify', store(logOf(300)))).toBe(0);
    expect(printed.join('\n')).toContain('no key of the log was given');
    expect(printed.at(-1)).toMatch(/^VERIFIED against itself only/);
    expect(await run('verify', store(logOf(300)), '--strict')).toBe(1);
  });

  test('a changed entry: exit 1 and its index', async () => {
    const log = logOf(300).set(
      'tile/entries/001.p/44',
      logOf(300, entries.with(270, Buffer.from('{}'))).get('tile/entries/001.p/44')!,
    );
    expect(await run('verify', store(log))).toBe(1);
    expect(printed.at(-1)).toContain('NOT VERIFIED at leaf 270');
  });

  test('another key, a missing witness, an old checkpoint of another history: exit 1', async () => {
    const folder = store(logOf(300));
    const old = write('old', checkpointOf(logOf(200, entries.with(5, Buffer.from('{}')))));
    expect(await run('verify', folder, '--log-key', testSigner(2).verifierKey)).toBe(1);
    expect(
      await run('verify', folder, '--witness', createWitness(new Uint8Array(32), 'w').verifierKey, '--quorum', '1'),
    ).toBe(1);
    expect(await run('verify', folder, '--old', old)).toBe(1);
    expect(printed.at(-1)).toContain('old checkpoint of 200 leaves');
    expect(await run('verify', folder, '--log-key', 'nonsense')).toBe(1);
  });

  test('a policy file says whom to trust; keys on the command line add to it', async () => {
    const folder = store(logOf(300));
    const policy = write('policy.json', JSON.stringify({ log: [{ key: signer.verifierKey, until: 301 }] }));
    const outdated = write('outdated.json', JSON.stringify({ log: [{ key: signer.verifierKey, until: 300 }] }));
    expect(await run('verify', folder, '--policy', policy)).toBe(0);
    expect(await run('verify', folder, '--policy', outdated)).toBe(1);
    expect(await run('verify', folder, '--policy', outdated, '--log-key', signer.verifierKey)).toBe(0);
    expect(await run('verify', folder, '--policy', write('bad.json', '{'))).toBe(1);
  });

  test('a receipt verifies alone, shows its event, and serves as an old checkpoint', async () => {
    const receipt = write('7.tlog-proof', await receiptOf(7));
    expect(await run('verify', receipt, '--log-key', signer.verifierKey)).toBe(0);
    expect(printed[0]).toBe(`${entries[7]}`);
    expect(await run('verify', store(logOf(300)), '--old', receipt)).toBe(0);
    expect(await run('verify', store(logOf(299), 'cut'), '--old', receipt)).toBe(1);
    expect(printed.at(-1)).toContain('NOT VERIFIED at leaf 299');
    expect(await run('verify', receipt, '--old', receipt)).toBe(1);
  });

  test('a receipt of something else: exit 1', async () => {
    const receipt = write('7.tlog-proof', (await receiptOf(7)).replace('index 7', 'index 8'));
    expect(await run('verify', receipt)).toBe(1);
    expect(printed.at(-1)).toContain('NOT VERIFIED at leaf 8');
  });

  test('a database that is not named, or does not answer: exit 1', async () => {
    const { DATABASE_URL } = process.env;
    delete process.env.DATABASE_URL;
    try {
      expect(await run('verify', store(logOf(300)), '--reconcile')).toBe(1);
      expect(printed.at(-1)).toContain('set DATABASE_URL');
      expect(await run('verify', store(logOf(300)), '--reconcile', 'postgres://127.0.0.1:1/none')).toBe(1);
    } finally {
      if (DATABASE_URL !== undefined) process.env.DATABASE_URL = DATABASE_URL;
    }
  });

  test('a file that is neither, or is not there: exit 1', async () => {
    expect(await run('verify', write('x', 'x'))).toBe(1);
    expect(await run('verify', join(temporary, 'nothing'))).toBe(1);
    expect(await run('verify', temporary)).toBe(1);
    await expect(run('verify', temporary, '--quorum', 'two')).rejects.toThrow('whole number');
  });
});

describe('mirror', () => {
  let log: LogFolder;
  let server: Server;
  let url: string;
  beforeEach(async () => {
    server = createServer((request, response) => {
      const content = log.get(request.url!.replace(/^\/log\//, ''));
      response.writeHead(content ? 200 : 404).end(content);
    });
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('copies a running log, follows it, and what it copied verifies', async () => {
    const copy = join(temporary, 'copy');
    for (const [size, address] of [
      [200, `${url}/log/`],
      [300, url],
    ] as const) {
      log = logOf(size);
      expect(await run('mirror', address, copy)).toBe(0);
      expect(await run('verify', copy, '--log-key', signer.verifierKey)).toBe(0);
    }
    expect(printed.join('\n')).toContain('every old checkpoint given, of 200 leaves');
  });

  test('a log that was rewritten: exit 1, and the copy still is the one that was right', async () => {
    const copy = join(temporary, 'copy');
    log = logOf(200);
    expect(await run('mirror', url, copy)).toBe(0);
    log = logOf(300, entries.with(5, Buffer.from('{}')));
    expect(await run('mirror', url, copy)).toBe(1);
    expect(printed.at(-1)).toContain('NOT MIRRORED');
    expect(await run('verify', copy)).toBe(0);
    server.closeAllConnections();
    server.close();
    expect(await run('mirror', url, copy)).toBe(1);
  });
});
