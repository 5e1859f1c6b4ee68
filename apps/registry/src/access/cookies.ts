import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

const SESSION = 'kinledger_session';

/** The token of the session cookie. Ours has no character that cookies would have to quote (RFC 6265 section 4.1.1). */
export function sessionToken(request: FastifyRequest): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const own = pairs.find((pair) => pair.startsWith(`${SESSION}=`));
  return own?.slice(SESSION.length + 1);
}

/** Sets the session cookie, or removes it when there is no token. Scripts cannot read it, other sites cannot send it. */
export function setSession(reply: FastifyReply, config: Config, token: string | undefined): void {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict'];
  if (config.publicUrl?.startsWith('https:')) attributes.push('Secure');
  if (token === undefined) attributes.push('Max-Age=0');
  reply.header('set-cookie', [`${SESSION}=${token ?? ''}`, ...attributes].join('; '));
}
