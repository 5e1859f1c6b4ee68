const LANES = 4;

/** Four numbers of 32 bits that stand for a text: FNV-1a behind four prefixes. Not a cryptographic hash. */
export function lanesOf(text: string): Uint32Array {
  const lanes = new Uint32Array(LANES);
  for (let lane = 0; lane < LANES; lane++) {
    let hash = Math.imul(0x811c9dc5 ^ (lane + 1), 0x01000193);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    lanes[lane] = stirred(hash);
  }
  return lanes;
}

/** The finalizer of MurmurHash3 (Austin Appleby): every bit of the input changes about half of the output. */
function stirred(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A sum of 128 bits over the rows of a registry, whatever order they came in: equal registries have equal sums, and a
 * registry that lost, gained or changed a row has the same one by a chance of about 2^-128. It finds errors; it does not
 * withstand somebody who makes up profiles to meet it.
 */
export class Fingerprint {
  private readonly sums = new Uint32Array(LANES);
  private readonly row = new Uint32Array(LANES);

  /** Begins a row with its id and group. */
  begin(id: string, group: Uint32Array): void {
    this.row.set(lanesOf(id));
    this.include(group);
  }

  /** Puts a part into the row that was begun; the order of the parts does not matter. */
  include(part: Uint32Array): void {
    for (let lane = 0; lane < LANES; lane++) this.row[lane] = (this.row[lane] as number) + (part[lane] as number);
  }

  /** Adds the row to the sum, or takes it out. */
  end(sign: 1 | -1): void {
    for (let lane = 0; lane < LANES; lane++) {
      const mixed = stirred((this.row[lane] as number) ^ Math.imul(this.row[(lane + 1) % LANES] as number, 0x9e3779b1));
      this.sums[lane] = (this.sums[lane] as number) + sign * mixed;
    }
  }

  text(): string {
    return [...this.sums].map((sum) => sum.toString(16).padStart(8, '0')).join('');
  }
}
