import { useTranslation } from 'react-i18next';

const RAISED: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

/** 10 to a whole power, written with raised digits. */
export function powerOfTen(exponent: number): string {
  return `10${String(exponent).replace(/./g, (digit) => RAISED[digit] ?? digit)}`;
}

/**
 * A likelihood ratio for reading, cut (never rounded up) after three digits: 38.3, 0.0217, 1.23 × 10¹².
 * Requires `log10` null exactly when the ratio is zero; zero is written 0.
 */
export function readableRatio(log10: string | null): string {
  if (log10 === null) return '0';
  const value = Number(log10);
  const exponent = Math.floor(value + 1e-12);
  const mantissa = Math.floor(10 ** (value - exponent) * 100 + 1e-9) / 100;
  if (exponent > 5 || exponent < -3) return `${mantissa.toFixed(2)} × ${powerOfTen(exponent)}`;
  const decimals = Math.max(0, 2 - exponent);
  const unit = 10 ** decimals;
  return (Math.floor(mantissa * 10 ** exponent * unit + 1e-9) / unit).toLocaleString('en', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/**
 * The posterior probability at even prior odds, in percent, cut after the first digit that is not a nine: never 100%.
 * Null for a ratio below 1, which is better said as a ratio.
 */
export function truncatedPosterior(log10: string | null): string | null {
  if (log10 === null || Number(log10) < 0) return null;
  const power = Number(log10);
  if (power < 3) return (Math.floor((1e4 * 10 ** power) / (1 + 10 ** power)) / 100).toFixed(2);
  const nines = Math.min(Math.floor(power), 8);
  return `99.${'9'.repeat(nines - 2)}`;
}

export interface Formats {
  readonly date: (iso: string | null | undefined) => string;
  readonly number: (value: number) => string;
  /** How long ago, in the largest unit that fits: 3 minutes ago. */
  readonly since: (iso: string) => string;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Dates and counts in the reader's language. */
export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const language = i18n.language === 'zh' ? 'zh-CN' : 'en-GB';
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const spans = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const numbers = new Intl.NumberFormat(language);
  return {
    date: (iso) => (iso === null || iso === undefined ? '–' : dates.format(new Date(iso))),
    number: (value) => numbers.format(value),
    since: (iso) => {
      const seconds = Math.max(0, (Date.now() - Date.parse(iso)) / 1000);
      const [unit, length] = UNITS.find(([, least]) => seconds >= least) ?? UNITS[3];
      return spans.format(-Math.floor(seconds / length), unit);
    },
  };
}
