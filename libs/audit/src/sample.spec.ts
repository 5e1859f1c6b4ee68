import { auditDatabase, exportLog, sealAll, steadyChance } from '../../../test/support/audit-log.ts';
import { readerOf } from '../../../test/support/log-folder.ts';
import { appendEvent } from './append.store.ts';
import { type Sql, sealedSize } from './log.ts';
import { drawFromLog, findDrawing } from './sample.store.ts';
import {
  checkSamples,
  drawSample,
  SAMPLE_ANNOUNCED,
  SAMPLE_DRAWN,
  SAMPLED,
  sampleCommitment,
  sampleSeed,
} from './sample.ts';
import { allTiles, tilePath } from './tiles.ts';

const chance = steadyChance('sample');
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
jest.setTimeout(240_000);

test('a sample has no item twice, is all when no more are there, and comes out the same each time', () => {
  for (const [count, size] of [
    [0, 3],
    [1, 1],
    [5, 9],
    [300, 20],
  ] as const) {
    const drawn = drawSample('seed', numbers(count), size);
    expect(new Set(drawn).size).toBe(Math.min(count, size));
    expect(drawn).toEqual(drawSample('seed', numbers(count), size));
  }
  expect(drawSample('seed', numbers(300), 20)).not.toEqual(drawSample('other', numbers(300), 20));
});

test('every item is drawn about equally often, at every place', () => {
  const counts = numbers(3).map(() => numbers(7).map(() => 0));
  for (let seed = 0; seed < 7000; seed += 1) {
    drawSample(String(seed), numbers(7), 3).forEach((item, place) => {
      counts[place]![item]! += 1;
    });
  }
  // 1,000 expected; six standard deviations are 175. The seeds are fixed, so this comes out the same each time.
  for (const count of counts.flat()) expect(Math.abs(count - 1000)).toBeLessThan(175);
});

test('the first draw is the one that the words of the rule give', () => {
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  const hash = createHash('sha256').update('seed\n0').digest();
  expect(drawSample('seed', numbers(1000), 1)).toEqual([hash.readUIntBE(0, 6) % 1000]);
});

test('the seed binds root, announcement and nonce', () => {
  const root = new Uint8Array(32);
  const seeds = [
    sampleSeed(root, 'a', 'n'),
    sampleSeed(root.with(0, 1), 'a', 'n'),
    sampleSeed(root, 'b', 'n'),
    sampleSeed(root, 'a', 'm'),
    sampleCommitment('n'),
  ];
  expect(new Set(seeds).size).toBe(seeds.length);
});

describe('in a log', () => {
  const append = (sql: Sql, type: string, facts?: Record<string, unknown>) =>
    appendEvent(sql, { type, actor: null, role: null, ...(facts ? { facts } : {}) }, chance);
  const announce = (sql: Sql, nonce: string, size: number) =>
    append(sql, SAMPLE_ANNOUNCED, { commitment: sampleCommitment(nonce), size });

  test('every sample is drawn again from a copy; what was chosen, forged or never drawn is told', async () => {
    const database = await auditDatabase();
    try {
      const { sql } = database;
      for (let i = 0; i < 40; i += 1) await append(sql, i % 2 ? SAMPLED : 'case.read');
      const ids: Record<string, string> = {};
      for (const name of ['right', 'chosen', 'other nonce', 'open', 'twice']) ids[name] = await announce(sql, name, 5);
      expect(await drawFromLog(sql, ids.right!, 'right', 5)).toBeUndefined();
      await append(sql, SAMPLED);
      await sealAll(database);
      expect(await drawFromLog(sql, '00000000-0000-7000-8000-000000000000', 'right', 5)).toBeUndefined();
      const right = (await drawFromLog(sql, ids.right!, 'right', 5))!;
      expect(right).toMatchObject({ of: 20, seed: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(right.drawn.every(({ leafIndex }) => leafIndex < 40 && leafIndex % 2 === 1)).toBe(true);
      expect(await findDrawing(sql, ids.right!)).toBeUndefined();
      const leavesOf = async (name: string, nonce = name) =>
        (await drawFromLog(sql, ids[name]!, nonce, 5))!.drawn.map(({ leafIndex }) => leafIndex);
      const draw = (name: string, facts: Record<string, unknown>) =>
        append(sql, SAMPLE_DRAWN, { announcement: ids[name]!, nonce: name, ...facts });
      const drawing = await draw('right', { leaves: await leavesOf('right') });
      expect((await findDrawing(sql, ids.right!))?.eventId).toBe(drawing);
      await draw('chosen', { leaves: [1, 3, 5, 7, 9] });
      await draw('other nonce', { nonce: 'x', leaves: await leavesOf('other nonce', 'x') });
      await draw('twice', { leaves: await leavesOf('twice') });
      await draw('twice', { leaves: [] });
      await append(sql, SAMPLE_DRAWN, { announcement: 'unannounced', leaves: 'x' });
      await append(sql, SAMPLE_DRAWN);
      await append(sql, SAMPLE_ANNOUNCED);
      await append(sql, 'sample.read', { type: SAMPLED });
      await sealAll(database);
      const size = await sealedSize(sql);
      const copy = readerOf(await exportLog(sql, [...allTiles(size)].map(tilePath)));
      const findings = await checkSamples(copy, size);
      const told = Object.entries(ids).map(([name, id]) => {
        const { drawnAt, leaves, fault, of } = findings.find(({ announcement }) => announcement === id)!;
        return [name, drawnAt !== null, leaves.length, of, fault];
      });
      expect(told).toEqual([
        ['right', true, 5, 20, null],
        ['chosen', true, 5, 20, expect.stringContaining('not the sample that its seed draws')],
        ['other nonce', true, 5, 20, expect.stringContaining('nonce is not the one')],
        ['open', false, 0, 20, null],
        ['twice', true, 5, 20, null],
      ]);
      const strangers = findings.filter(({ announcement }) => !Object.values(ids).includes(announcement));
      expect(strangers.map(({ drawnAt, fault }) => [drawnAt !== null, fault])).toEqual([
        [true, expect.stringContaining('without having been announced')],
        [true, expect.stringContaining('without having been announced')],
        [false, null],
      ]);
    } finally {
      await database.close();
    }
  });
});
