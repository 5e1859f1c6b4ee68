import { KERNEL } from './kernel.gen.ts';
import { plainKernel } from './kernel-plain.ts';
import type { Memory } from './memory.ts';

/** The scans over one block, as assembly/kernel.ts documents them; addresses are places in the memory of the index. */
export interface Kernel {
  readonly name: 'simd' | 'plain';
  screenMany(
    block: number,
    groups: number,
    plans: number,
    stride: number,
    count: number,
    excluded: number,
    first: number,
    out: number,
    outEnd: number,
  ): number;
  within(columns: number, eights: number, rows: number, bound: number, first: number, out: number): number;
}

/** The smallest module that needs SIMD: one function that makes a vector and drops it. */
const PROBE = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  4,
  1,
  96,
  0,
  0,
  3,
  2,
  1,
  0,
  10,
  9,
  1,
  7,
  0,
  65,
  0,
  253,
  15,
  26,
  11,
);

declare const WebAssembly: { validate(bytes: Uint8Array): boolean } | undefined;

/** Whether the WebAssembly kernel can run here: it needs SIMD and shared memory. */
export function simdAvailable(): boolean {
  if (typeof WebAssembly === 'undefined' || typeof SharedArrayBuffer === 'undefined') return false;
  return WebAssembly.validate(PROBE);
}

/** The kernel for a memory: WebAssembly where the memory was made for it, otherwise plain TypeScript. */
export function kernelOn(memory: Memory, simd: boolean): Kernel {
  if (!simd) return plainKernel(memory);
  const exported = memory.instantiate(fromBase64(KERNEL)) as Omit<Kernel, 'name'>;
  return {
    name: 'simd',
    screenMany: (...args) => exported.screenMany(...args),
    within: (...args) => exported.within(...args),
  };
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
