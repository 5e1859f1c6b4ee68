import { setTimeout as pause } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { type AccessServices, accessServices } from '../../../../test/support/access-services.ts';
import type { Actor } from './actor.ts';

/** The first spec of a run starts PostgreSQL, on a machine that may be busy. */
jest.setTimeout(240_000);

let services: AccessServices;
let actor: Actor;

beforeAll(async () => {
  services = await accessServices();
  actor = await services.join('caseworker', 'ann');
  await services.owner.query('CREATE TABLE effect (id int GENERATED ALWAYS AS IDENTITY, name text)');
  await services.owner.query('GRANT SELECT, INSERT ON effect TO kinledger_service');
});
afterAll(() => services?.close());

const effect = (name: string) => async (tx: EntityManager) => {
  const rows: { id: number }[] = await tx.query('INSERT INTO effect (name) VALUES ($1) RETURNING id', [name]);
  await pause(5);
  return { z: 1, a: rows[0]?.id };
};

async function effects(name: string): Promise<number> {
  const rows = await services.database.query('SELECT count(*)::int AS n FROM effect WHERE name = $1', [name]);
  return rows[0].n;
}

const once = (key: string | undefined, name: string, request: unknown = { name }, who = actor) =>
  services.idempotency.once({ actor: who, key, request }, effect(name));

test('twenty parallel requests with one key have one effect and one answer', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => once('key-parallel', 'parallel')));
  expect(await effects('parallel')).toBe(1);
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});

test('two hundred requests over ten keys have ten effects', async () => {
  const requests = Array.from({ length: 200 }, (_, i) => once(`key-many-${i % 10}`, 'many'));
  await Promise.all(requests);
  expect(await effects('many')).toBe(10);
});

test('without a key every request has its effect', async () => {
  await once(undefined, 'keyless');
  await once(undefined, 'keyless');
  expect(await effects('keyless')).toBe(2);
});

test('the order of the keys of a request does not matter, the request does', async () => {
  await once('key-digest', 'digest', { b: [{ y: 1, x: 2 }], a: 1 });
  await once('key-digest', 'digest', { a: 1, b: [{ x: 2, y: 1 }] });
  expect(await effects('digest')).toBe(1);
  const other = once('key-digest', 'digest', { a: 2, b: [{ x: 2, y: 1 }] });
  await expect(other).rejects.toMatchObject({ status: 422, code: 'idempotency-key-reused' });
});

test('two accounts may choose the same key', async () => {
  const bob = await services.join('caseworker', 'bob');
  await once('key-shared', 'shared');
  await once('key-shared', 'shared', { name: 'shared' }, bob);
  expect(await effects('shared')).toBe(2);
});

test('when the act fails nothing is kept, and a repeat may succeed', async () => {
  const failing = services.idempotency.once({ actor, key: 'key-failing', request: 1 }, async (tx) => {
    await effect('failing')(tx);
    throw new Error('refused');
  });
  await expect(failing).rejects.toThrow('refused');
  expect(await effects('failing')).toBe(0);
  await once('key-failing', 'failing', 1);
  expect(await effects('failing')).toBe(1);
});

test('an answer with a secret is kept without it', async () => {
  const ask = () =>
    services.idempotency.once<{ secret: string | null }>(
      { actor, key: 'key-secret', request: 1 },
      async () => ({ secret: 'shown once' }),
      () => ({ secret: null }),
    );
  expect(await ask()).toEqual({ secret: 'shown once' });
  expect(await ask()).toEqual({ secret: null });
  const kept = await services.database.query(`SELECT response::text FROM idempotency WHERE key = 'key-secret'`);
  expect(kept).toEqual([{ response: '{"secret":null}' }]);
});

test('an act that answers nothing can be repeated', async () => {
  const ask = () => services.idempotency.once({ actor, key: 'key-nothing', request: 1 }, async () => undefined);
  await ask();
  expect(await ask()).toBeNull();
});

test.each([
  ['too short', 'seven77'],
  ['with blanks', 'a key with blanks'],
  ['not ASCII', 'schlüssel-lang'],
  ['too long', 'x'.repeat(201)],
  ['empty', ''],
])('a malformed key is refused: %s', async (_, key) => {
  await expect(once(key, 'malformed')).rejects.toMatchObject({ status: 400, code: 'malformed-idempotency-key' });
});

test('a repeat does not wait for ever for a request that is still running', async () => {
  let finish = () => {};
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const running = services.idempotency.once({ actor, key: 'key-running', request: 1 }, async () => {
    await new Promise<void>((resolve) => {
      finish = resolve;
      begin();
    });
    return 'done';
  });
  await begun;
  const repeat = services.idempotency.once({ actor, key: 'key-running', request: 1 }, async () => 'twice');
  await expect(repeat).rejects.toMatchObject({ status: 409, code: 'still-running' });
  finish();
  expect(await running).toBe('done');
});
