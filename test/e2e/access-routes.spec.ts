import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { PUBLIC_ROUTE, ROLES, ROLES_OF_ROUTE } from '../../apps/registry/src/access/actor.ts';

type Controller = new (...dependencies: never[]) => object;

interface Route {
  readonly name: string;
  readonly roles: readonly string[] | undefined;
  readonly open: boolean;
}

/** Every class of every *.controller.ts, whatever module lists it. */
function controllers(): readonly Controller[] {
  const source = resolve('apps/registry/src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.controller.ts'),
  );
  const exported = files.flatMap((file) => Object.values(require(join(source, file)) as Record<string, unknown>));
  return exported.filter(isController);
}

function isController(value: unknown): value is Controller {
  return typeof value === 'function' && Reflect.hasMetadata(PATH_METADATA, value);
}

function routes(controller: Controller): readonly Route[] {
  const methods = Object.entries(Object.getOwnPropertyDescriptors(controller.prototype));
  return methods.flatMap(([name, { value }]) => {
    if (typeof value !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, value)) return [];
    const read = (key: string) => Reflect.getMetadata(key, value) ?? Reflect.getMetadata(key, controller);
    return [{ name: `${controller.name}.${name}`, roles: read(ROLES_OF_ROUTE), open: read(PUBLIC_ROUTE) === true }];
  });
}

const all = controllers().flatMap(routes);

test('every controller of the service was found', () => {
  expect(controllers().length).toBeGreaterThanOrEqual(14);
  expect(all.length).toBeGreaterThanOrEqual(35);
});

test('every route says who may call it: roles or everyone, not both and not neither', () => {
  const unclear = all.filter(({ roles, open }) => open === (roles !== undefined && roles.length > 0));
  expect(unclear.map(({ name }) => name)).toEqual([]);
});

test('every role that a route names exists', () => {
  const named = new Set(all.flatMap(({ roles }) => roles ?? []));
  for (const role of named) expect(ROLES).toContain(role);
});

test('only these routes are open to everyone', () => {
  const open = all.filter((route) => route.open).map(({ name }) => name);
  expect(open.sort()).toEqual([
    'AccountsController.accept',
    'HealthController.live',
    'HealthController.ready',
    'LogController.checkpoint',
    'LogController.tile',
    'LogController.timestamp',
    'LogController.timestamps',
    'NoticesController.notice',
    'NoticesController.page',
    'SessionController.open',
    'StartController.view',
  ]);
});
