import fc from 'fast-check';
import { AliasTable } from './alias-table.ts';
import { seededRandom } from './random.ts';

const weights = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1, noNaN: true })), { minLength: 1, maxLength: 12 })
  .filter((values) => values.some((value) => value > 0));

test('every place is drawn over a part of the numbers from 0 to 1 that is as wide as its chance', () => {
  fc.assert(
    fc.property(weights, (values) => {
      const table = new AliasTable(Float64Array.from(values));
      const steps = 2000 * values.length;
      const counts = values.map(() => 0);
      for (let i = 0; i < steps; i++) {
        const place = table.draw(() => (i + 0.5) / steps);
        counts[place] = (counts[place] as number) + 1;
      }
      const sum = values.reduce((total, value) => total + value, 0);
      for (const [place, value] of values.entries()) {
        if (value === 0) expect(counts[place]).toBe(0);
        expect(Math.abs((counts[place] as number) / steps - value / sum)).toBeLessThan(values.length / steps + 1e-9);
      }
    }),
    { seed: 11, numRuns: 25 },
  );
});

test('a seed gives the same draws', () => {
  const table = new AliasTable(Float64Array.of(0.2, 0.3, 0.5));
  const draws = () => {
    const random = seededRandom('alias');
    return Array.from({ length: 20 }, () => table.draw(random));
  };
  expect(draws()).toEqual(draws());
});
