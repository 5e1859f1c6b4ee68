import { Controller, Get, Module, Post, ValidationPipe } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from '../../../../database/data-source.ts';
import { type AccessServices, accessServices, PASSWORD } from '../../../../test/support/access-services.ts';
import { Config, readConfig } from '../config.ts';
import { ErrorsFilter } from '../errors.filter.ts';
import { AccessModule } from './access.module.ts';
import { type Actor, CurrentActor, Public, Roles } from './actor.ts';
import { digestOf } from './secrets.ts';

/** The first spec of a run starts PostgreSQL, on a machine that may be busy. */
jest.setTimeout(240_000);

@Controller('probe')
class ProbeController {
  @Get('forgotten')
  forgotten(): string {
    return 'leak';
  }

  @Public()
  @Get('open')
  open(@CurrentActor() actor?: Actor): { actor: string | null } {
    return { actor: actor?.name ?? null };
  }

  @Roles('laboratory', 'reviewer')
  @Post('closed')
  closed(@CurrentActor() actor: Actor): Actor {
    return actor;
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

let services: AccessServices;
let app: NestFastifyApplication;
let reviewer: Actor;
let laboratory: Actor;

beforeAll(async () => {
  services = await accessServices();
  const admin = await services.join('administrator', 'root');
  const { id } = await services.accounts.addLaboratory(admin, { name: 'North' });
  reviewer = await services.join('reviewer', 'rosa');
  laboratory = await services.join('laboratory', 'lena', id);
  await services.join('caseworker', 'carl');
  app = await application({ PUBLIC_URL: 'https://kin.example.org' });
});
afterAll(async () => {
  await app?.close();
  await services?.close();
});

async function application(environment: Record<string, string>): Promise<NestFastifyApplication> {
  const config = readConfig(environment, process.cwd());
  class ConfigModule {}
  const configured = { module: ConfigModule, global: true, providers: [{ provide: Config, useValue: config }] };
  const database = TypeOrmModule.forRoot({ ...dataSourceOptions(services.url), autoLoadEntities: true });
  const imports = [{ ...configured, exports: [Config] }, database, AccessModule, ProbeModule];
  const module = await Test.createTestingModule({ imports }).compile();
  const made = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  made.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  made.useGlobalFilters(new ErrorsFilter());
  await made.init();
  await made.getHttpAdapter().getInstance().ready();
  return made;
}

type Headers = Readonly<Record<string, string>>;
const call = (method: 'GET' | 'POST', url: string, headers: Headers = {}, on = app) =>
  on.inject({ method, url, headers });
const closed = (headers: Headers) => call('POST', '/probe/closed', headers);

const signIn = (name: string, headers: Headers = {}, on = app) =>
  on.inject({ method: 'POST', url: '/api/session', payload: { name, password: PASSWORD }, headers });

async function cookieOf(name: string): Promise<string> {
  const header = String((await signIn(name)).headers['set-cookie']);
  return header.split(';')[0] ?? '';
}

test('a route without @Roles or @Public is refused, even to an administrator', async () => {
  for (const headers of [{}, { cookie: await cookieOf('root') }]) {
    const answer = await call('GET', '/probe/forgotten', headers);
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'not-allowed']);
  }
});

test('a public route is open to everyone and knows nobody', async () => {
  expect((await call('GET', '/probe/open')).json()).toEqual({ actor: null });
  expect((await call('GET', '/probe/open', { cookie: 'kinledger_session=wrong' })).statusCode).toBe(200);
});

test('a route with roles knows its caller', async () => {
  const answer = await closed({ cookie: await cookieOf('rosa') });
  expect([answer.statusCode, answer.json()]).toEqual([201, reviewer]);
});

test.each([
  ['no session', {}],
  ['an unknown session', { cookie: `kinledger_session=${'x'.repeat(43)}` }],
  ['an empty cookie', { cookie: 'kinledger_session=' }],
  ['a header of another form', { authorization: 'Basic cm9zYTpyb3Nh' }],
  ['an unknown key', { authorization: `Bearer kl_0123456789_${'x'.repeat(43)}` }],
])('the answer to %s is 401', async (_, headers) => {
  const answer = await closed(headers);
  expect([answer.statusCode, answer.json().code]).toEqual([401, 'not-signed-in']);
  expect(answer.headers['content-type']).toContain('application/problem+json');
});

test('the answer to another role is 403', async () => {
  const answer = await closed({ cookie: await cookieOf('carl') });
  expect([answer.statusCode, answer.json().code]).toEqual([403, 'not-allowed']);
});

test('an API key stands for its laboratory account until it is revoked', async () => {
  const issued = await services.keys.issue(laboratory, { label: 'robot' });
  const authorization = `Bearer ${issued.key}`;
  expect((await closed({ authorization })).json()).toEqual({ ...laboratory, via: 'key' });
  const flipped = authorization.slice(0, -1) + (authorization.endsWith('A') ? 'E' : 'A');
  expect((await closed({ authorization: flipped })).statusCode).toBe(401);
  await services.keys.revoke(laboratory, issued.id);
  expect((await closed({ authorization })).statusCode).toBe(401);
});

test('a wrong key is not saved by a good cookie', async () => {
  const headers = { cookie: await cookieOf('rosa'), authorization: 'Bearer nonsense' };
  expect((await closed(headers)).statusCode).toBe(401);
});

test('a change from another site is refused, with a session and at the sign-in', async () => {
  const cookie = await cookieOf('rosa');
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
    expect((await closed({ cookie, ...headers })).json().code).toBe('cross-site');
    expect((await signIn('rosa', headers)).json().code).toBe('cross-site');
  }
  expect((await closed({ cookie, origin: 'https://kin.example.org' })).statusCode).toBe(201);
});

test('the cookie is out of reach for scripts and other sites, and Secure behind https', async () => {
  const attributes = (header: unknown) => String(header).split('; ').slice(1).sort();
  const behindTls = await signIn('rosa');
  expect(attributes(behindTls.headers['set-cookie'])).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure']);
  const plain = await application({});
  const local = await signIn('rosa', {}, plain);
  expect(attributes(local.headers['set-cookie'])).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict']);
  await plain.close();
});

test('a session that was idle is over over HTTP too', async () => {
  const cookie = await cookieOf('rosa');
  const token = cookie.split('=')[1] ?? '';
  await services.database.query(
    `UPDATE session SET last_seen_at = now() - interval '31 minutes' WHERE token_hash = $1`,
    [digestOf(token)],
  );
  expect((await closed({ cookie })).statusCode).toBe(401);
});

test('guessing at the sign-in is slowed down by address', async () => {
  const own = await application({});
  const answers = await Promise.all(
    Array.from({ length: 61 }, () => own.inject({ method: 'POST', url: '/api/session' })),
  );
  const codes = answers.map((answer) => answer.json().code);
  expect(codes.filter((code) => code === 'malformed-request')).toHaveLength(60);
  expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(1);
  await own.close();
});
