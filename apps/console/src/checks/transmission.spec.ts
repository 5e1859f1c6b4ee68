import { nearestMutation, transmission } from './transmission.ts';

test.each([
  ['one allele fits', ['6', '9.3'], ['6', '7'], undefined, ['6'], ['9.3']],
  ['both fit', ['6', '7'], ['6', '7'], undefined, ['6', '7'], ['7', '6']],
  ['the other parent decides', ['6', '7'], ['6', '7'], ['7', '8'], ['6'], ['7']],
  ['a homozygote', ['6', '6'], ['6', '8'], ['6', '9'], ['6'], ['6']],
  ['one allele stated', ['6'], ['6', '8'], undefined, ['6'], ['6']],
] as const)('%s: what came from whom', (_, child, parent, other, fromParent, fromOther) => {
  const found = transmission([...child], [...parent], other && [...other]);
  expect(found).toEqual({ fromParent, fromOther, impossible: false });
});

test('nobody can have handed on what neither has', () => {
  expect(transmission(['6', '7'], ['8', '9'], undefined).impossible).toBe(true);
  expect(transmission(['6', '7'], ['6', '9'], ['6', '8']).impossible).toBe(true);
});

test('the smallest mutation explains an inconsistent locus', () => {
  expect(nearestMutation(['11', '18'], ['15', '19'], undefined)).toEqual({ from: '19', to: '18', steps: 1 });
  expect(nearestMutation(['11', '18'], ['15', '19'], ['18'])).toEqual({ from: '15', to: '11', steps: 4 });
  expect(nearestMutation(['9.3'], ['10', '11.3'], undefined)).toEqual({ from: '11.3', to: '9.3', steps: 2 });
  expect(nearestMutation(['9.3'], ['10'], undefined).steps).toBeNull();
});
