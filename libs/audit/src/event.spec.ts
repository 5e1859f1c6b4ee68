import { steadyChance } from '../../../test/support/audit-log.ts';
import { buildEvent, eventId } from './event.ts';

const AT = '2026-03-01T10:20:30.123456Z';

test('the id is a UUID of version 7: milliseconds, microseconds, then chance', () => {
  const id = eventId(AT, new Uint8Array(8).fill(0xff));
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(Date.parse('2026-03-01T10:20:30.123Z'));
  expect(Number.parseInt(id.slice(15, 18), 16)).toBe(Math.floor((456 * 4096) / 1000));
  expect(id.slice(19)).toBe('bfff-ffffffffffff');
});

test('ids sort by time, whatever chance says', () => {
  const times = ['10:20:30.123456', '10:20:30.123457', '10:20:30.124000', '10:20:31.000000'];
  const ids = times.map((time, i) => eventId(`2026-03-01T${time}Z`, new Uint8Array(8).fill(255 - i)));
  expect([...ids].sort()).toEqual(ids);
});

test('what an act does not say is left out of the event, not written as null', () => {
  const { body } = buildEvent({ type: 't', actor: null, role: null }, AT, steadyChance('event'));
  expect(Object.keys(JSON.parse(Buffer.from(body).toString()))).toEqual([
    'actor',
    'at',
    'id',
    'nonce',
    'role',
    'type',
    'version',
  ]);
});

test('two events that say the same have different ids and nonces', () => {
  const chance = steadyChance('event');
  const [a, b] = [1, 2].map(() =>
    JSON.parse(Buffer.from(buildEvent({ type: 't', actor: null, role: null }, AT, chance).body).toString()),
  );
  expect(a.id).not.toBe(b.id);
  expect(a.nonce).not.toBe(b.nonce);
});

test('a float in the facts is refused', () => {
  expect(() =>
    buildEvent({ type: 't', actor: null, role: null, facts: { log10: 6.25 } }, AT, steadyChance('e')),
  ).toThrow(/not an integer/);
});
