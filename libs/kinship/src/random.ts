/** A number at least 0 and below 1. */
export type Random = () => number;

/**
 * The same numbers for the same seed, on every machine. Generator: sfc32 (Chris Doty-Humphrey, PractRand 0.95), seeded
 * with the text's FNV-1a hash and stirred as PractRand does. For simulation only, never for secrets.
 */
export function seededRandom(seed: string): Random {
  let [a, b, c, counter] = [fnv1a(seed, 0), fnv1a(seed, 1), fnv1a(seed, 2), 1];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
}

/** FNV-1a, 32 bits, of the code units of a text behind a prefix. */
function fnv1a(text: string, prefix: number): number {
  let hash = Math.imul(0x811c9dc5 ^ prefix, 0x01000193);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}
