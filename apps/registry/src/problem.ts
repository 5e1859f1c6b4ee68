import type { FastifyReply } from 'fastify';

/** An answer that is not a success: RFC 9457 problem details. `detail` says what is wrong and what to do, and never holds a name or an allele. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
  }
}

/** Absent and forbidden look alike, so that ids cannot be probed. */
export function absent(what: string): Problem {
  return new Problem(404, 'not-found', `There is no such ${what}, or it is not yours to see.`);
}

/** What was erased by order is known to have been there, and nothing else is known of it. */
export function erased(what: string): Problem {
  return new Problem(410, 'erased', `${what} was erased by order; nothing of it is left to work with.`);
}

/** Sends the problem as problem+json. */
export function answerWith(reply: FastifyReply, { status, code, detail, extra }: Problem): void {
  const { retryAfter } = extra;
  if (typeof retryAfter === 'number') reply.header('retry-after', String(retryAfter));
  const title = code.replaceAll('-', ' ');
  reply
    .status(status)
    .type('application/problem+json')
    .send({ type: `urn:kinledger:problem:${code}`, title, status, code, detail, ...extra });
}
