import type { Kernel } from './kernel.ts';
import { COLUMN, COSTS } from './layout.ts';
import type { Memory } from './memory.ts';

/** What assembly/kernel.ts does, 32 rows at a time and without SIMD. */
export function plainKernel(memory: Memory): Kernel {
  return {
    name: 'plain',
    screenMany(block, groups, plans, stride, count, excluded, first, out, outEnd) {
      const words = new Int32Array(memory.buffer);
      let at = out;
      for (let q = 0; q < count; q++) {
        if (at + groups * 512 > outEnd) return q;
        at = screen(words, block, groups, plans + q * stride, excluded, first, at);
        words[(plans + q * stride + 12) >> 2] = at;
      }
      return count;
    },
    within: (columns, eights, rows, bound, first, out) =>
      within(memory.buffer, columns, eights, rows, bound, first, out),
  };
}

function screen(
  words: Int32Array,
  block: number,
  groups: number,
  head: number,
  excluded: number,
  first: number,
  out: number,
): number {
  const [kind = 0, loci = 0, start = 0] = words.subarray(head >> 2, (head >> 2) + 3);
  const planes = kind & 2 ? 4 : 2;
  const plan = words.subarray((head >> 2) + 4, (head >> 2) + 4 + loci * planes);
  let at = out >> 2;
  for (let word = 0; word < groups * 4; word++) {
    const place = (block >> 2) + word;
    const read = (i: number): number => words[place + ((plan[i] as number) >> 2)] as number;
    let [c0, c1, c2] = [start & 1 ? -1 : 0, start & 2 ? -1 : 0, start & 4 ? -1 : 0];
    let gone = words[(excluded >> 2) + word] as number;
    for (let i = 0; i < plan.length && gone !== -1; i += planes) {
      let hit = read(i) | read(i + 1);
      if (planes === 4) hit &= read(i + 2) | read(i + 3);
      const carry = c0 & ~hit;
      c0 ^= ~hit;
      const more = c1 & carry;
      c1 ^= carry;
      const most = c2 & more;
      c2 ^= more;
      gone |= kind & 1 ? most : more;
    }
    for (let bits = ~gone; bits !== 0; bits &= bits - 1) {
      words[at++] = first + word * 32 + (31 - Math.clz32(bits & -bits));
    }
  }
  return at << 2;
}

function within(
  buffer: ArrayBufferLike,
  columns: number,
  eights: number,
  rows: number,
  bound: number,
  first: number,
  out: number,
): number {
  const bytes = new Uint8Array(buffer);
  const found = new Int32Array(buffer);
  let at = out >> 2;
  for (let i = 0; i < rows; i++) {
    let cost = 0;
    for (let c = 0; c < 8 * eights && cost <= bound; c++) {
      cost += bytes[COSTS + 256 * c + (bytes[columns + c * COLUMN + i] as number)] as number;
    }
    if (cost <= bound) found[at++] = first + i;
  }
  return at - (out >> 2);
}
