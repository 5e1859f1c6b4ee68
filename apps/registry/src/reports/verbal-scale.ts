/** How strongly findings support one hypothesis rather than the other. */
export interface Support {
  readonly strength: (typeof STRENGTHS)[number][0];
  readonly for: 'h1' | 'h2';
}

/** From this log10 upwards. ENFSI guideline for evaluative reporting in forensic science (2015), appendix. */
const STRENGTHS = [
  ['extremely-strong', 6],
  ['very-strong', 4],
  ['strong', 3],
  ['moderately-strong', 2],
  ['moderate', 1],
  ['weak', Math.log10(2)],
  ['none', 0],
] as const;

/** Requires null exactly for a ratio of zero. */
export function supportOf(log10: string | null): Support {
  const value = log10 === null ? Number.NEGATIVE_INFINITY : Number(log10);
  const found = STRENGTHS.find(([, least]) => Math.abs(value) >= least);
  return { strength: found?.[0] ?? 'none', for: value < 0 ? 'h2' : 'h1' };
}

/** A ratio for reading: `1.23` and the power of ten beside it; no power for 0.001 to 999,999. */
export interface ReadableRatio {
  readonly digits: string;
  readonly power: number | null;
}

/** Cut after three digits and never rounded up: what is printed is not more than what was computed. */
export function readableRatio(log10: string | null): ReadableRatio {
  if (log10 === null) return { digits: '0', power: null };
  const value = Number(log10);
  const exponent = Math.floor(value + 1e-12);
  const mantissa = Math.floor(10 ** (value - exponent) * 100 + 1e-9) / 100;
  if (exponent > 5 || exponent < -3) return { digits: mantissa.toFixed(2), power: exponent };
  const decimals = Math.max(0, 2 - exponent);
  const unit = 10 ** decimals;
  const cut = Math.floor(mantissa * 10 ** exponent * unit + 1e-9) / unit;
  const format = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return { digits: cut.toLocaleString('en', format), power: null };
}

/** The same in one line: `1.23 × 10^12`. */
export function ratioLine(log10: string | null): string {
  const { digits, power } = readableRatio(log10);
  return power === null ? digits : `${digits} × 10^${power}`;
}

/** A log10 with four decimals, cut towards minus infinity. */
export function log10Line(log10: string | null): string {
  if (log10 === null) return '−∞';
  const cut = Math.floor(Number(log10) * 1e4 + 1e-9) / 1e4;
  return cut.toFixed(4).replace('-', '−');
}
