import { sha256Hex } from '@kinledger/audit';
import { writeMutationTable } from '@kinledger/profile';
import { testSigner } from '../../../test/support/audit-log.ts';
import { bundleFiles, confirmedCheck, type Draft, RATES, withRow, zipOf } from '../../../test/support/evidence.ts';
import { recompute, verifyBundle } from './evidence.ts';

// Bundles of checks that were computed with the mutation rates of a study.

const PATH = 'mutation-rates/AABB-2003.json';
const chosen = confirmedCheck(true);

/** The bundle with this text as the file of the rates, or without one. */
async function verified(drafts: readonly Draft[], rates?: string) {
  const files = await bundleFiles(drafts);
  if (rates !== undefined) files.set(PATH, Buffer.from(rates));
  return verifyBundle(zipOf(files), { logKeys: [testSigner().verifierKey] });
}

test('the bundle holds them, whole, and verifies and recomputes with them', async () => {
  const { verified: ok, checked, unchecked, facts } = await verified(chosen, `${RATES}`);
  expect([ok, facts?.rates?.id]).toEqual([true, 'AABB-2003']);
  expect(checked.join('\n')).toContain('Every rate of mutation table AABB-2003');
  expect(unchecked.join('\n')).not.toContain('no part of a bundle');
  expect(recompute(facts!).same).toBe(true);
});

test('a bundle without a chosen study has no such file, and one that is put in is called strange', async () => {
  const { verified: ok, unchecked, facts } = await verified(confirmedCheck(), `${RATES}`);
  expect([ok, facts?.rates]).toEqual([true, null]);
  expect(unchecked.join('\n')).toContain(`no part of a bundle: ${PATH}`);
});

test.each<[what: string, drafts: () => readonly Draft[], text: string | undefined, words: string]>([
  ['no rates', () => chosen, undefined, `${PATH}, the mutation rates, is missing`],
  ['a changed rate', () => chosen, `${RATES}`.replace('0.0017', '0.0018'), 'not the ones that its digest stands for'],
  [
    'another study under the name',
    () => chosen,
    writeMutationTable({ ...JSON.parse(`${RATES}`), loci: { vWA: { maternal: '0.1', paternal: '0.1' } } }),
    'does not hold the rates that the question was asked with',
  ],
  [
    'settings with other rates than those of the study',
    () => {
      const place = chosen.findIndex(({ table }) => table === 'kinship_check');
      const inputs = String(chosen[place]!.row.inputs).replace('"maleRate":"0.0017"', '"maleRate":"0.0018"');
      return withRow(chosen, place, { inputs, inputsDigest: sha256Hex(inputs) });
    },
    `${RATES}`,
    'do not have the rates of',
  ],
])('%s: not verified, and the reason', async (_, drafts, text, words) => {
  const { verified: ok, fault } = await verified(drafts(), text);
  expect([ok, fault?.message]).toEqual([false, expect.stringContaining(words)]);
});
