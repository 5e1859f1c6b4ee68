import { fastifyCookie } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

const SESSION = 'kinledger_session';

export function sessionToken(request: FastifyRequest): string | undefined {
  const header = request.headers.cookie;
  return header === undefined ? undefined : fastifyCookie.parse(header)[SESSION];
}

/** Sets the session cookie, or removes it when there is no token. Scripts cannot read it, other sites cannot send it. */
export function setSession(reply: FastifyReply, config: Config, token: string | undefined): void {
  const secure = config.publicUrl?.startsWith('https:') ?? false;
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  const ended = token === undefined ? { maxAge: 0 } : {};
  reply.header('set-cookie', fastifyCookie.serialize(SESSION, token ?? '', { ...attributes, ...ended }));
}
