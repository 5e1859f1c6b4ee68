import { useFormats } from '../format.ts';

/** Numbers in the reader's language: one, or the least and the greatest. */
export function useRange(): (numbers: readonly number[]) => string {
  const { number } = useFormats();
  return (numbers) => {
    if (numbers.length === 0) return '–';
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
    return least === most ? number(least) : `${number(least)}–${number(most)}`;
  };
}
