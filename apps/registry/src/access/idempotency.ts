import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { Problem } from '../problem.ts';
import { newSalt } from '../record.ts';
import type { Actor } from './actor.ts';
import { type Claim, IdempotencyStore } from './idempotency.store.ts';
import { digestOf } from './secrets.ts';

/** One request that may arrive more than once. `request` is all that decides the effect: the route and the body. */
export interface RepeatableRequest {
  readonly actor: Actor;
  readonly key: string | undefined;
  readonly request: unknown;
}

const PATIENCE_MS = 3_000;

/** Lets a request that was sent again, because its answer got lost, have its effect only once. */
@Injectable()
export class Idempotency {
  constructor(
    private readonly database: DataSource,
    private readonly store: IdempotencyStore,
  ) {}

  /**
   * Runs `act` in one transaction. With a key, the answer is kept in the same transaction and a repeat within a day
   * gets it again; when `act` throws, nothing is kept. `kept` is the form of the answer that may be stored, for answers
   * that show a secret once. Requires that `act` uses no other connection than `tx`.
   */
  async once<T>(
    { actor, key, request }: RepeatableRequest,
    act: (tx: EntityManager) => Promise<T>,
    kept: (answer: T) => T = (answer) => answer,
  ): Promise<T> {
    if (key === undefined) return this.database.transaction(act);
    const salt = newSalt();
    const claim = { accountId: actor.accountId, key: wellFormed(key), salt, requestDigest: digest(salt, request) };
    return this.database.transaction(async (tx) => {
      if (!(await this.claim(tx, claim))) return this.earlier<T>(tx, claim, request);
      const answer = await act(tx);
      await this.store.keep(tx, claim, kept(answer));
      return answer;
    });
  }

  private async claim(tx: EntityManager, claim: Claim): Promise<boolean> {
    try {
      return await this.store.claim(tx, claim, PATIENCE_MS);
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      const detail =
        'The first request with this Idempotency-Key is still being worked on; repeat it in a few seconds.';
      throw new Problem(409, 'still-running', detail, { retryAfter: 5 });
    }
  }

  private async earlier<T>(tx: EntityManager, claim: Claim, request: unknown): Promise<T> {
    const answer = await this.store.find(tx, claim);
    if (answer.requestDigest === digest(answer.salt, request)) return answer.response as T;
    const detail = 'This Idempotency-Key was used for another request. Choose a new key for each new request.';
    throw new Problem(422, 'idempotency-key-reused', detail);
  }
}

function wellFormed(key: string): string {
  if (/^[\x21-\x7e]{8,200}$/.test(key)) return key;
  const detail = 'Idempotency-Key must be 8 to 200 visible ASCII characters; a new UUID for each request serves well.';
  throw new Problem(400, 'malformed-idempotency-key', detail);
}

/** Salted, so that nobody can find out by trying what a request held. */
function digest(salt: string, request: unknown): string {
  return digestOf(salt + inOrder(request));
}

/** JSON with the keys of every object sorted, so that the order in which a client wrote them does not matter. */
function inOrder(request: unknown): string {
  return JSON.stringify(request ?? null, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** PostgreSQL's lock_not_available. */
function isLockTimeout(error: unknown): boolean {
  return error instanceof QueryFailedError && Reflect.get(error.driverError, 'code') === '55P03';
}

const readKey = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  return Array.isArray(header) ? header.join(', ') : header;
});

/** The header `Idempotency-Key` as sent, for `Idempotency.once`, which checks its form. */
export function IdempotencyKey(): ParameterDecorator {
  return (target, property, index) => {
    readKey()(target, property, index);
    const method = property === undefined ? undefined : Object.getOwnPropertyDescriptor(target, property);
    if (property === undefined || method === undefined) return;
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Chosen by the caller, 8 to 200 visible ASCII characters. A repeat gets the first answer again.',
    })(target, property, method);
  };
}
