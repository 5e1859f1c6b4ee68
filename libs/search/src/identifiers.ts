import { SearchError } from './error.ts';

const CHUNK = 1 << 20;
const LONGEST = 255;
const [DASH, DIGIT_0, LETTER_A] = [45, 48, 97];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The ids of the rows as bytes in chunks, UUIDs in 16 of them, with a table to find the row of an id. */
export class Identifiers {
  private readonly chunks: Uint8Array[] = [new Uint8Array(CHUNK)];
  private free = 0;
  private places = new Uint32Array(1024);
  /** Row + 1 by hash, open addressing; 0 is empty. Kept at most half full. */
  private table = new Int32Array(2048);
  private count = 0;

  get bytes(): number {
    return this.chunks.length * CHUNK + this.places.byteLength + this.table.byteLength;
  }

  /** The row of a new id is the number of ids before it. */
  add(id: string): number {
    const packed = pack(id);
    if (this.count * 2 >= this.table.length) this.rehash();
    const slot = this.slotOf(packed);
    if ((this.table[slot] as number) > 0)
      throw new SearchError('id-repeated', `Row ${this.count}: its id is in the index.`);
    const row = this.count++;
    if (row >= this.places.length) this.places = grown(this.places);
    this.places[row] = this.append(packed);
    this.table[slot] = row + 1;
    return row;
  }

  find(id: string): number | undefined {
    const row = (this.table[this.slotOf(pack(id))] as number) - 1;
    return row < 0 ? undefined : row;
  }

  get(row: number): string {
    const bytes = this.bytesOf(row);
    const [length = 0] = bytes;
    if (length > 0) return new TextDecoder().decode(bytes.subarray(1));
    const hex = Array.from(bytes.subarray(1), (byte) => byte.toString(16).padStart(2, '0')).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  private bytesOf(row: number): Uint8Array {
    const place = this.places[row] as number;
    const chunk = this.chunks[Math.floor(place / CHUNK)] as Uint8Array;
    const at = place % CHUNK;
    return chunk.subarray(at, at + 1 + ((chunk[at] as number) || 16));
  }

  private append(packed: Uint8Array): number {
    if (this.free + packed.length > CHUNK) {
      this.chunks.push(new Uint8Array(CHUNK));
      this.free = 0;
    }
    const chunk = this.chunks.length - 1;
    (this.chunks[chunk] as Uint8Array).set(packed, this.free);
    this.free += packed.length;
    return chunk * CHUNK + this.free - packed.length;
  }

  /** The slot that holds an id, or the empty one where it would be. */
  private slotOf(packed: Uint8Array): number {
    const mask = this.table.length - 1;
    for (let slot = hashOf(packed) & mask; ; slot = (slot + 1) & mask) {
      const row = (this.table[slot] as number) - 1;
      if (row < 0 || same(this.bytesOf(row), packed)) return slot;
    }
  }

  private rehash(): void {
    this.table = new Int32Array(this.table.length * 2);
    for (let row = 0; row < this.count; row++) this.table[this.slotOf(this.bytesOf(row))] = row + 1;
  }
}

/** Length and bytes; length 0 stands for the 16 bytes of a UUID in lower case. */
function pack(id: string): Uint8Array {
  if (UUID.test(id)) {
    const packed = new Uint8Array(17);
    for (let i = 0, at = 2; i < id.length; i++) {
      const letter = id.charCodeAt(i);
      if (letter === DASH) continue;
      packed[at >> 1] =
        ((packed[at >> 1] as number) << 4) | (letter < LETTER_A ? letter - DIGIT_0 : letter - LETTER_A + 10);
      at++;
    }
    return packed;
  }
  const text = new TextEncoder().encode(id);
  if (text.length === 0 || text.length > LONGEST) {
    throw new SearchError('question-invalid', `An id has ${text.length} bytes; 1 to ${LONGEST} are possible.`);
  }
  return Uint8Array.of(text.length, ...text);
}

function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function grown(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(values.length * 2);
  more.set(values);
  return more;
}
