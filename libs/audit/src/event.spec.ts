import { type AuditDatabase, auditDatabase, steadyChance } from '../../../test/support/audit-log.ts';
import { appendEvent } from './append.store.ts';
import { isCanonicalJson } from './canonical.ts';
import { type Chance, draftEvent, type EventFacts } from './event.ts';
import { findEvent } from './log.ts';

const chance = steadyChance('event.spec');
const nothing: EventFacts = { type: 't', actor: null, role: null };
let database: AuditDatabase;
beforeAll(async () => {
  database = await auditDatabase();
}, 240_000);
afterAll(() => database.close());

async function written(facts: EventFacts, by: Chance = chance): Promise<{ id: string; text: string }> {
  const id = await appendEvent(database.sql, facts, by);
  return { id, text: (await findEvent(database.sql, id))!.text };
}

test('the id is a UUID of version 7: milliseconds and microseconds of the event, then chance', async () => {
  const { id, text } = await written(nothing, (bytes) => new Uint8Array(bytes).fill(0xff));
  const { at } = JSON.parse(text);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(Date.parse(at));
  expect(Number.parseInt(id.slice(15, 18), 16)).toBe(Math.floor((Number(at.slice(23, 26)) * 4096) / 1000));
  expect(id.slice(19)).toBe('bfff-ffffffffffff');
});

test('ids sort by time, whatever chance says', async () => {
  const ids: string[] = [];
  for (const byte of [255, 3, 2, 1]) ids.push((await written(nothing, (bytes) => new Uint8Array(bytes).fill(byte))).id);
  expect([...ids].sort()).toEqual(ids);
});

test('what an act does not say is left out of the event, not written as null', async () => {
  const { text } = await written(nothing);
  expect(Object.keys(JSON.parse(text))).toEqual(['actor', 'at', 'id', 'nonce', 'role', 'type', 'version']);
});

test('two events that say the same have different ids and nonces', async () => {
  const [a, b] = [await written(nothing), await written(nothing)].map(({ text }) => JSON.parse(text));
  expect(a.id).not.toBe(b.id);
  expect(a.nonce).not.toBe(b.nonce);
});

test.each<[string, EventFacts]>([
  ['letters of several bytes before the blanks', { ...nothing, actor: 'Änne', case: '林', facts: { ä: ['𝄞'] } }],
  ['what looks like a blank', { ...nothing, actor: '","at":"0000-00-00T00:00:00.000000Z","id":"', facts: { id: '' } }],
  [
    'everything',
    { type: 't', actor: 'a', role: 'r', laboratory: 'l', case: 'c', request: 'q', facts: { at: '', id: '' } },
  ],
])('with %s time and id are written where they belong', async (_, facts) => {
  const { id, text } = await written(facts);
  expect(isCanonicalJson(Buffer.from(text))).toBe(true);
  const { at, nonce, ...rest } = JSON.parse(text);
  expect(rest).toEqual({ ...facts, id, version: 1 });
  expect(at).toMatch(/^20/);
  expect(nonce).toMatch(/^[0-9a-f]{32}$/);
});

test('a draft whose places are wrong is refused by the database', async () => {
  const { body, atPlace, idPlace, chance: end } = draftEvent(nothing, chance);
  const append = (...places: number[]) =>
    database.sql('SELECT audit.append($1, $2, $3, $4)', [body, ...places, end]).then(() => 'written');
  for (const places of [
    [atPlace + 1, idPlace],
    [atPlace, idPlace - 1],
    [idPlace, atPlace],
  ])
    await expect(append(...places)).rejects.toThrow();
  expect(await append(atPlace, idPlace)).toBe('written');
});

test('a float in the facts is refused', () => {
  expect(() => draftEvent({ ...nothing, facts: { log10: 6.25 } }, chance)).toThrow(/not an integer/);
});
