import { testSigner } from '../../../test/support/audit-log.ts';
import { checkpointOf, type LogFolder, logFolder, readerOf, sampleEntries } from '../../../test/support/log-folder.ts';
import { AuditError } from './errors.ts';
import { type MirrorFolder, mirrorLog } from './mirror.ts';
import { createSigner } from './signer.ts';
import { verifyLog } from './verify-log.ts';

const signer = testSigner();
const entries = sampleEntries(800);
const logOf = (size: number, of: readonly Uint8Array[] = entries): LogFolder => logFolder(of.slice(0, size), signer);

function emptyCopy(): MirrorFolder & { readonly files: LogFolder } {
  const files: LogFolder = new Map();
  return {
    files,
    read: async (path) => files.get(path),
    write: async (path, content) => {
      if (path !== 'checkpoint' && files.has(path)) throw new Error(`${path} was written twice`);
      files.set(path, content);
    },
  };
}
const codeOf = (doing: Promise<unknown>): Promise<string> =>
  doing.then(
    () => 'nothing thrown',
    (error) => (error instanceof AuditError ? error.code : String(error)),
  );

test('a growing log is followed; at every step the copy verifies and keeps the checkpoints it saw', async () => {
  const copy = emptyCopy();
  const old: string[] = [];
  let before = 0;
  for (const size of [3, 3, 200, 256, 257, 700, 800]) {
    const result = await mirrorLog(readerOf(logOf(size)), copy);
    expect(result).toMatchObject({ origin: 'kinledger.example/log', from: before, to: size });
    const report = await verifyLog(copy.read, { logKeys: [signer.verifierKey], old });
    expect(report).toMatchObject({ verified: true, size });
    if (size !== before) old.push(checkpointOf(copy.files));
    before = size;
  }
  const kept = [...copy.files.keys()].filter((path) => path.startsWith('checkpoints/'));
  expect(kept).toEqual([3, 200, 256, 257, 700].map((size) => `checkpoints/${size}`));
});

test('what the copy holds is not fetched again', async () => {
  const copy = emptyCopy();
  await mirrorLog(readerOf(logOf(600)), copy);
  const asked: string[] = [];
  const log = logOf(601);
  await mirrorLog(async (path) => {
    asked.push(path);
    return log.get(path);
  }, copy);
  expect(asked).toEqual(['checkpoint', 'tile/0/002.p/89', 'tile/entries/002.p/89']);
});

test('a copying that broke off is taken up again', async () => {
  const copy = emptyCopy();
  await mirrorLog(readerOf(logOf(200)), copy);
  const log = logOf(800);
  const broken = async (path: string) => {
    if (path === 'tile/entries/003.p/32') throw new Error('connection lost');
    return log.get(path);
  };
  await expect(mirrorLog(broken, copy)).rejects.toThrow('connection lost');
  const trust = { logKeys: [signer.verifierKey] };
  expect(await verifyLog(copy.read, trust)).toMatchObject({ verified: true, size: 200 });
  expect(
    await mirrorLog(readerOf(log), { ...copy, write: async (path, content) => void copy.files.set(path, content) }),
  ).toMatchObject({ from: 200, to: 800 });
  expect(await verifyLog(copy.read, trust)).toMatchObject({ verified: true, size: 800 });
});

describe('a log that no longer is what it showed is not copied, and the copy stays as it was', () => {
  const swapped = (index: number) => entries.with(index, Buffer.from('{"other":1}'));
  test.each<[string, number, LogFolder, string]>([
    ['shorter', 300, logOf(299), 'log-rolled-back'],
    ['other in a tile the copy has whole', 300, logOf(400, swapped(10)), 'log-forked'],
    ['other in a tile that grew', 300, logOf(400, swapped(299)), 'log-forked'],
    ['other at the same size', 300, logOf(300, swapped(299)), 'log-forked'],
    [
      'of another name',
      3,
      logFolder(entries.slice(0, 5), createSigner(new Uint8Array(32).fill(1), 'x.example')),
      'log-forked',
    ],
    [
      'with an entry that was not hashed',
      3,
      logOf(5).set('tile/entries/000.p/5', logOf(5, swapped(4)).get('tile/entries/000.p/5')!),
      'bad-tile',
    ],
    ['with a tile missing', 3, new Map([...logOf(5)].filter(([path]) => path !== 'tile/0/000.p/5')), 'bad-tile'],
    [
      'with a root that is not that of its tiles',
      3,
      logOf(5, swapped(4)).set('checkpoint', logOf(5).get('checkpoint')!),
      'log-forked',
    ],
    [
      'with a root that is not that of its tiles, copied for the first time',
      0,
      logOf(5, swapped(4)).set('checkpoint', logOf(5).get('checkpoint')!),
      'bad-tile',
    ],
    ['without a checkpoint', 3, new Map(), 'bad-tile'],
    ['with a checkpoint that is no text', 3, new Map([['checkpoint', Buffer.of(255)]]), 'bad-note'],
  ])('%s', async (_, size, later, code) => {
    const copy = emptyCopy();
    if (size > 0) await mirrorLog(readerOf(logOf(size)), copy);
    const before = new Map(copy.files);
    expect(await codeOf(mirrorLog(readerOf(later), copy))).toBe(code);
    expect(copy.files).toEqual(before);
  });
});

test('a copy whose own checkpoint is damaged is not built upon', async () => {
  const copy = emptyCopy();
  await mirrorLog(readerOf(logOf(3)), copy);
  copy.files.set('checkpoint', Buffer.of(255));
  expect(await codeOf(mirrorLog(readerOf(logOf(5)), copy))).toBe('bad-note');
});
