import { readFileSync } from 'node:fs';
import { DEFAULT_SETTINGS, type ParentageInput, parentage, type Question } from '@kinledger/kinship';
import { parseProfile, readFrequencyTable, statusesOf } from '@kinledger/profile';
import type { ReportFacts } from '../../apps/registry/src/reports/report-facts.ts';
import { TRIO } from '../e2e/profiles.ts';

// The records of one confirmation as a report gets them, with an answer that the engine gave.

const TABLE = readFrequencyTable(
  JSON.parse(readFileSync('database/reference/frequencies/NIST1036-Asian.json', 'utf8')),
);
const ids = (n: number): string => `0190a3b4-0000-7000-8000-${String(n).padStart(12, '0')}`;

export interface ReportCase {
  readonly question: Question;
  /** Genotypes that differ from those of the trio. */
  readonly child?: Readonly<Record<string, readonly string[]>>;
  readonly father?: Readonly<Record<string, readonly string[]>>;
  readonly mother?: Readonly<Record<string, readonly string[]>>;
  readonly withdrawn?: boolean;
  readonly legalBasis?: string;
  readonly found?: ReportFacts['found'];
}

export function reportFacts(asked: ReportCase): ReportFacts {
  const { question, child = {}, father = {}, mother = {}, withdrawn = false, legalBasis = 'order 5' } = asked;
  const typed = {
    child: { code: 'C-17', sex: 'male', profile: parseProfile({ ...TRIO['T-CHILD'], ...child }) },
    parent: { code: 'F-01', sex: 'male', profile: parseProfile({ ...TRIO['T-FATHER'], ...father }) },
    ...(question === 'one-parent'
      ? {}
      : { otherParent: { code: 'M-01', sex: 'female', profile: parseProfile({ ...TRIO['T-MOTHER'], ...mother }) } }),
  } satisfies Partial<ParentageInput>;
  const result = parentage({ question, ...typed, table: TABLE, settings: DEFAULT_SETTINGS });
  const persons = Object.entries(typed).map(([role, { code, sex, profile }], i) => ({
    role,
    checked: {
      personId: ids(20 + i),
      code,
      sex,
      sample: `S-${role.toUpperCase()}`,
      profileId: ids(30 + i),
      profileVersion: i === 1 ? 2 : 1,
      genotypes: profile,
      erased: null,
    },
    digest: `salted-digest-of-${code}`,
  }));
  const profiles = persons.map(({ checked: { profileId, profileVersion, genotypes } }, i) => {
    const statuses = { ...statusesOf(genotypes), ...(i === 2 ? { D6S1043: 'off-ladder' } : {}) };
    const reason = profileVersion === 2 ? 'second typing at TH01' : null;
    const versions = [{ id: profileId, version: profileVersion, receivedAt: '2026-02-01T00:00:00.000Z', reason }];
    return [profileId, { id: profileId, laboratory: { id: ids(9), name: 'Northern laboratory' }, statuses, versions }];
  });
  const facts = {
    confirmation: {
      id: ids(1),
      content: JSON.stringify({
        inputs: 'a1'.repeat(32),
        result: 'b2'.repeat(32),
        persons: persons.map(({ checked, digest }) => ({ profile: checked.profileId, digest })),
      }),
      contentHash: 'c3'.repeat(32),
      signatures: [
        { order: 1, name: 'case1', role: 'caseworker', at: '2026-03-02T10:11:12.000Z' },
        { order: 2, name: 'review', role: 'reviewer', at: '2026-03-03T12:11:12.000Z' },
      ],
      withdrawal: withdrawn
        ? { by: 'review', at: '2026-05-02T12:11:12.000Z', reason: 'the samples were swapped', eventId: 'third' }
        : null,
    },
    case: {
      number: '2026-000017',
      report: 'R 17',
      purpose: 'find a child',
      legalBasis,
      openedAt: '2026-01-01T00:00:00.000Z',
      persons: persons.map(({ checked: { personId } }, i) => ({
        id: personId,
        category: i === 0 ? 'rescued-child' : 'parent-of-abducted-child',
      })),
    },
    check: {
      id: ids(2),
      question,
      result,
      resultDigest: 'b2'.repeat(32),
      persons: Object.fromEntries(persons.map(({ role, checked }) => [role, checked])),
      settings: result.settings,
      population: result.population,
      mutationTable: null,
      engine: { version: '1.2.3', digest: 'e5'.repeat(32) },
    },
    profiles: new Map(profiles as never),
    table: TABLE,
    places: new Map([
      ['first', 100],
      ['second', 103],
      ['third', 250],
    ]),
    signatureEvents: ['first', 'second'],
    checkpoint: { origin: 'kinledger.local/log', size: 110, root: 'oH8m+2dZ8oVb6yC6Vx4d5S7nRk9q2M4cJkJpQ0fZJ2k=' },
    found: asked.found ?? null,
    code: '3f2a91c07be4450d9a1188e2cc06d5f7',
    address: 'https://registry.example/notices/3f2a91c07be4450d9a1188e2cc06d5f7',
  };
  return facts as unknown as ReportFacts;
}
