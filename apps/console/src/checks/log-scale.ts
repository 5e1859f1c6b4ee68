export interface LogScale {
  /** The whole powers of ten that enclose all values and 0. */
  readonly powers: readonly number[];
  readonly at: (log10: number) => number;
}

/** Where log10 values fall between `from` and `to`. The place of 0, a ratio of 1, is always inside. */
export function logScale(values: readonly number[], from: number, to: number): LogScale {
  const low = Math.min(-1, Math.floor(Math.min(...values, 0)));
  const high = Math.max(1, Math.ceil(Math.max(...values, 0)));
  const powers = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  return { powers, at: (log10) => from + ((log10 - low) / (high - low)) * (to - from) };
}
