/** What was unpacked of one entry. */
export interface EntryFacts {
  readonly crc: number;
  readonly size: number;
  readonly done: boolean;
}

interface Listed {
  readonly crc: number;
  readonly size: number;
  readonly offset: number;
}

/** Enough for the directory of every archive within the limits, with its comment. */
const KEPT = 512 * 1024;
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_SIZE = 22;
const ENTRY_SIZE = 46;
const ENCRYPTED = 1;

/** Keeps the end of an archive, where its directory stands (APPNOTE 6.3, sections 4.3.12 and 4.3.16). */
export class ArchiveEnd {
  private space = new Uint8Array(16_384);
  private length = 0;

  push(bytes: Uint8Array): void {
    const tail = bytes.subarray(Math.max(0, bytes.length - KEPT));
    this.makeRoom(tail.length);
    this.space.set(tail, this.length);
    this.length += tail.length;
  }

  private makeRoom(bytes: number): void {
    if (this.length + bytes <= this.space.length) return;
    const kept = Math.min(this.length, KEPT);
    const space = new Uint8Array(Math.max(this.space.length, 2 * (kept + bytes)));
    space.set(this.space.subarray(this.length - kept, this.length));
    this.space = space;
    this.length = kept;
  }

  /** Whether the directory lists exactly what was unpacked, in the order of the archive, and nothing encrypted. */
  agrees(seen: readonly EntryFacts[]): boolean {
    const listed = this.entries();
    if (listed === undefined || listed.length !== seen.length) return false;
    const inOrder = [...listed].sort((a, b) => a.offset - b.offset);
    return inOrder.every(({ crc, size }, index) => {
      const facts = seen[index]!;
      return facts.done && facts.crc === crc && facts.size === size;
    });
  }

  private entries(): readonly Listed[] | undefined {
    const view = new DataView(this.space.buffer, 0, this.length);
    const end = this.endOfDirectory(view);
    if (end === undefined) return undefined;
    const count = view.getUint16(end + 10, true);
    const listed: Listed[] = [];
    let at = end - view.getUint32(end + 12, true);
    for (let i = 0; i < count; i += 1) {
      if (at < 0 || at + ENTRY_SIZE > end || view.getUint32(at, true) !== ENTRY) return undefined;
      if (view.getUint16(at + 8, true) & ENCRYPTED) return undefined;
      listed.push({
        crc: view.getUint32(at + 16, true),
        size: view.getUint32(at + 24, true),
        offset: view.getUint32(at + 42, true),
      });
      at += ENTRY_SIZE + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return at === end ? listed : undefined;
  }

  /** The last record that ends, with its comment, where the archive ends. */
  private endOfDirectory(view: DataView): number | undefined {
    for (let at = view.byteLength - END_SIZE; at >= 0; at -= 1) {
      if (view.getUint32(at, true) !== END) continue;
      if (at + END_SIZE + view.getUint16(at + 20, true) === view.byteLength) return at;
    }
    return undefined;
  }
}
