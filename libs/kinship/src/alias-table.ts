import type { Random } from './random.ts';

/**
 * Draws places of a list with the chances that stand there, each with one random number and one comparison however long
 * the list: the alias method of Walker (1977), doi:10.1145/355744.355749, set up as by Vose (1991). Requires chances that
 * are not negative and not all zero; they need not sum to 1. A place whose chance is zero is never drawn.
 */
export class AliasTable {
  /** Each column of the square is shared by its own place, up to a height, and another. */
  private readonly heights: Float64Array;
  private readonly others: Int32Array;

  constructor(chances: Float64Array) {
    const n = chances.length;
    const sum = chances.reduce((total, chance) => total + chance, 0);
    const heights = chances.map((chance) => (chance * n) / sum);
    const others = Int32Array.from(heights, (_, i) => i);
    const low = [...heights.keys()].filter((i) => (heights[i] as number) < 1);
    const high = [...heights.keys()].filter((i) => (heights[i] as number) >= 1);
    while (low.length > 0 && high.length > 0) {
      const small = low.pop() as number;
      const large = high.at(-1) as number;
      others[small] = large;
      heights[large] = (heights[large] as number) - (1 - (heights[small] as number));
      if ((heights[large] as number) < 1) low.push(high.pop() as number);
    }
    // what rounding leaves over fills its column alone, or belongs to the likeliest place where it has no chance itself
    const likeliest = chances.indexOf(chances.reduce((most, chance) => Math.max(most, chance), 0));
    for (const i of [...low, ...high]) {
      if ((chances[i] as number) > 0) heights[i] = 1;
      else others[i] = likeliest;
    }
    this.heights = heights;
    this.others = others;
  }

  draw(random: Random): number {
    const at = random() * this.heights.length;
    const column = Math.floor(at);
    return at - column < (this.heights[column] as number) ? column : (this.others[column] as number);
  }
}
