import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@kinledger/kinship';
import { type Kernel, kernelOn, simdAvailable } from './kernel.ts';
import { COLUMN, COSTS, OUT, OUT_END, PLANE, PLANS, ROWS } from './layout.ts';
import { Memory } from './memory.ts';

test('the kernel that is committed is what its source compiles to', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kinledger-kernel-'));
  try {
    const build = join(__dirname, '../assembly/build.mjs');
    const { status, stderr } = spawnSync(process.execPath, [build, folder], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    const bytes = (path: string): string => readFileSync(path).toString('hex');
    expect(bytes(join(__dirname, '../assembly/kernel.wasm'))).toBe(bytes(join(folder, 'kernel.wasm')));
    expect(bytes(join(__dirname, 'kernel.gen.ts'))).toBe(bytes(join(folder, 'kernel.gen.ts')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('this machine has SIMD, without which the kernel would not be tested', () => {
  expect(simdAvailable()).toBe(true);
});

const PLANES = 60;
const EIGHTS = 4;
const BLOCK = EIGHTS * 8 * COLUMN + PLANES * PLANE;

/** Two kernels on two memories with the same random block; density of the bits and length of the plans vary. */
function pairOfKernels(seed: number) {
  const random = seededRandom(`kernel ${seed}`);
  const density = random();
  return [true, false].map((simd) => {
    const own = seededRandom(`bytes ${seed}`);
    const memory = new Memory(simd);
    memory.allocate(OUT_END);
    const block = memory.allocate(BLOCK) as number;
    const bytes = new Uint8Array(memory.buffer);
    for (let i = COSTS; i < COSTS + 256 * 8 * EIGHTS; i++) bytes[i] = Math.floor(own() * 256);
    for (let i = block; i < block + BLOCK; i++) bytes[i] = own() < density ? 255 - bits(own) : bits(own);
    return { kernel: kernelOn(memory, simd), memory, block };
  });
}

const bits = (random: () => number): number => Math.floor(random() * 256) & Math.floor(random() * 256);

function screened({ kernel, memory, block }: { kernel: Kernel; memory: Memory; block: number }, seed: number): unknown {
  const random = seededRandom(`plans ${seed}`);
  const words = new Int32Array(memory.buffer);
  const stride = 4 * (4 + 4 * 24);
  for (let q = 0; q < 6; q++) {
    const kind = Math.floor(random() * 4);
    const start = Math.floor(random() * (kind & 1 ? 8 : 4));
    const head = (PLANS + q * stride) >> 2;
    words.set([kind, 4 + 4 * Math.floor(random() * 6), start, 0], head);
    for (let i = 0; i < 96; i++) words[head + 4 + i] = 8 * EIGHTS * COLUMN + PLANE * Math.floor(random() * PLANES);
  }
  const excluded = block + 8 * EIGHTS * COLUMN;
  const groups = 1 + Math.floor((random() * ROWS) / 128);
  // with too little room the kernel stops in time and says how far it came
  const end = random() < 0.3 ? OUT + 3 * groups * 512 : OUT_END;
  const done = kernel.screenMany(block, groups, PLANS, stride, 6, excluded, 1000, OUT, end);
  const ends = Array.from({ length: done }, (_, q) => words[(PLANS + q * stride + 12) >> 2] as number);
  const rows = words.slice(OUT >> 2, (ends[done - 1] ?? OUT) >> 2);
  const costs = [1, 2, 3, 4].map((eights) => {
    const found = kernel.within(
      block,
      eights,
      1 + Math.floor(random() * ROWS),
      Math.floor(random() * 1000 * eights),
      7,
      OUT,
    );
    return [...words.slice(OUT >> 2, (OUT >> 2) + found)];
  });
  return { done, ends, rows: [...rows], costs };
}

test('kernel and plain TypeScript find the same rows in random blocks', () => {
  let rows = 0;
  for (let seed = 0; seed < 25; seed++) {
    const [simd, plain] = pairOfKernels(seed) as [
      ReturnType<typeof pairOfKernels>[0],
      ReturnType<typeof pairOfKernels>[0],
    ];
    const found = screened(simd, seed) as { rows: number[] };
    expect(found).toEqual(screened(plain, seed));
    rows += found.rows.length;
  }
  expect(rows).toBeGreaterThan(1000);
});
