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
