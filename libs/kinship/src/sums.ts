/** Sum of all entries. */
export function total(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum;
}

/** Adds the values to the sums, place by place. */
export function addTo(sum: Float64Array, values: Float64Array): void {
  for (let s = 0; s < sum.length; s++) sum[s] = (sum[s] as number) + (values[s] as number);
}
