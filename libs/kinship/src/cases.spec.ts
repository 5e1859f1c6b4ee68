import { join } from 'node:path';
import { readFixtureCases } from '../../../test/reference/kinship-cases.ts';
import { linkedRatios } from './linked.ts';
import { kinshipRatios } from './question.ts';

const files = readFixtureCases(join(__dirname, '../../../fixtures/cases'));

function relativeDifference(value: number, expected: number): number {
  return expected === 0 ? Math.abs(value) : Math.abs(value - expected) / expected;
}

describe.each(files)('cases of $name', ({ cases }) => {
  test.each(cases)('$expected.id: each locus as $expected.by has it', ({ expected, question }) => {
    const answer = kinshipRatios(question);
    const [name] = expected.compare;
    const ratios = answer.loci.map((locus) => locus.ratios[name] ?? Number.NaN);
    expect(ratios).toHaveLength(expected.ratios.length);
    for (const [i, ratio] of ratios.entries()) {
      expect(relativeDifference(ratio, expected.ratios[i] as number)).toBeLessThan(1e-9);
    }
    for (const [hypothesis, log10] of Object.entries({ ...expected.others, [name]: expected.log10 })) {
      const ours = answer.log10[hypothesis];
      if (log10 === null) expect(ours).toBeNull();
      else expect(ours).toBeCloseTo(log10, 9);
    }
    for (const { loci, recombination, ratio } of expected.linked ?? []) {
      const joint = linkedRatios(question, { first: loci[0], second: loci[1], recombination });
      expect(relativeDifference(joint[name] ?? Number.NaN, ratio)).toBeLessThan(1e-9);
    }
  });
});

test('there are as many cases as were carried over', () => {
  expect(files.reduce((sum, { cases }) => sum + cases.length, 0)).toBe(370);
});
