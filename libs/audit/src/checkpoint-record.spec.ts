import { testSigner } from '../../../test/support/audit-log.ts';
import { signCheckpoint } from './checkpoint.ts';
import { checkpointRecord, largestCheckpoint, recordedCheckpoints } from './checkpoint-record.ts';

const note = (size: number) => signCheckpoint([testSigner()], size, new Uint8Array(32).fill(size));
const written = (notes: readonly string[], start = ''): string =>
  notes.reduce((file, each) => file + checkpointRecord(each, file.slice(-2)), start);

test('what was appended is read back in its order, and the largest is found', () => {
  const notes = [note(3), note(7), note(5)];
  expect(recordedCheckpoints(written(notes))).toEqual(notes);
  expect(largestCheckpoint(notes)).toBe(note(7));
  expect([recordedCheckpoints(''), largestCheckpoint([])]).toEqual([[], undefined]);
});

test('a checkpoint with two signatures or an extension line is one record', () => {
  const both = signCheckpoint([testSigner(), testSigner(2)], 4, new Uint8Array(32));
  const extended = note(6).replace('=\n\n', '=\nextension\n\n');
  expect(recordedCheckpoints(written([both, extended, note(8)]))).toEqual([both, extended, note(8)]);
});

test('wherever a writer was killed, the records before and after are whole, and nothing else is read', () => {
  const last = written([note(7)]);
  for (let length = 0; length < last.length; length += 1) {
    const torn = written([note(3)]) + last.slice(0, length);
    const read = recordedCheckpoints(written([note(9)], torn));
    expect(read[0]).toBe(note(3));
    expect(read.at(-1)).toBe(note(9));
    // A line torn in its signature may look whole; its signature then is none.
    for (const between of read.slice(1, -1)) expect(note(7).startsWith(between.trimEnd())).toBe(true);
    expect(recordedCheckpoints(torn)).toEqual([note(3)]);
  }
});

test('the end of a long file may begin anywhere', () => {
  const file = written([note(3), note(7), note(9)]);
  for (let cut = 1; cut <= note(3).length; cut += 1) {
    expect(recordedCheckpoints(file.slice(cut)).slice(-2)).toEqual([note(7), note(9)]);
  }
});

test('lines that only look like a checkpoint are passed over', () => {
  expect(recordedCheckpoints(`${note(3).replace('\n3\n', '\n03\n')}\n`)).toEqual([]);
  expect(recordedCheckpoints('x\n'.repeat(100_000))).toEqual([]);
});
