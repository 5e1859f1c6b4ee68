/** Why somebody else's answer could not be had. */
export class OutboundError extends Error {
  constructor(readonly code: 'unreachable' | 'too-slow' | 'too-large') {
    super(`The answer is ${code}.`);
  }
}

export interface Outbound {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  /** For the whole exchange, the last byte included. */
  readonly timeoutMs: number;
  readonly mostBytes: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Posts to an address of the configuration. Redirects are not followed; an answer that is too long is not read on. */
export async function post(
  url: string,
  { body, contentType, timeoutMs, mostBytes, signal }: Outbound,
): Promise<{ readonly status: number; readonly contentType: string; readonly body: Uint8Array }> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([timeout, signal]),
    });
    const received = await readBody(response, mostBytes);
    return { status: response.status, contentType: response.headers.get('content-type') ?? '', body: received };
  } catch (error) {
    if (error instanceof OutboundError) throw error;
    throw new OutboundError(timeout.aborted ? 'too-slow' : 'unreachable');
  }
}

async function readBody(response: Response, mostBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop closes the connection.
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > mostBytes) throw new OutboundError('too-large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
