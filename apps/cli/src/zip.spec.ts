import { deflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { isZip, readZip, type ZipErrorCode } from './zip.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** An archive made by hand, entry by entry, so that it can say what is not so. */
function archive(...entries: readonly { name: string; data: Uint8Array; size?: number; deflated?: boolean }[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, data, size = data.length, deflated = false } of entries) {
    const packed = deflated ? deflateRawSync(data) : Buffer.from(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(deflated ? 8 : 0, 4);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(central).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, ...central, end]);
}
const codeOf = (bytes: Uint8Array, limits = { files: 3, bytes: 1000 }): ZipErrorCode | 'read' => {
  try {
    readZip(bytes, limits);
    return 'read';
  } catch (error) {
    return (error as { code: ZipErrorCode }).code;
  }
};

test('files come back as they were packed, whoever packed them', () => {
  const files = { 'a.txt': text('one'), 'b/c-1.json': text('{}'), 'b/empty': new Uint8Array(0) };
  expect(readZip(zipSync(files))).toEqual(new Map(Object.entries(files)));
  const [name, data] = ['b/x', text('long '.repeat(100))];
  expect(readZip(archive({ name, data, deflated: true }))).toEqual(new Map([[name, data]]));
  expect([isZip(zipSync(files)), isZip(text('PK')), isZip(text('c2sp'))]).toEqual([true, false, false]);
});

test.each<[what: string, bytes: Uint8Array, code: ZipErrorCode]>([
  ['nothing', new Uint8Array(0), 'not-a-zip'],
  ['something else', text('PK\x03\x04 nonsense'), 'not-a-zip'],
  ['an archive cut in half', archive({ name: 'a', data: text('x'.repeat(500)) }).subarray(0, 300), 'not-a-zip'],
  [
    'an unknown compression',
    Buffer.from(archive({ name: 'a', data: text('x'), deflated: true })).map((byte, i, all) =>
      byte === 8 && all[i - 1] === 0 ? 99 : byte,
    ),
    'not-a-zip',
  ],
  ['a way out of the folder', archive({ name: '../a', data: text('x') }), 'bad-file-name'],
  ['a way out from within', archive({ name: 'a/../../b', data: text('x') }), 'bad-file-name'],
  ['an absolute path', archive({ name: '/etc/passwd', data: text('x') }), 'bad-file-name'],
  ['a path of another system', archive({ name: 'a\\b', data: text('x') }), 'bad-file-name'],
  ['a name with a line feed', archive({ name: 'a\nb', data: text('x') }), 'bad-file-name'],
  ['a folder', archive({ name: 'a/', data: new Uint8Array(0) }), 'bad-file-name'],
  ['a name that is none in JavaScript', archive({ name: '__proto__', data: text('x') }), 'bad-file-name'],
  ['a name in other letters', archive({ name: 'rоws/1', data: text('x') }), 'bad-file-name'],
  ['a file twice', archive({ name: 'a', data: text('x') }, { name: 'a', data: text('y') }), 'duplicate-file'],
  ['too many files', archive(...['a', 'b', 'c', 'd'].map((name) => ({ name, data: text('x') }))), 'too-many-files'],
  ['a bomb that says so', archive({ name: 'a', data: new Uint8Array(5000), deflated: true }), 'too-large'],
  [
    'a bomb of several files',
    archive(...['a', 'b'].map((name) => ({ name, data: new Uint8Array(900), deflated: true }))),
    'too-large',
  ],
  ['a file shorter than it says', archive({ name: 'a', data: text('x'), size: 10, deflated: true }), 'not-a-zip'],
])('%s is refused with a code', (_, bytes, code) => {
  expect(codeOf(bytes)).toBe(code);
});

test('a bomb that says it is small expands no further than it says', () => {
  const data = text('x'.repeat(50_000));
  expect(readZip(archive({ name: 'a', data, size: 10, deflated: true })).get('a')).toEqual(data.subarray(0, 10));
});

test('of an archive with a byte changed, nothing is read that was not packed, or it is refused', () => {
  const good = archive({ name: 'a', data: text('hello hello hello'), deflated: true }, { name: 'b', data: text('x') });
  for (let at = 0; at < good.length; at += 1) {
    for (const bit of [1, 16, 128]) {
      const bad = Buffer.from(good);
      bad[at] = bad[at]! ^ bit;
      expect(['read', 'not-a-zip', 'bad-file-name', 'duplicate-file', 'too-large', 'too-many-files']).toContain(
        codeOf(bad),
      );
    }
  }
});
