/**
 * The scans in which a search spends its time, over one block of the index (its layout: ../src/layout.ts). Addresses are
 * bytes from the start of the memory. A plane holds one bit per row; 128 rows are a group. `src/kernel-plain.ts` says the
 * same in TypeScript.
 */

const GROUP: usize = 16;
/** Loci are gone through four at a time; after eight it pays to look whether anybody is left. */
const STEP: usize = 4;
const FIRST_LOOK: usize = 8;

// @ts-expect-error: decorator
@inline
function plane(group: usize, offsets: usize, at: usize): v128 {
  return v128.load(group + <usize>load<u32>(offsets + at));
}

/** Appends the numbers of the rows whose bits are set. */
// @ts-expect-error: decorator
@inline
function append(bits: u64, row: i32, at: usize): usize {
  while (bits != 0) {
    store<i32>(at, row + <i32>ctz(bits));
    at += 4;
    bits &= bits - 1;
  }
  return at;
}

/**
 * Rows with at most k inconsistent loci, ascending, from `at` on; returns the end. Counters of two bits (three if `deep`)
 * begin with 3 - k (7 - k), so that the one inconsistency too many overflows. A row is consistent where it has a bit in
 * one of two planes and, if `pairs`, in one of two more.
 */
// @ts-expect-error: decorator
@inline
function screen(block: usize, groups: i32, plan: usize, loci: i32, start: i32, excluded: usize, first: i32, at: usize, deep: bool, pairs: bool): usize {
  const bytes: usize = pairs ? 16 : 8;
  const last = plan + <usize>loci * bytes;
  const early = plan + (FIRST_LOOK - STEP) * bytes;
  const s0 = i32x4.splat(start & 1 ? -1 : 0);
  const s1 = i32x4.splat(start & 2 ? -1 : 0);
  const s2 = i32x4.splat(start & 4 ? -1 : 0);
  for (let g = 0; g < groups; g++) {
    const group = block + <usize>g * GROUP;
    let c0 = s0;
    let c1 = s1;
    let c2 = s2;
    let gone = v128.load(excluded + <usize>g * GROUP);
    for (let p = plan; p < last; p += STEP * bytes) {
      for (let j: usize = 0; j < STEP; j++) {
        const o = j * bytes;
        let hit = v128.or(plane(group, p, o), plane(group, p, o + 4));
        if (pairs) hit = v128.and(hit, v128.or(plane(group, p, o + 8), plane(group, p, o + 12)));
        let carry = v128.andnot(c0, hit);
        c0 = v128.xor(c0, v128.not(hit));
        const more = v128.and(c1, carry);
        c1 = v128.xor(c1, carry);
        if (deep) {
          carry = v128.and(c2, more);
          c2 = v128.xor(c2, more);
          gone = v128.or(gone, carry);
        } else gone = v128.or(gone, more);
      }
      if (p >= early && !v128.any_true(v128.not(gone))) break;
    }
    const left = v128.not(gone);
    if (v128.any_true(left)) {
      at = append(v128.extract_lane<u64>(left, 0), first + (g << 7), at);
      at = append(v128.extract_lane<u64>(left, 1), first + (g << 7) + 64, at);
    }
  }
  return at;
}

/** The kind of counters and of consistency of a plan: bit 0 `deep`, bit 1 `pairs`. */
// @ts-expect-error: decorator
@inline
function screenOf(kind: i32, block: usize, groups: i32, plan: usize, loci: i32, start: i32, excluded: usize, first: i32, at: usize): usize {
  if (kind == 0) return screen(block, groups, plan, loci, start, excluded, first, at, false, false);
  if (kind == 1) return screen(block, groups, plan, loci, start, excluded, first, at, true, false);
  if (kind == 2) return screen(block, groups, plan, loci, start, excluded, first, at, false, true);
  return screen(block, groups, plan, loci, start, excluded, first, at, true, true);
}

/**
 * Screens a block for each of `count` plans. A plan is a head of four words (kind, loci, start, place of its end) and its
 * offsets of planes; the end of its row numbers in `out` is written into the head. Requires `loci` in fours and room in
 * `out` for all rows of the block from wherever a plan begins; stops before the first plan without. Returns plans done.
 */
export function screenMany(block: usize, groups: i32, plans: usize, stride: i32, count: i32, excluded: usize, first: i32, out: usize, outEnd: usize): i32 {
  const room = <usize>groups << 9;
  for (let q = 0; q < count; q++) {
    if (out + room > outEnd) return q;
    const head = plans + <usize>q * <usize>stride;
    out = screenOf(load<i32>(head), block, groups, head + 16, load<i32>(head, 4), load<i32>(head, 8), excluded, first, out);
    store<u32>(head, <u32>out, 12);
  }
  return count;
}

