import {
  type AuditDatabase,
  auditDatabase,
  sealAll,
  steadyChance,
  testSigner,
} from '../../../test/support/audit-log.ts';
import { appendEvent } from './append.store.ts';
import { eraseDisclosures, readDisclosures, storeDisclosures } from './disclosure.store.ts';
import { commit, disclosureDigest, encodeDisclosure, isDisclosed } from './disclosure.ts';
import { AuditError } from './errors.ts';
import type { AuditEvent } from './event.ts';
import { findEvent, latestCheckpoint, readTile } from './log.ts';
import { verifyLog } from './verify-log.ts';

const chance = steadyChance('disclosure.spec');
const person = { name: 'Möbius', born: { year: 1790 }, codes: ['a', 'b'] };

test('the digest of the example of RFC 9901 section 4.2', () => {
  const encoded = 'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0';
  expect(disclosureDigest(encoded)).toBe('X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0');
});

test('a disclosure is the base64url of salt, name and value, with a salt of 128 bits', () => {
  const { disclosures } = commit(person, chance);
  const decoded = disclosures.map((d) => JSON.parse(Buffer.from(encodeDisclosure(d), 'base64url').toString()));
  expect(decoded.map(([, name, value]) => [name, value])).toEqual(Object.entries(person));
  for (const [salt] of decoded) expect(Buffer.from(salt, 'base64url')).toHaveLength(16);
});

test('the same value twice has two digests, and the digests stand in an order that tells nothing', () => {
  const { facts } = commit({ a: 1, b: 1, c: 1, d: 1 }, chance);
  expect(new Set(facts._sd).size).toBe(4);
  expect([...facts._sd].sort()).toEqual(facts._sd);
  expect(JSON.stringify(facts)).not.toContain('"a"');
});

test.each(['_sd', '...'])('a disclosure cannot be named %s', (name) => {
  expect(() => commit({ [name]: 1 }, chance)).toThrow(AuditError);
});

test('an event is about what it committed to, and about nothing else', () => {
  const { facts, disclosures } = commit(person, chance);
  const event = { facts } as unknown as AuditEvent;
  for (const disclosure of disclosures) {
    expect(isDisclosed(event, disclosure)).toBe(true);
    expect(isDisclosed(event, { ...disclosure, value: '"x"' })).toBe(false);
    expect(isDisclosed(event, { ...disclosure, name: 'x' })).toBe(false);
    expect(isDisclosed(event, { ...disclosure, salt: 'x' })).toBe(false);
    expect(isDisclosed({} as AuditEvent, disclosure)).toBe(false);
    expect(isDisclosed({ facts: { _sd: 'x' } } as unknown as AuditEvent, disclosure)).toBe(false);
  }
});

describe('in the database', () => {
  let database: AuditDatabase;
  beforeAll(async () => {
    database = await auditDatabase();
  }, 240_000);
  afterAll(() => database.close());

  test('erased disclosures are gone, and the log still verifies under the same checkpoint', async () => {
    const { sql } = database;
    const { facts, disclosures } = commit(person, chance);
    const id = await appendEvent(sql, { type: 'person.added', actor: 'a', role: 'caseworker', facts }, chance);
    await storeDisclosures(sql, id, disclosures);
    await sealAll(database);
    const checkpoint = await latestCheckpoint(sql);
    const event = JSON.parse((await findEvent(sql, id))!.text) as AuditEvent;
    const stored = await readDisclosures(sql, id);
    expect(stored).toEqual([...disclosures].sort((a, b) => (a.name < b.name ? -1 : 1)));
    expect(stored.every((disclosure) => isDisclosed(event, disclosure))).toBe(true);

    expect(await eraseDisclosures(sql, [id])).toBe(3);
    expect(await eraseDisclosures(sql, [id])).toBe(0);
    expect(await readDisclosures(sql, id)).toEqual([]);
    expect(await latestCheckpoint(sql)).toBe(checkpoint);
    const report = await verifyLog((path) => readTile(sql, path), { logKeys: [testSigner().verifierKey] });
    expect(report).toMatchObject({ verified: true, size: 1 });
    expect((await findEvent(sql, id))!.text).not.toContain('Möbius');
  });
});
