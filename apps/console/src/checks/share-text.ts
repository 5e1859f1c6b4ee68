/** A share for reading: percent from one in a thousand on, else "1 : n" with n in two digits; never 100%. */
export function shareText(share: number, number: (value: number) => string): string {
  if (!(share > 1e-12)) return '< 1 : 10¹²';
  if (share >= 0.9995) return '> 99.9%';
  if (share >= 0.001) return `${(Math.floor(share * 1000) / 10).toFixed(1)}%`;
  const times = 1 / share;
  const unit = 10 ** (Math.floor(Math.log10(times)) - 1);
  return `1 : ${number(Math.round(times / unit) * unit)}`;
}
