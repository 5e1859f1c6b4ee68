import { keptMutationMatrix } from './matrix-memory.ts';
import { type MutationParameters, mutationMatrix } from './mutation.ts';

const ALLELES = ['9', '9.3', '10', '11'];
const STEPWISE: MutationParameters = { model: 'stepwise', rate: 0.002, range: 0.1, rate2: 1e-6 };

test('a matrix is made once for the same alleles and parameters, and is the one that would be made', () => {
  const one = keptMutationMatrix(ALLELES, [0.1, 0.2, 0.3, 0.4], STEPWISE);
  expect(keptMutationMatrix(ALLELES, [0.4, 0.3, 0.2, 0.1], STEPWISE)).toBe(one);
  expect(one).toEqual(mutationMatrix(ALLELES, [0.1, 0.2, 0.3, 0.4], STEPWISE));
});

test.each<[string, readonly string[], Partial<MutationParameters>]>([
  ['rate', ALLELES, { rate: 0.003 }],
  ['range', ALLELES, { range: 0.2 }],
  ['rate to other groups', ALLELES, { rate2: 1e-5 }],
  ['model', ALLELES, { model: 'equal' }],
  ['allele', ['9', '9.3', '10', '12'], {}],
  ['frequency, with a model that looks at them', ALLELES, { model: 'proportional' }],
  ['frequency, with a transform', ALLELES, { transform: 'PM' }],
])('another %s makes another matrix', (_, alleles, change) => {
  keptMutationMatrix(ALLELES, [0.1, 0.2, 0.3, 0.4], { ...STEPWISE, ...change });
  const frequencies = [0.25, 0.25, 0.2, 0.3];
  const parameters = { ...STEPWISE, ...change };
  expect(keptMutationMatrix(alleles, frequencies, parameters)).toEqual(
    mutationMatrix(alleles, frequencies, parameters),
  );
});
