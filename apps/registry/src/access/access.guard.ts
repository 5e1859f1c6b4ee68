import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Config } from '../config.ts';
import { Problem } from '../problem.ts';
import { type Actor, type KnownRequest, PUBLIC_ROUTE, ROLES_OF_ROUTE, type Role } from './actor.ts';
import { sessionToken } from './cookies.ts';
import { KeysStore } from './keys.store.ts';
import { requireSameOrigin } from './same-origin.ts';
import { digestOf, readKey, sameDigest } from './secrets.ts';
import { SessionsStore } from './sessions.store.ts';

/** Stands before every route: finds out who is calling and refuses what the route's `@Roles` does not name. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsStore,
    private readonly keys: KeysStore,
    private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KnownRequest>();
    const places = [context.getHandler(), context.getClass()];
    if (request.headers.authorization === undefined) requireSameOrigin(request, this.config.publicUrl);
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, places)) return true;
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES_OF_ROUTE, places);
    if (roles === undefined) throw notAllowed();
    const actor = await this.actor(request);
    if (actor === undefined) throw new Problem(401, 'not-signed-in', 'Sign in first, or send a valid API key.');
    if (!roles.includes(actor.role)) throw notAllowed();
    request.actor = actor;
    return true;
  }

  /** A request with an Authorization header stands or falls by it, whatever cookie comes along. */
  private actor(request: KnownRequest): Promise<Actor | undefined> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.byKey(authorization);
    const token = sessionToken(request);
    return token === undefined ? Promise.resolve(undefined) : this.sessions.actor(digestOf(token));
  }

  private async byKey(header: string): Promise<Actor | undefined> {
    const parts = readKey(header);
    const holder = parts && (await this.keys.holder(parts.prefix));
    if (!holder || !sameDigest(holder.secretHash, digestOf(parts.secret))) return undefined;
    await this.keys.used(holder.id);
    return holder.actor;
  }
}

function notAllowed(): Problem {
  return new Problem(403, 'not-allowed', 'Your role does not allow this.');
}
