/** Why a row of the registry is not compared, whatever is asked; `current` ones are. */
export const STANDINGS = ['current', 'superseded', 'erased', 'elimination'] as const;
export type Standing = (typeof STANDINGS)[number];

const FIRST_CAPACITY = 1_024;
const WORDS = 4;

/**
 * What is known of each profile version besides its genotypes: its id, its row in the index, how it stands, and the number of
 * the group it belongs to. 23 bytes each, and 8 to 16 to find it by its id.
 */
export class RegistryRows {
  private ids = new Uint32Array(WORDS * FIRST_CAPACITY);
  private rows = new Int32Array(FIRST_CAPACITY);
  private standings = new Uint8Array(FIRST_CAPACITY);
  private groups = new Uint16Array(FIRST_CAPACITY);
  /** Open addressing: place + 1, or 0. */
  private slots = new Int32Array(2 * FIRST_CAPACITY);
  private count = 0;

  get size(): number {
    return this.count;
  }

  get bytes(): number {
    return [this.ids, this.rows, this.standings, this.groups, this.slots].reduce(
      (sum, each) => sum + each.byteLength,
      0,
    );
  }

  /** The place of this id, or -1. */
  find(id: string): number {
    return (this.slots[this.slotOf(wordsOf(id))] as number) - 1;
  }

  /** Requires an id that has no place yet. */
  add(id: string, row: number, standing: Standing, group: number): void {
    if (this.count === this.rows.length) this.grow();
    const place = this.count++;
    const words = wordsOf(id);
    this.ids.set(words, WORDS * place);
    this.slots[this.slotOf(words)] = place + 1;
    this.set(place, row, standing, group);
  }

  set(place: number, row: number, standing: Standing, group: number): void {
    this.rows[place] = row;
    this.standings[place] = STANDINGS.indexOf(standing);
    this.groups[place] = group;
  }

  rowOf(place: number): number {
    return this.rows[place] as number;
  }

  standingOf(place: number): Standing {
    return STANDINGS[this.standings[place] as number] as Standing;
  }

  groupOf(place: number): number {
    return this.groups[place] as number;
  }

  /** The slot of these words, or the free one where they would go. */
  private slotOf(words: Words): number {
    const mask = this.slots.length - 1;
    // The last words of a UUID of version 7 are chance.
    for (let slot = (words[3] ^ Math.imul(words[2], 0x9e3779b1)) & mask; ; slot = (slot + 1) & mask) {
      const place = (this.slots[slot] as number) - 1;
      if (place < 0 || this.equals(place, words)) return slot;
    }
  }

  private equals(place: number, words: Words): boolean {
    return words.every((word, i) => this.ids[WORDS * place + i] === word);
  }

  private grow(): void {
    const capacity = 2 * this.rows.length;
    this.ids = grown(this.ids, new Uint32Array(WORDS * capacity));
    this.rows = grown(this.rows, new Int32Array(capacity));
    this.standings = grown(this.standings, new Uint8Array(capacity));
    this.groups = grown(this.groups, new Uint16Array(capacity));
    this.slots = new Int32Array(2 * capacity);
    for (let place = 0; place < this.count; place += 1) {
      const [a = 0, b = 0, c = 0, d = 0] = this.ids.subarray(WORDS * place, WORDS * place + WORDS);
      this.slots[this.slotOf([a, b, c, d])] = place + 1;
    }
  }
}

type Words = readonly [number, number, number, number];

function wordsOf(id: string): Words {
  const hex = id.replaceAll('-', '');
  const word = (place: number) => Number.parseInt(hex.slice(8 * place, 8 * place + 8), 16);
  return [word(0), word(1), word(2), word(3)];
}

function grown<A extends Uint32Array | Int32Array | Uint8Array | Uint16Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
