import { ANY, type Dictionary, UNTYPED } from './dictionary.ts';
import { SearchError } from './error.ts';
import { type BlockLayout, type LocusLayout, OUT_END, PLANE, ROWS } from './layout.ts';
import { Memory } from './memory.ts';

/** Codes from here on stand beside the column of bytes, which holds this number for them. */
export const ESCAPE = 255;

interface Views {
  readonly bytes: Uint8Array;
  readonly halves: Uint16Array;
  readonly words: Int32Array;
}

/** Blocks of rows in one memory: columns of codes and planes of bits, which always say the same. */
export class BlockStore {
  readonly memory: Memory;
  /** Start of each block; block i holds the rows from 4,096 i on. */
  readonly starts: number[] = [];
  /** Codes that do not fit into a byte, by locus and row. */
  private readonly beside: readonly Map<number, number>[];
  /** Of the buffer, which is another one after it grew. */
  views: Views;

  constructor(
    readonly layout: BlockLayout,
    private readonly dictionaries: readonly Dictionary[],
    simd: boolean,
  ) {
    this.memory = new Memory(simd);
    this.beside = layout.loci.map(() => new Map());
    if (this.memory.allocate(OUT_END) === undefined) throw full();
    this.views = viewsOf(this.memory.buffer);
  }

  /** Makes room for a row; rows without one are dead. */
  makeRoom(row: number): void {
    if (row < this.starts.length * ROWS) return;
    const start = this.memory.allocate(this.layout.bytes);
    if (start === undefined) throw full();
    this.views = viewsOf(this.memory.buffer);
    this.starts.push(start);
    this.views.bytes.fill(0xff, start + this.layout.ones, start + this.layout.dead + PLANE);
  }

  /** Refuses to be searched where columns or planes end before the rows do. */
  check(rows: number): void {
    const end = this.layout.bytes + (this.starts[this.starts.length - 1] ?? -this.layout.bytes);
    if (this.starts.length * ROWS >= rows && this.memory.buffer.byteLength >= end) return;
    throw new SearchError('tables-too-short', `The planes end before row ${rows - 1}; build the index anew.`);
  }

  codeAt(row: number, locus: number): number {
    const { column, wide } = this.layout.loci[locus] as LocusLayout;
    const place = this.startOf(row) + column;
    if (wide) return this.views.halves[(place >> 1) + (row % ROWS)] as number;
    const code = this.views.bytes[place + (row % ROWS)] as number;
    return code === ESCAPE ? (this.beside[locus]?.get(row) as number) : code;
  }

  /** Which of the planes holds the row. */
  planeWith(row: number, planes: readonly number[]): number {
    return planes.findIndex((plane) => ((this.views.bytes[this.byteOf(row, plane)] as number) >> (row & 7)) & 1);
  }

  mark(row: number, plane: number, set: boolean): void {
    const place = this.byteOf(row, plane);
    const before = this.views.bytes[place] as number;
    this.views.bytes[place] = set ? before | (1 << (row & 7)) : before & ~(1 << (row & 7));
  }

  /** Writes the genotypes of a row that has none yet. One allele seen may hide any other: it gets the bits of all. */
  write(row: number, codes: readonly number[]): void {
    const { bytes } = this.views;
    const bit = 1 << (row & 7);
    const byte = this.byteOf(row, 0);
    const set = (place: number): void => {
      bytes[place] = (bytes[place] as number) | bit;
    };
    for (let i = 0; i < codes.length; i++) {
      const { planes, named } = this.layout.loci[i] as LocusLayout;
      const code = codes[i] as number;
      this.writeCode(row, i, code);
      const { first, second } = this.dictionaries[i] as Dictionary;
      const [a, b] = [first[code] as number, second[code] as number];
      const place = byte + planes;
      if (b === ANY) for (let p = 0; p < named.length + 2; p++) set(place + p * PLANE);
      else {
        set(place + Math.min(a, named.length) * PLANE);
        set(place + Math.min(b, named.length) * PLANE);
        if (a === b) set(place + (named.length + 1) * PLANE);
      }
    }
  }

  /** Overwrites the genotypes of a row. */
  clear(row: number): void {
    for (const [i, { planes, named }] of this.layout.loci.entries()) {
      this.writeCode(row, i, UNTYPED);
      for (let p = 0; p < named.length + 2; p++) this.mark(row, planes + p * PLANE, false);
    }
  }

  private writeCode(row: number, locus: number, code: number): void {
    const { column, wide } = this.layout.loci[locus] as LocusLayout;
    const place = this.startOf(row) + column;
    if (wide) this.views.halves[(place >> 1) + (row % ROWS)] = code;
    else this.views.bytes[place + (row % ROWS)] = Math.min(code, ESCAPE);
    if (!wide && code >= ESCAPE) this.beside[locus]?.set(row, code);
    else if (code === UNTYPED) this.beside[locus]?.delete(row);
  }

  private startOf(row: number): number {
    return this.starts[(row - (row % ROWS)) / ROWS] as number;
  }

  private byteOf(row: number, plane: number): number {
    return this.startOf(row) + plane + ((row % ROWS) >> 3);
  }
}

function viewsOf(buffer: ArrayBufferLike): Views {
  return { bytes: new Uint8Array(buffer), halves: new Uint16Array(buffer), words: new Int32Array(buffer) };
}

function full(): SearchError {
  return new SearchError('index-full', 'The index has no room for more profiles; spread them over several shards.');
}
