import { naiveRoot } from '../../../test/reference/merkle.ts';
import { testSigner } from '../../../test/support/audit-log.ts';
import { type LogFolder, logFolder, readerOf, sampleEntries } from '../../../test/support/log-folder.ts';
import { type Identity, identity, stamp } from '../../../test/support/tsa.ts';
import { checkpointText } from './checkpoint.ts';
import { timestampRequest } from './timestamp.ts';
import { mirrorTimestamps } from './timestamp-folder.ts';
import { verifyLog } from './verify-log.ts';

const signer = testSigner();
const entries = sampleEntries(300);
let authority: Identity;
let folder: LogFolder;
const stamps = new Map<number, Uint8Array>();
beforeAll(async () => {
  authority = await identity({ name: 'Stamps' });
  for (const size of [1, 256, 299, 300, 400]) {
    const root = naiveRoot(size > 300 ? [...entries, ...entries.slice(0, 100)] : entries.slice(0, size));
    const request = await timestampRequest(checkpointText(signer.name, size, root), new Uint8Array(8));
    stamps.set(size, await stamp(request, authority));
  }
});
beforeEach(() => {
  folder = logFolder(entries, signer);
  put(folder, [1, 256, 299, 300]);
});

function put(into: LogFolder, sizes: readonly number[]): void {
  into.set('timestamps', Buffer.from(sizes.map((size) => `${size}\n`).join('')));
  for (const size of sizes) into.set(`timestamp/${size}`, stamps.get(size)!);
}
const verified = (of = folder, certificates: string | undefined = authority.pem) =>
  verifyLog(readerOf(of), {
    logKeys: [signer.verifierKey],
    ...(certificates === '' ? {} : { timestampCertificates: certificates }),
  });

test('every stamp of a folder is checked against the root the log had then', async () => {
  const { fault, checked } = await verified();
  expect(fault).toBeNull();
  expect(checked.filter((line) => line.endsWith('existed at 2026-05-04T03:02:01.000Z, says Stamps.'))).toHaveLength(4);
});

test('what was not checked is said: without a certificate, without a stamp', async () => {
  const without = await verified(folder, '');
  expect(without).toMatchObject({ verified: true });
  expect(without.unchecked.join()).toContain('4 time stamps of others: no certificate');
  const bare = logFolder(entries, signer);
  expect((await verified(bare)).unchecked.join()).toContain('holds no time stamp');
  expect((await verified(bare, '')).unchecked.join()).not.toContain('time stamp');
});

test.each<[string, string, (of: LogFolder) => unknown]>([
  ['of another size', 'timestamp', (of) => of.set('timestamp/256', stamps.get(299)!)],
  ['that is missing', 'missing', (of) => of.delete('timestamp/256')],
  ['that is rubbish', 'timestamp', (of) => of.set('timestamp/256', Buffer.from('x'))],
  ['in a list out of order', 'unreadable', (of) => of.set('timestamps', Buffer.from('256\n1\n'))],
  ['in a list with a line twice', 'unreadable', (of) => of.set('timestamps', Buffer.from('1\n1\n'))],
  ['in a list of words', 'unreadable', (of) => of.set('timestamps', Buffer.from('x\n'))],
  ['in a list of no text', 'unreadable', (of) => of.set('timestamps', Buffer.of(255, 10))],
  ['in a list without its end', 'unreadable', (of) => of.set('timestamps', Buffer.from('1'))],
  ['in a list that is too long', 'unreadable', (of) => of.set('timestamps', Buffer.alloc(1_000_001, 10))],
])('a stamp %s is a fault', async (_, code, change) => {
  change(folder);
  expect(await verified()).toMatchObject({ verified: false, fault: { code } });
});

test('a log that was rewritten behind its stamps does not have them', async () => {
  const rewritten = logFolder(entries.with(7, Buffer.from('{}')), signer);
  put(rewritten, [1, 256]);
  const { fault } = await verified(rewritten);
  expect(fault).toMatchObject({ code: 'timestamp' });
  expect(fault?.message).toContain('The first 256 leaves');
});

describe('a mirror', () => {
  const mirrorOf = (copy: LogFolder) => ({
    read: readerOf(copy),
    write: async (path: string, content: Uint8Array) => void copy.set(path, content),
  });

  test('copies the stamps of what it has, once, and drops none', async () => {
    const copy = logFolder(entries, signer);
    put(folder, [1, 256, 400]);
    expect(await mirrorTimestamps(readerOf(folder), mirrorOf(copy), 300)).toBe(2);
    put(folder, [300]);
    expect(await mirrorTimestamps(readerOf(folder), mirrorOf(copy), 300)).toBe(1);
    expect(await mirrorTimestamps(readerOf(folder), mirrorOf(copy), 300)).toBe(0);
    expect(Buffer.from(copy.get('timestamps')!).toString()).toBe('1\n256\n300\n');
    expect(await verified(copy)).toMatchObject({ verified: true });
    expect(await mirrorTimestamps(readerOf(logFolder(entries, signer)), mirrorOf(copy), 300)).toBe(0);
  });

  test.each<[string, (of: LogFolder) => unknown]>([
    ['is not there', (of) => of.delete('timestamp/256')],
    ['is far too long', (of) => of.set('timestamp/256', new Uint8Array(70_000))],
  ])('refuses a stamp that %s', async (_, change) => {
    change(folder);
    const copying = mirrorTimestamps(readerOf(folder), mirrorOf(logFolder(entries, signer)), 300);
    await expect(copying).rejects.toMatchObject({ code: 'bad-timestamp' });
  });
});
