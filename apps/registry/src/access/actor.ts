import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

/** What an account may be. One account has one role, so that no one can sign a confirmation in two of them. */
export const ROLES = ['laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator'] as const;

export type Role = (typeof ROLES)[number];

/** Who is calling: the account that a valid session or API key stands for, as read for this very request. */
export interface Actor {
  readonly accountId: string;
  readonly name: string;
  readonly role: Role;
  /** Set exactly when the role is `laboratory`. */
  readonly laboratoryId: string | null;
  readonly via: 'session' | 'key';
}

/** A request that AccessGuard let through; `actor` is absent only on public routes. */
export interface KnownRequest extends FastifyRequest {
  actor?: Actor;
}

export const ROLES_OF_ROUTE = 'kinledger:roles';
export const PUBLIC_ROUTE = 'kinledger:public';

/** Only these roles may call the route. The OpenAPI document names them as `x-roles`. */
export function Roles(first: Role, ...others: readonly Role[]): MethodDecorator {
  const roles = [first, ...others];
  return applyDecorators(SetMetadata(ROLES_OF_ROUTE, roles), ApiExtension('x-roles', roles));
}

/** Anyone may call the route, signed in or not. */
export function Public(): MethodDecorator {
  return applyDecorators(SetMetadata(PUBLIC_ROUTE, true), ApiExtension('x-roles', ['public']));
}

/** The Actor of the request. Requires a route with `@Roles`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor | undefined => {
  return context.switchToHttp().getRequest<KnownRequest>().actor;
});
