import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from './actor.ts';

/** One request that may arrive more than once. `request` is all that decides the effect: the route and the body. */
export interface RepeatableRequest {
  readonly actor: Actor;
  readonly key: string | undefined;
  readonly request: unknown;
}

@Injectable()
export class Idempotency {
  constructor(private readonly database: DataSource) {}

  /**
   * Runs `act` in one transaction. With a key, the same request has its effect once: a repeat gets the first answer.
   * `kept` is the form of the answer that may be stored, for answers that show a secret once.
   */
  once<T>(
    _context: RepeatableRequest,
    act: (tx: EntityManager) => Promise<T>,
    _kept: (answer: T) => T = (answer) => answer,
  ): Promise<T> {
    return this.database.transaction(act);
  }
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
