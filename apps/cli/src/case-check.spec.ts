import { checkedCase } from './case-check.ts';

const person = (id: string, father: string | null = null) => ({ id, father, mother: null, sex: 1 });
const good = {
  id: 'one',
  frequencies: 'tiny',
  loci: ['vWA', 'TH01'],
  individuals: { P: { sex: 1, genotypes: { vWA: ['15', null], TH01: null } }, C: { genotypes: { vWA: ['15', ''] } } },
  hypotheses: [
    { name: 'father', pedigree: [person('P'), person('C', 'P')] },
    { name: 'unrelated', pedigree: [person('P'), person('C')] },
  ],
  numerator: 'father',
  denominator: 'unrelated',
};
const sparse = { person: 'C', perAlleleDropout: 0.1, homozygoteDropout: 0.01, dropin: 0, observedAlleles: {} };

test('a case is given back as it is, also with null for what is not stated', () => {
  const nulls = { theta: null, mutation: null, linkage: null, dropout: null, priors: null, chromosome: null };
  expect(checkedCase(good)).toBe(good);
  expect(checkedCase({ ...good, ...nulls })).toMatchObject(nulls);
});

test.each<[unknown, RegExp]>([
  [null, /^A case must be an object/],
  [[], /^A case must be an object/],
  [{ ...good, loci: 'vWA' }, /^"loci" must be a list/],
  [{ ...good, loci: ['vWA', 'VWA'] }, /^"loci" has VWA twice/],
  [{ ...good, hypotheses: undefined }, /^"hypotheses" must be a list/],
  [{ ...good, hypotheses: [good.hypotheses[0], good.hypotheses[0]] }, /^Two hypotheses are named father/],
  [{ ...good, hypotheses: [{ name: 'father', pedigree: null }] }, /^Hypothesis father needs a "pedigree"/],
  [{ ...good, hypotheses: [{ name: 'father', pedigree: [{ ...person('P'), sex: '1' }] }] }, /"sex" of P must be 1/],
  [
    { ...good, hypotheses: [{ name: 'father', pedigree: [{ ...person('P'), father: 7 }] }] },
    /"father" and "mother" of P/,
  ],
  [{ ...good, numerator: 'uncle' }, /^"numerator" must be one of the hypotheses: father, unrelated/],
  [{ ...good, denominator: undefined }, /^"denominator" must be one/],
  [{ ...good, individuals: null }, /^"individuals" must be an object/],
  [{ ...good, individuals: { P: null } }, /^Individual P must be an object/],
  [{ ...good, individuals: { P: { sex: 2, genotypes: {} } } }, /^"sex" of P is not the one .* hypothesis father/],
  [
    { ...good, individuals: { P: { genotypes: { vWA: '15/16' } } } },
    /^Individual P, locus vWA: alleles must be a list/,
  ],
  [
    { ...good, individuals: { P: { genotypes: { vWA: [15, 16] } } } },
    /^Individual P, locus vWA: alleles must be a list/,
  ],
  [{ ...good, theta: '0.01' }, /^"theta" must be a number/],
  [{ ...good, silentAlleleFrequency: '0' }, /^"silentAlleleFrequency" must be a number/],
  [{ ...good, chromosome: 'x' }, /^"chromosome" must be "autosomal" or "X"/],
  [{ ...good, frequencies: 5 }, /^"frequencies" must be the name of a table/],
  [{ ...good, frequencyOverrides: { vWA: { 15: '1' } } }, /^"frequencyOverrides" of vWA must hold numbers/],
  [{ ...good, priors: { father: '1' } }, /^"priors" must hold numbers/],
  [{ ...good, mutation: 'equal' }, /^"mutation" must be an object/],
  [{ ...good, mutation: { maleRate: 0.1 } }, /^"mutation" needs a "model"/],
  [{ ...good, mutation: { model: 'equal', maleRate: 0.1 } }, /^"mutation" needs a "femaleRate" for the model equal/],
  [{ ...good, mutation: { model: 'equal', maleRate: '0.1', femaleRate: 0.1 } }, /^"maleRate" must be a number/],
  [{ ...good, linkage: [{ locus1: 'vWA', locus2: 'TH01' }] }, /^A pair in "linkage" needs/],
  [{ ...good, dropout: { ...sparse, dropin: undefined } }, /^"dropout" needs a number "dropin"/],
  [{ ...good, dropout: { ...sparse, observedAlleles: { vWA: '15' } } }, /^"observedAlleles", locus vWA/],
])('%#: the fault is named by its place', (value, message) => {
  expect(() => checkedCase(value)).toThrow(message);
});
