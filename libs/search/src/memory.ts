/** What TypeScript need know of WebAssembly here; the types of browsers are not loaded, because libs run in Node too. */
declare const WebAssembly: {
  readonly Memory: new (shape: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

interface WasmMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

const PAGE = 65_536;
const MOST_PAGES = 65_536;

/** Bytes that grow and that a kernel may work on in place; at most 4 GiB. All places in it are multiples of 64. */
export class Memory {
  private readonly wasm: WasmMemory | undefined;
  private plain: ArrayBuffer;
  private used = 0;

  /** With `simd`, the memory can be handed to the kernel and to other threads. */
  constructor(simd: boolean) {
    this.wasm = simd ? new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true }) : undefined;
    this.plain = new ArrayBuffer(this.wasm === undefined ? PAGE : 0);
  }

  get buffer(): ArrayBufferLike {
    return this.wasm?.buffer ?? this.plain;
  }

  /** Bytes handed out so far. */
  get bytes(): number {
    return this.used;
  }

  /** Place of so many new bytes, all zero; `undefined` when there is no room for them. */
  allocate(bytes: number): number | undefined {
    const place = this.used;
    const end = place + Math.ceil(bytes / 64) * 64;
    const missing = Math.ceil((end - this.buffer.byteLength) / PAGE);
    if (end > MOST_PAGES * PAGE - PAGE) return undefined;
    if (missing > 0 && !this.grow(missing)) return undefined;
    this.used = end;
    return place;
  }

  /** A kernel that works on this memory. Requires that the memory was made for it. */
  instantiate(bytes: Uint8Array): object {
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: this.wasm } }).exports;
  }

  private grow(pages: number): boolean {
    try {
      if (this.wasm !== undefined) return this.wasm.grow(pages) >= 0;
      const grown = new ArrayBuffer(Math.max(this.plain.byteLength + pages * PAGE, 1.5 * this.plain.byteLength));
      new Uint8Array(grown).set(new Uint8Array(this.plain));
      this.plain = grown;
      return true;
    } catch {
      return false;
    }
  }
}
