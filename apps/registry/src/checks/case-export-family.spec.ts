import { readFileSync } from 'node:fs';
import {
  DEFAULT_SETTINGS,
  kinshipRatios,
  parentage,
  readFamFile,
  readPedFile,
  writeFamFile,
  writePedFile,
} from '@kinledger/kinship';
import { type Profile, readFrequencyTable } from '@kinledger/profile';
import { TRIO } from '../../../../test/e2e/profiles.ts';
import { type AskedFamily, type FamilyMember, famFile, pedFamily } from './case-export-family.ts';

const table = readFrequencyTable(JSON.parse(readFileSync('database/reference/frequencies/NIST1036-Cauc.json', 'utf8')));
const settings = DEFAULT_SETTINGS;
const profile = (sample: keyof typeof TRIO): Profile => TRIO[sample];
const child: FamilyMember = { code: 'C', sex: 'female', profile: profile('T-CHILD') };
const mother: FamilyMember = { code: 'M', sex: 'female', profile: profile('T-MOTHER') };
const father: FamilyMember = { code: 'F', sex: 'male', profile: profile('T-FATHER') };

const ASKED: readonly (readonly [AskedFamily, readonly FamilyMember[]])[] = [
  [{ question: 'one-parent', child: 'C', parent: 'M' }, [child, mother]],
  [{ question: 'known-parent', child: 'C', parent: 'F', otherParent: 'M' }, [child, mother, father]],
  [{ question: 'both-parents', child: 'C', parent: 'F', otherParent: 'M' }, [child, mother, father]],
];

/** The likelihood ratio that whoever opens the file gets, locus by locus. */
function log10Of(text: string): number {
  const { hypotheses, loci, theta } = readFamFile(text);
  return loci.reduce((sum, { table: of, observations, mutation }) => {
    const locus = { table: of, observations };
    const answer = kinshipRatios({ hypotheses, against: 'H2', loci: [locus], settings: { theta, mutation } });
    return sum + answer.log10.H1!;
  }, 0);
}

const byQuestion = ASKED.map(([asked, members]) => [asked.question, asked, members] as const);

test.each(byQuestion)('a file for Familias gives the likelihood ratio of the check: %s', (_, asked, members) => {
  const at = (code: string | undefined) => members.find((member) => member.code === code)!;
  const otherParent = asked.otherParent === undefined ? {} : { otherParent: at(asked.otherParent) };
  const { combined } = parentage({
    ...{ question: asked.question, child: at(asked.child), parent: at(asked.parent), ...otherParent },
    ...{ table, settings },
  });
  const text = writeFamFile(famFile(members, asked, { table, settings, unfit: 'refuse' }));
  expect(log10Of(text)).toBeCloseTo(Number(combined.log10), 4);
});

test('what Familias has no room for is refused by person and locus, or left out and told in the file', () => {
  const odd = { ...child, profile: { ...child.profile, TPOX: ['8'], FGA: ['20', '21', '22'] } };
  const wish = { table, settings } as const;
  expect(() => famFile([odd, mother], undefined, { ...wish, unfit: 'refuse' })).toThrow(
    expect.objectContaining({
      code: 'fam-unfit',
      detail: expect.stringMatching(/FGA of C.*TPOX of C|TPOX of C.*FGA of C/),
    }),
  );
  const file = famFile([odd, mother], undefined, { ...wish, unfit: 'mapped' });
  expect(readFamFile(writeFamFile(file)).database).toMatch(/left out: .*of C/);
  expect(file.loci.find(({ table: { locus } }) => locus === 'TPOX')?.observations).toEqual({ M: ['10', '11'] });
});

test('a pedigree file holds the family of H1, with a person without genotypes for a parent whom nobody named', () => {
  const [asked, members] = ASKED[0]!;
  const [family] = readPedFile(writePedFile([pedFamily('K-000001', members, asked)], 'quickped'));
  const unnamed = 'unnamed father of C';
  expect(family?.pedigree).toEqual([
    { id: unnamed, sex: 'male', father: null, mother: null },
    { id: 'C', sex: 'female', father: unnamed, mother: 'M' },
    { id: 'M', sex: 'female', father: null, mother: null },
  ]);
  expect(family?.profiles).toEqual({ C: child.profile, M: mother.profile });
});

test('nobody gets a sex that the case does not know', () => {
  const unknown = { ...child, sex: 'unknown' } as const;
  expect(() => pedFamily('K', [unknown], undefined)).toThrow(expect.objectContaining({ code: 'sex-unknown' }));
});
