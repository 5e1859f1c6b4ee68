import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { canonicalJson, drawSample, leafHash, merkleRoot, sampleCommitment, sampleSeed } from '@kinledger/audit';
import { Command } from 'commander';
import { testSigner } from '../../../test/support/audit-log.ts';
import { logFolder } from '../../../test/support/log-folder.ts';
import { addSampleCommand } from './sample.ts';

const signer = testSigner();
const NONCE = 'a nonce of this test';
let temporary: string;
let printed: string[];

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'kinledger-sample-'));
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
  addSampleCommand(program);
  await program.parseAsync(['sample', temporary, ...words], { from: 'user' });
  return Number(process.exitCode);
}
const entry = (event: Readonly<Record<string, unknown>>): Buffer => Buffer.from(canonicalJson(event));
const confirmations = Array.from({ length: 20 }, (_, n) => entry({ n, type: 'confirmation.confirmed' }));
const announced = [
  ...confirmations,
  entry({ id: 'one', type: 'sample.announced', facts: { commitment: sampleCommitment(NONCE), size: 3 } }),
];
const seed = sampleSeed(merkleRoot(announced.map(leafHash)), 'one', NONCE);
const right = drawSample(seed, [...confirmations.keys()], 3);
const drawing = (leaves: readonly number[]): Buffer =>
  entry({ id: 'two', type: 'sample.drawn', facts: { announcement: 'one', nonce: NONCE, seed, leaves: [...leaves] } });
function write(entries: readonly Buffer[]): void {
  for (const [path, content] of logFolder(entries, signer)) {
    mkdirSync(dirname(join(temporary, path)), { recursive: true });
    writeFileSync(join(temporary, path), content);
  }
}

test('a sample that had to come out: exit 0, and its leaves', async () => {
  write([...announced, drawing(right)]);
  expect(await run('--log-key', signer.verifierKey)).toBe(0);
  expect(printed.join('\n')).toContain(`3 of 20 confirmations, drawn at leaf 21`);
  for (const leaf of right) expect(printed.join('\n')).toContain(`  leaf ${leaf}`);
  expect(await run('--json')).toBe(0);
  expect(JSON.parse(printed[0]!)).toMatchObject({ announcement: 'one', leaves: [...right], fault: null });
});

test('a sample that somebody chose: exit 1', async () => {
  write([...announced, drawing([0, 1, 2])]);
  expect(await run()).toBe(1);
  expect(printed.at(-1)).toContain('WRONG: It is not the sample that its seed draws.');
});

test('what was announced and not drawn, or that nothing was, is said', async () => {
  write(announced);
  expect(await run()).toBe(0);
  expect(printed.at(-1)).toContain('never drawn');
  rmSync(join(temporary, 'tile'), { recursive: true });
  write(confirmations);
  expect(await run()).toBe(0);
  expect(printed).toEqual(['No sample was announced in this log.']);
});

test('a log that does not verify, or is none: exit 1', async () => {
  expect(await run()).toBe(1);
  write([...announced, drawing(right)]);
  expect(await run('--log-key', testSigner(2).verifierKey)).toBe(1);
  expect(printed.at(-1)).toContain('NOT CHECKED. The log itself is wrong');
});
