import { kinshipRatios } from '@kinledger/kinship';
import type { Kit } from '@kinledger/profile';
import { NONE, placeQuestion, SMALL } from '../../../test/support/belief.ts';
import { nextTypings } from './belief-next.ts';

const MOTHER = { TH01: ['6', '9.3'], TPOX: ['8', '9'] };
const CHILD = { TH01: ['6', '7'] };
const KIT: Kit = {
  id: 'Test',
  title: 'Test',
  manufacturer: '',
  source: '',
  verified: '',
  aliases: [],
  digest: '',
  loci: ['TH01', 'TPOX', 'vWA', 'FGA'].map((locus) => ({ locus, dye: 'blue', ladder: ['1'], further: [] })),
};
const settings = { theta: 0, mutation: NONE };
const seeking = placeQuestion({
  related: 'M f, X m ? M',
  unrelated: 'M f, X m',
  place: 'X',
  typed: { M: MOTHER },
  tables: SMALL,
  settings,
});
const now = Math.log10(1 / (4 * 0.2));
const [TH01, TPOX, VWA] = SMALL as [(typeof SMALL)[0], (typeof SMALL)[0], (typeof SMALL)[0]];

type Table = (typeof SMALL)[number];
const genotypes = ({ alleles }: Table) => alleles.flatMap((a, i) => alleles.slice(i).map((b) => [a, b]));

/** Likelihoods of H1 and H2 at one locus. */
function both(table: Table, typed: Record<string, readonly string[]>, other = '?') {
  const persons = other === '?' ? '' : `, ${other} m`;
  const { question } = placeQuestion({
    related: `M f, X m ${other} M${persons}`,
    unrelated: `M f, X m ${other} ?${persons}`,
    place: 'X',
    typed: Object.fromEntries(Object.entries(typed).map(([id, genotype]) => [id, { [table.locus]: genotype }])),
    tables: [table],
    settings,
  });
  try {
    return kinshipRatios(question).loci[0]!.likelihoods as { related: number; unrelated: number };
  } catch {
    return { related: 0, unrelated: 0 };
  }
}

const told = (options: { kits: readonly Kit[] }) =>
  nextTypings(seeking, CHILD, { ...options, tables: SMALL, now, threshold: 1 });

test('a kit adds the loci that the candidate or the mother lacks: the mean over all genotypes, one by one', () => {
  const [found] = told({ kits: [KIT] }).filter(({ code }) => code === 'type-more-loci');
  // TPOX: the mother is typed; vWA: nobody is
  const given = genotypes(TPOX).map((X) => both(TPOX, { M: MOTHER.TPOX, X }));
  const all = given.reduce((sum, { related }) => sum + related, 0);
  const open = genotypes(VWA).flatMap((M) => genotypes(VWA).map((X) => both(VWA, { M, X })));
  const mean = (likelihoods: typeof given, whole: number): number =>
    likelihoods.reduce((sum, { related, unrelated }) => {
      return related > 0 ? sum + (related / whole) * Math.log10(related / unrelated) : sum;
    }, 0);
  expect(found).toMatchObject({ kit: 'Test', loci: ['TPOX', 'vWA'] });
  expect(found!.gain).toBeCloseTo(mean(given, all) + mean(open, 1), 9);
  const missing = 1 - now;
  const reaching = { related: 0, unrelated: 0 };
  for (const one of given) {
    for (const two of open) {
      if (one.related * two.related === 0) continue;
      if (Math.log10((one.related * two.related) / (one.unrelated * two.unrelated)) < missing) continue;
      reaching.related += (one.related / all) * two.related;
      reaching.unrelated += (one.unrelated / given.reduce((sum, { unrelated }) => sum + unrelated, 0)) * two.unrelated;
    }
  }
  for (const truth of ['related', 'unrelated'] as const) {
    expect(found!.reaching[truth]!.low).toBeLessThanOrEqual(reaching[truth] + 1e-12);
    expect(found!.reaching[truth]!.high).toBeGreaterThanOrEqual(reaching[truth] - 1e-12);
  }
  expect(Object.keys(found!.reaching)).toHaveLength(5);
});

test('the other parent: the mean over all his genotypes, given child and mother', () => {
  const [found] = told({ kits: [] });
  const given = genotypes(TH01).map((O) => both(TH01, { M: MOTHER.TH01, X: CHILD.TH01, O }, 'O'));
  const all = given.reduce((sum, { related }) => sum + related, 0);
  const mean = given.reduce((sum, { related, unrelated }) => {
    return related > 0 ? sum + (related / all) * Math.log10(related / unrelated) : sum;
  }, 0);
  expect(found).toMatchObject({ code: 'type-other-parent', loci: ['TH01'] });
  expect(found!.gain).toBeCloseTo(mean - now, 9);
});

test('the highest gain stands first, and a kit that adds nothing is not named', () => {
  const found = told({ kits: [KIT, { ...KIT, id: 'Old', loci: KIT.loci.slice(0, 1) }] });
  expect(found.map(({ kit }) => kit)).not.toContain('Old');
  const gains = found.map(({ gain }) => gain);
  expect(gains).toEqual(gains.toSorted((a, b) => b - a));
  expect(gains.length).toBe(2);
});

test('a sister who seeks has no other parent to type, and her further loci are simulated', () => {
  const asked = placeQuestion({
    related: 'F m, M f, S f F M, X m F M',
    unrelated: 'F m, M f, S f F M, X m',
    place: 'X',
    typed: { S: MOTHER },
    tables: SMALL,
    settings,
  });
  const found = nextTypings(asked, CHILD, { kits: [KIT], tables: SMALL, now: 0.1, threshold: 0.5 });
  expect(found.map(({ code, loci }) => [code, loci])).toEqual([['type-more-loci', ['TPOX', 'vWA']]]);
  const { low, value, high } = found[0]!.reaching.related!;
  expect(low < value && value < high).toBe(true);
  expect(nextTypings(asked, CHILD, { kits: [KIT], tables: SMALL, now: 0.1, threshold: 0.5 })).toEqual(found);
});
