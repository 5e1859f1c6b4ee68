import fc from 'fast-check';
import { LOG_NAME, testSigner } from '../../../test/support/audit-log.ts';
import { checkpointOf, type LogFolder, logFolder, readerOf, sampleEntries } from '../../../test/support/log-folder.ts';
import { parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { createSigner, createWitness, type LogSigner } from './signer.ts';
import { type VerifyLogOptions, verifyLog } from './verify-log.ts';

/** Random changes of a log that must all be found; KINLEDGER_MUTATIONS=10000 for the long run. */
const MUTATIONS = Number(process.env.KINLEDGER_MUTATIONS ?? 1000);
jest.setTimeout(600_000);

const signer = testSigner();
const logKeys = [signer.verifierKey];
const entries = sampleEntries(600);
const folderOf = (of: readonly Uint8Array[] = entries, by: LogSigner = signer): LogFolder => logFolder(of, by);
const verify = (folder: LogFolder, options: VerifyLogOptions = { logKeys }) => verifyLog(readerOf(folder), options);
const oldOf = (size: number): string => checkpointOf(folderOf(entries.slice(0, size)));

/** Changes a file of the folder. */
function edit(folder: LogFolder, path: string, change: (content: Buffer) => Uint8Array | undefined): LogFolder {
  const changed = change(Buffer.from(folder.get(path)!));
  if (changed) folder.set(path, changed);
  else folder.delete(path);
  return folder;
}
/** The log with other entry bundles but the old tiles and checkpoint: what a change of stored events leads to. */
function withEntries(changed: readonly Uint8Array[]): LogFolder {
  const folder = folderOf();
  for (const [path, content] of folderOf(changed)) if (path.startsWith('tile/entries/')) folder.set(path, content);
  return folder;
}

test.each([0, 1, 2, 255, 256, 257, 511, 512, 600])('a log of %i entries verifies', async (size) => {
  const report = await verify(folderOf(entries.slice(0, size)));
  expect(report).toMatchObject({ verified: true, size, origin: LOG_NAME, fault: null });
});

test('a log of 66,000 entries verifies, with tiles of three levels, and continues its old checkpoints', async () => {
  const many = sampleEntries(66_000);
  const old = [1, 256, 257, 65_536, 65_999].map((size) => checkpointOf(folderOf(many.slice(0, size))));
  const report = await verify(folderOf(many), { logKeys, old });
  expect(report).toMatchObject({ verified: true, size: 66_000 });
  expect(report.checked.join('\n')).toContain('261 tiles');
  expect(report.checked.join('\n')).toContain('of 1, 256, 257, 65536, 65999 leaves');
});

test('the report says what was checked and what was not', async () => {
  const bare = await verify(folderOf(), {});
  expect(bare.verified).toBe(true);
  expect(bare.unchecked).toEqual([
    expect.stringContaining('no key of the log was given'),
    expect.stringContaining('no witness was named'),
    expect.stringContaining('no old checkpoint was given'),
    expect.stringContaining('rows of the database'),
  ]);
  const full = await verify(folderOf(), { logKeys, old: [oldOf(10)] });
  expect(full.unchecked).toHaveLength(2);
  expect(full.checked.join('\n')).toMatch(
    /signed by key [0-9a-f]{8}.*600 entries.*4 tiles.*root.*every old checkpoint given, of 10 leaves/s,
  );
});

test('when files cannot be read there is no verdict at all', async () => {
  const broken = async (path: string) => {
    if (path === 'checkpoint') return folderOf().get(path);
    throw new Error('disk failure');
  };
  await expect(verifyLog(broken, { logKeys })).rejects.toThrow('disk failure');
});

test('without a key, old checkpoints are compared all the same', async () => {
  expect(await verify(folderOf(), { old: [oldOf(10)] })).toMatchObject({ verified: true });
  const rewritten = folderOf(entries.with(3, Buffer.from('{}')));
  expect(await verify(rewritten, { old: [oldOf(10)] })).toMatchObject({ fault: { code: 'old-checkpoint', index: 0 } });
});

describe('tampering is found, with the index', () => {
  const swap = (list: readonly Buffer[], i: number, j: number) => list.with(i, list[j]!).with(j, list[i]!);
  test.each<[string, () => LogFolder, string, number | null]>([
    [
      'a changed byte of an event',
      () => withEntries(entries.with(300, Buffer.from(`${entries[300]}`.replace('300', '301')))),
      'entry',
      300,
    ],
    ['two events with swapped bodies', () => withEntries(swap(entries, 17, 430)), 'entry', 17],
    ['two neighbours in another order', () => withEntries(swap(entries, 511, 512)), 'entry', 511],
    ['an event taken out of a bundle', () => withEntries(entries.toSpliced(5, 1)), 'entry', 5],
    ['an event put in', () => withEntries(entries.toSpliced(258, 0, Buffer.from('{}')).slice(0, 600)), 'entry', 258],
    [
      'a bundle one event short',
      () => edit(folderOf(), 'tile/entries/002.p/88', (b) => b.subarray(0, -2 - entries[599]!.length)),
      'tile',
      512,
    ],
    [
      'a bundle cut in the middle of an event',
      () => edit(folderOf(), 'tile/entries/001', (b) => b.subarray(0, -1)),
      'tile',
      256,
    ],
    [
      'a bundle with something behind it',
      () => edit(folderOf(), 'tile/entries/001', (b) => Buffer.concat([b, Buffer.of(0)])),
      'tile',
      256,
    ],
    ['a bundle gone', () => edit(folderOf(), 'tile/entries/001', () => undefined), 'missing', 256],
    ['a tile gone', () => edit(folderOf(), 'tile/0/002.p/88', () => undefined), 'missing', 512],
    ['an upper tile gone', () => edit(folderOf(), 'tile/1/000.p/2', () => undefined), 'missing', 0],
    ['a leaf hash changed', () => edit(folderOf(), 'tile/0/001', (t) => t.fill(0, 32, 64)), 'entry', 257],
    ['an upper tile changed', () => edit(folderOf(), 'tile/1/000.p/2', (t) => t.fill(0, 32, 64)), 'tile', 256],
    ['a tile cut', () => edit(folderOf(), 'tile/0/000', (t) => t.subarray(32)), 'tile', 0],
    [
      'an event and all its tiles changed',
      () => folderOf(entries.with(3, Buffer.from('{}'))).set('checkpoint', folderOf().get('checkpoint')!),
      'root',
      0,
    ],
    [
      'the last event cut off, tiles and all',
      () => folderOf(entries.slice(0, 599)).set('checkpoint', folderOf().get('checkpoint')!),
      'missing',
      512,
    ],
    ['no checkpoint', () => edit(folderOf(), 'checkpoint', () => undefined), 'missing', null],
    [
      'a checkpoint that says another size',
      () => edit(folderOf(), 'checkpoint', (c) => Buffer.from(`${c}`.replace('\n600\n', '\n512\n'))),
      'signature',
      null,
    ],
    ['a checkpoint signed by somebody else', () => folderOf(entries, testSigner(2)), 'signature', null],
    [
      'a checkpoint of another log',
      () => folderOf(entries, createSigner(new Uint8Array(32).fill(1), 'other.example/log')),
      'signature',
      null,
    ],
    ['a checkpoint that is not UTF-8', () => edit(folderOf(), 'checkpoint', () => Buffer.of(255)), 'unreadable', null],
    ['an entry that is not canonical', () => folderOf(entries.with(44, Buffer.from('{"a": 1}'))), 'entry', 44],
    ['an entry that is no JSON', () => folderOf(entries.with(599, Buffer.from('\ufeff{}'))), 'entry', 599],
  ])('%s', async (_, tampered, code, index) => {
    const report = await verify(tampered());
    expect(report).toMatchObject({ verified: false, fault: { code, index } });
  });

  test('a signature forged under the right name and key id', async () => {
    const folder = edit(folderOf(), 'checkpoint', (c) => {
      const line = `${c}`.split('\n').at(-2)!;
      const signature = Buffer.from(line.split(' ')[2]!, 'base64');
      signature[40]! ^= 1;
      return Buffer.from(`${c}`.replace(line.split(' ')[2]!, signature.toString('base64')));
    });
    expect(await verify(folder)).toMatchObject({
      verified: false,
      fault: { code: 'signature', message: expect.stringContaining('forged') },
    });
  });

  test('an operator who rewrites an event and signs again is found by an old checkpoint, between the last that agrees and it', async () => {
    const rewritten = folderOf(entries.with(350, Buffer.from('{}')));
    expect(await verify(rewritten)).toMatchObject({ verified: true });
    const report = await verify(rewritten, { logKeys, old: [400, 300, 100].map(oldOf) });
    expect(report).toMatchObject({ verified: false, fault: { code: 'old-checkpoint', index: 300 } });
    expect(report.fault!.message).toContain('at or after leaf 300, before leaf 400');
    expect(await verify(rewritten, { logKeys, old: [oldOf(300)] })).toMatchObject({ verified: true });
  });

  test('an operator who cuts off the end and signs again is found by an old checkpoint', async () => {
    const cut = folderOf(entries.slice(0, 500));
    expect(await verify(cut, { logKeys, old: [oldOf(600)] })).toMatchObject({
      verified: false,
      fault: { code: 'old-checkpoint', index: 500 },
    });
  });

  test('tiles changed together with events are narrowed down by old checkpoints', async () => {
    const folder = folderOf(entries.with(550, Buffer.from('{}'))).set('checkpoint', folderOf().get('checkpoint')!);
    expect(await verify(folder, { logKeys, old: [oldOf(520)] })).toMatchObject({ fault: { code: 'root', index: 520 } });
  });

  test('an old checkpoint that is not of this log, not signed by it, or unreadable is not built upon', async () => {
    const other = signCheckpoint(
      [createSigner(new Uint8Array(32).fill(1), 'other.example/log')],
      1,
      new Uint8Array(32),
    );
    expect(await verify(folderOf(), { old: [other] })).toMatchObject({ fault: { code: 'old-checkpoint' } });
    const unsigned = checkpointOf(folderOf(entries.slice(0, 5), testSigner(2)));
    expect(await verify(folderOf(), { logKeys, old: [unsigned] })).toMatchObject({ fault: { code: 'signature' } });
    expect(await verify(folderOf(), { logKeys, old: ['x'] })).toMatchObject({ fault: { code: 'unreadable' } });
  });
});

describe('witnesses', () => {
  const witnesses = [11, 12, 13].map((seed) => createWitness(new Uint8Array(32).fill(seed), `w${seed}.example`));
  const keys = witnesses.map((witness) => witness.verifierKey);
  const cosigned = (...lines: readonly string[]): LogFolder =>
    edit(folderOf(), 'checkpoint', (c) => Buffer.from(`${c}${lines.map((line) => `${line}\n`).join('')}`));
  const { text } = parseCheckpoint(checkpointOf(folderOf())).note;
  const line = (i: number, of = text): string => witnesses[i]!.cosign(of, 1_700_000_000 + i);
  const faultOf = async (folder: LogFolder, options: VerifyLogOptions) =>
    (await verify(folder, { logKeys, ...options })).fault?.code;

  test('two of three are enough for a quorum of two, not for one of three', async () => {
    const folder = cosigned(line(0), line(2));
    expect(await faultOf(folder, { witnesses: keys, quorum: 2 })).toBeUndefined();
    expect(await faultOf(folder, { witnesses: keys, quorum: 3 })).toBe('witness');
    expect(await faultOf(folder, { witnesses: keys })).toBe('witness');
    expect(await faultOf(folder, { witnesses: [keys[0]!, keys[2]!] })).toBeUndefined();
  });

  test('a cosignature of another text is a forgery, even beside enough others', async () => {
    const folder = cosigned(line(0), line(1), line(2, text.replace('600', '599')));
    expect(await faultOf(folder, { witnesses: keys, quorum: 2 })).toBe('witness');
  });

  test('a witness with two names counts once', async () => {
    const twin = createWitness(new Uint8Array(32).fill(11), 'twin.example');
    const folder = cosigned(line(0), twin.cosign(text, 1));
    expect(await faultOf(folder, { witnesses: [keys[0]!, twin.verifierKey], quorum: 2 })).toBe('witness');
    expect(await faultOf(folder, { witnesses: [keys[0]!, twin.verifierKey], quorum: 1 })).toBeUndefined();
  });

  test('a quorum that cannot be met, or of none, is refused rather than met', async () => {
    expect(await faultOf(cosigned(line(0)), { witnesses: keys, quorum: 0 })).toBe('witness');
    expect(await faultOf(cosigned(line(0)), { witnesses: keys, quorum: 4 })).toBe('witness');
    expect(await faultOf(cosigned(line(0)), { quorum: 1 })).toBe('witness');
  });

  test('a key of a log is no witness key, a key of a witness no log key', async () => {
    expect(await faultOf(folderOf(), { witnesses: logKeys })).toBe('witness');
    expect(await faultOf(folderOf(), { logKeys: keys })).toBe('signature');
    expect(await faultOf(folderOf(), { logKeys: ['nonsense'] })).toBe('unreadable');
  });
});

test(`each of ${MUTATIONS} random changes of the log is found`, async () => {
  const size = 300;
  const original = folderOf(entries.slice(0, size));
  const paths = [...original.keys()];
  const mutation = fc.record({
    path: fc.constantFrom(...paths),
    at: fc.nat(),
    byte: fc.integer({ min: 1, max: 255 }),
    kind: fc.nat(3),
  });
  await fc.assert(
    fc.asyncProperty(mutation, async ({ path, at, byte, kind }) => {
      const content = Buffer.from(original.get(path)!);
      const place = at % content.length;
      const changed = [
        () => content.with(place, content[place]! ^ byte),
        () => Buffer.concat([content.subarray(0, place), content.subarray(place + 1)]),
        () => Buffer.concat([content.subarray(0, place), Buffer.of(byte), content.subarray(place)]),
        () => content.subarray(0, place),
      ][kind]!();
      const report = await verify(new Map(original).set(path, changed));
      expect(report.verified).toBe(false);
      expect(report.fault).not.toBeNull();
    }),
    { numRuns: MUTATIONS, seed: 1 },
  );
});
