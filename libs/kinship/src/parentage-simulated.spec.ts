import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFrequencyTable } from '@kinledger/profile';
import { type ParentageInput, type Participant, parentage } from './parentage.ts';
import { seededRandom } from './random.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { simulateChild, simulateProfile } from './simulate.ts';

const file = join(__dirname, '../../../database/reference/frequencies/NIST1036-Asian.json');
const table = readFrequencyTable(JSON.parse(readFileSync(file, 'utf8')));
const FAMILIES = 25;

function families(): readonly Readonly<Record<'child' | 'mother' | 'father' | 'stranger', Participant>>[] {
  const random = seededRandom('families');
  return Array.from({ length: FAMILIES }, () => {
    const [mother, father, stranger] = [1, 2, 3].map(() => simulateProfile(table, random));
    if (mother === undefined || father === undefined || stranger === undefined) throw new Error('no profiles');
    const child = simulateChild({ father, mother }, table, random, DEFAULT_SETTINGS.mutation);
    return {
      child: { code: 'K-child', sex: 'female', profile: child },
      mother: { code: 'K-mother', sex: 'female', profile: mother },
      father: { code: 'K-father', sex: 'male', profile: father },
      stranger: { code: 'K-stranger', sex: 'male', profile: stranger },
    };
  });
}

const ask = (input: Omit<ParentageInput, 'table' | 'settings'>) =>
  parentage({ ...input, table, settings: DEFAULT_SETTINGS });

test('with all loci of the table every true parent is supported and every stranger excluded', () => {
  for (const { child, mother, father, stranger } of families()) {
    expect(ask({ question: 'one-parent', child, parent: mother }).verdict).toBe('supported');
    expect(ask({ question: 'known-parent', child, parent: father, otherParent: mother }).verdict).toBe('supported');
    expect(ask({ question: 'both-parents', child, parent: mother, otherParent: father }).verdict).toBe('supported');
    expect(ask({ question: 'one-parent', child, parent: stranger }).verdict).toBe('excluded');
    expect(ask({ question: 'known-parent', child, parent: stranger, otherParent: mother }).verdict).toBe('excluded');
    expect(ask({ question: 'both-parents', child, parent: stranger, otherParent: mother }).verdict).toBe('excluded');
  }
});

test('a result is the same text when it is computed again from what was stored as JSON', () => {
  const [family] = families();
  if (family === undefined) throw new Error('no family');
  const input = { question: 'one-parent', child: family.child, parent: family.mother } as const;
  const stored = JSON.stringify(ask(input));
  expect(JSON.stringify(ask(JSON.parse(JSON.stringify(input))))).toBe(stored);
  expect(stored).not.toMatch(/"(NaN|Infinity|-Infinity)"/);
});
