import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import files from '@fastify/static';
import { ConsoleLogger, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.ts';
import type { Config } from './config.ts';
import { ErrorsFilter } from './errors.filter.ts';
import { openApiOf } from './openapi.ts';
import { answerWith, Problem } from './problem.ts';

const BODY_LIMIT_BYTES = 1024 * 1024;
/** The address that our own proxy saw; what came before it in X-Forwarded-For is the sender's claim. */
const OUR_PROXY = (_address: string, hop: number): boolean => hop === 0;
/** No honest request is deeper; what walks through bodies would run out of stack. */
const DEEPEST_BODY = 12;

/** The service, ready to listen: API under /api, the log under /log, pages everywhere else. */
export async function createApplication(config: Config, databaseUrl: string): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: config.trustProxy ? OUR_PROXY : false,
    frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply) => answerWith(reply, malformed()),
    logger: { level: config.logLevel, stream: process.stderr, serializers: { req: requestFacts } },
    forceCloseConnections: 'idle',
  });
  const logger = new ConsoleLogger({ json: true, logLevels: ['error', 'fatal'] });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(config, databaseUrl), adapter, {
    logger,
    abortOnError: false,
  });
  await app.register(helmet, {
    contentSecurityPolicy: contentSecurityPolicy(config),
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(compress, { threshold: 1024 });
  await app.register(multipart, {
    limits: { fileSize: config.uploadLimitBytes, files: 1, fields: 10, fieldSize: 10_000 },
  });
  guardRequests(app);
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  app.useGlobalFilters(new ErrorsFilter());
  serveDocument(app, config);
  await servePages(app, config);
  return app;
}

/** Before any of our code: bodies that are too deep are refused, answers of the API are kept by nobody. */
function guardRequests(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preValidation', (request, reply, done) => {
    if (isDeep(request.body, DEEPEST_BODY)) answerWith(reply, malformed());
    else done();
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done();
  });
}

function isDeep(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((inner) => isDeep(inner, most - 1));
}

function malformed(): Problem {
  return new Problem(400, 'malformed-request', 'The request does not have the expected form.');
}

/** Method and route only: a query string may hold what must not be logged. */
function requestFacts(request: FastifyRequest) {
  return { method: request.method, url: request.url.replace(/\?.*/, '') };
}

/** Everything comes from our own address. Mantine sets style attributes. */
function contentSecurityPolicy(config: Config) {
  const https = config.publicUrl?.startsWith('https:') ?? false;
  const own = ["'self'"];
  return {
    useDefaults: false,
    directives: {
      defaultSrc: own,
      styleSrc: [...own, "'unsafe-inline'"],
      imgSrc: [...own, 'data:'],
      fontSrc: [...own, 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      formAction: own,
      ...(https ? { upgradeInsecureRequests: [] } : {}),
    },
  };
}

function serveDocument(app: NestFastifyApplication, config: Config): void {
  const { version } = JSON.parse(readFileSync(join(config.root, 'package.json'), 'utf8')) as { version: string };
  const examples = JSON.parse(readFileSync(join(config.root, 'apps/registry/openapi-examples.json'), 'utf8'));
  let document: string | undefined;
  app.getHttpAdapter().get('/api/openapi.json', (_request: FastifyRequest, reply: FastifyReply) => {
    document ??= JSON.stringify(openApiOf(app, version, examples));
    reply.type('application/json').send(document);
  });
}

/** The built console. Addresses inside it are the page's own business, so any other GET outside /api and /log gets its first page. */
async function servePages(app: NestFastifyApplication, config: Config): Promise<void> {
  const pages = join(config.root, 'dist', 'console');
  if (!existsSync(join(pages, 'index.html'))) return;
  await app.register(files, { root: pages, wildcard: false, index: false, immutable: true, maxAge: '1y' });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.get('/*', (request: FastifyRequest, reply: FastifyReply) => {
    if (/^\/(api|log)(\/|$)/.test(request.url)) return reply.callNotFound();
    return reply.header('cache-control', 'no-cache').sendFile('index.html', { immutable: false, maxAge: 0 });
  });
}
