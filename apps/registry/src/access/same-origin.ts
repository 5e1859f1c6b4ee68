import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';

const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses a change that a browser sends on behalf of another site; a second fence behind SameSite=Strict.
 * Programs other than browsers send neither header and pass. Fetch Metadata (W3C), Origin (RFC 6454).
 */
export function requireSameOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  if (SAFE.includes(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  const siteFits = site === undefined || site === 'same-origin' || site === 'none';
  if (siteFits && originFits(request, publicUrl)) return;
  throw new Problem(403, 'cross-site', 'This request came from another site. Use the pages of this service.');
}

/** Behind a proxy the Host header may differ from the address people use; `publicUrl` states that address. */
function originFits(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { host: from, origin: whole } = new URL(origin);
  return from === host || (publicUrl !== undefined && whole === new URL(publicUrl).origin);
}
