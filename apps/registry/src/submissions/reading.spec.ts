import type { CollectedSamples } from '@kinledger/profile';
import { CHUNK, inChunks, sizeOf } from './reading.ts';

const TOTAL = 2 * CHUNK + 1_008;
const problem = (row: number) => ({ row, code: 'empty-sample-name' as const, message: 'no name' });
const sample = (row: number) => ({ row, sample: `S${row}`, statuses: {}, kits: [], problems: [], warnings: [] });

/** Batches of every size, from none to more than a chunk. */
async function* batches(): AsyncGenerator<CollectedSamples> {
  let row = 0;
  const next = (count: number) => Array.from({ length: count }, () => ++row);
  for (const [samples, problems, skipped] of [
    [3, 1, 0],
    [0, 0, 0],
    [CHUNK + 7, 0, 2],
    [1, 0, 0],
    [990, 0, 3],
    [CHUNK, 1, 0],
  ] as const) {
    yield {
      samples: next(samples).map(sample),
      problems: next(problems).map(problem),
      skipped: next(skipped).map(problem),
    };
  }
}

const rowsOf = ({ samples, problems, skipped }: CollectedSamples) =>
  [...samples, ...problems, ...skipped].map(({ row }) => row);

async function all(skip: number): Promise<readonly CollectedSamples[]> {
  const chunks = [];
  for await (const chunk of inChunks(batches(), skip)) chunks.push(chunk);
  return chunks;
}

test('everything comes once, in chunks of one size', async () => {
  const chunks = await all(0);
  expect(chunks.slice(0, -1).map(sizeOf)).toEqual(chunks.slice(0, -1).map(() => CHUNK));
  expect(chunks.flatMap(rowsOf).sort((a, b) => a - b)).toEqual(Array.from({ length: TOTAL }, (_, n) => n + 1));
});

test('a reading that is taken up again behind any chunk gives the same chunks from there', async () => {
  const chunks = await all(0);
  for (let done = 0; done <= chunks.length; done += 1) {
    expect(await all(done * CHUNK)).toEqual(chunks.slice(done));
  }
});