/** Distance of the columns of a block: its 4096 rows and one line of the cache, so that columns do not push each other out. */
const COLUMN: usize = 4160;
/** Where the tables of costs lie: 256 bytes for each column. A constant, which saves an addition for each locus and row. */
const COSTS: usize = 4096;

// @ts-expect-error: decorator
@inline
function eight0(row: usize): i32 {
  return (
    <i32>load<u8>(<usize>load<u8>(row), COSTS) +
    <i32>load<u8>(<usize>load<u8>(row, 1 * COLUMN), COSTS + 256) +
    <i32>load<u8>(<usize>load<u8>(row, 2 * COLUMN), COSTS + 512) +
    <i32>load<u8>(<usize>load<u8>(row, 3 * COLUMN), COSTS + 768) +
    <i32>load<u8>(<usize>load<u8>(row, 4 * COLUMN), COSTS + 1024) +
    <i32>load<u8>(<usize>load<u8>(row, 5 * COLUMN), COSTS + 1280) +
    <i32>load<u8>(<usize>load<u8>(row, 6 * COLUMN), COSTS + 1536) +
    <i32>load<u8>(<usize>load<u8>(row, 7 * COLUMN), COSTS + 1792)
  );
}

// @ts-expect-error: decorator
@inline
function eight1(row: usize): i32 {
  return (
    <i32>load<u8>(<usize>load<u8>(row, 8 * COLUMN), COSTS + 2048) +
    <i32>load<u8>(<usize>load<u8>(row, 9 * COLUMN), COSTS + 2304) +
    <i32>load<u8>(<usize>load<u8>(row, 10 * COLUMN), COSTS + 2560) +
    <i32>load<u8>(<usize>load<u8>(row, 11 * COLUMN), COSTS + 2816) +
    <i32>load<u8>(<usize>load<u8>(row, 12 * COLUMN), COSTS + 3072) +
    <i32>load<u8>(<usize>load<u8>(row, 13 * COLUMN), COSTS + 3328) +
    <i32>load<u8>(<usize>load<u8>(row, 14 * COLUMN), COSTS + 3584) +
    <i32>load<u8>(<usize>load<u8>(row, 15 * COLUMN), COSTS + 3840)
  );
}

// @ts-expect-error: decorator
@inline
function eight2(row: usize): i32 {
  return (
    <i32>load<u8>(<usize>load<u8>(row, 16 * COLUMN), COSTS + 4096) +
    <i32>load<u8>(<usize>load<u8>(row, 17 * COLUMN), COSTS + 4352) +
    <i32>load<u8>(<usize>load<u8>(row, 18 * COLUMN), COSTS + 4608) +
    <i32>load<u8>(<usize>load<u8>(row, 19 * COLUMN), COSTS + 4864) +
    <i32>load<u8>(<usize>load<u8>(row, 20 * COLUMN), COSTS + 5120) +
    <i32>load<u8>(<usize>load<u8>(row, 21 * COLUMN), COSTS + 5376) +
    <i32>load<u8>(<usize>load<u8>(row, 22 * COLUMN), COSTS + 5632) +
    <i32>load<u8>(<usize>load<u8>(row, 23 * COLUMN), COSTS + 5888)
  );
}

// @ts-expect-error: decorator
@inline
function eight3(row: usize): i32 {
  return (
    <i32>load<u8>(<usize>load<u8>(row, 24 * COLUMN), COSTS + 6144) +
    <i32>load<u8>(<usize>load<u8>(row, 25 * COLUMN), COSTS + 6400) +
    <i32>load<u8>(<usize>load<u8>(row, 26 * COLUMN), COSTS + 6656) +
    <i32>load<u8>(<usize>load<u8>(row, 27 * COLUMN), COSTS + 6912) +
    <i32>load<u8>(<usize>load<u8>(row, 28 * COLUMN), COSTS + 7168) +
    <i32>load<u8>(<usize>load<u8>(row, 29 * COLUMN), COSTS + 7424) +
    <i32>load<u8>(<usize>load<u8>(row, 30 * COLUMN), COSTS + 7680) +
    <i32>load<u8>(<usize>load<u8>(row, 31 * COLUMN), COSTS + 7936)
  );
}

/**
 * Rows whose costs do not exceed the bound, ascending, into `out`; returns how many. The cost of a row is the sum over
 * the first `eights` times eight columns of what its code costs there; costs are not negative.
 */
export function within(columns: usize, eights: i32, rows: i32, bound: i32, first: i32, out: usize): i32 {
  let at = out;
  for (let i: usize = 0; i < <usize>rows; i++) {
    const row = columns + i;
    let cost = eight0(row);
    if (eights > 1) cost += eight1(row);
    if (cost > bound) continue;
    if (eights > 2) {
      cost += eight2(row);
      if (eights > 3) cost += eight3(row);
      if (cost > bound) continue;
    }
    store<i32>(at, first + <i32>i);
    at += 4;
  }
  return <i32>((at - out) >> 2);
}
