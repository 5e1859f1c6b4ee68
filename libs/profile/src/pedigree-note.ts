import type { SampleListener } from './collect.ts';

/** Says that a file holds more than an upload stores: how its persons are related belongs into a case. */
export function tellOfPedigree(row: number, into: SampleListener): void {
  const message =
    'The file also says how its persons are related. That is not stored with the samples; enter it in the case.';
  into.skip(row, undefined, 'pedigree-not-stored', message);
}
