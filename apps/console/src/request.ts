/** What the service refused, or that it did not answer. The page shows a sentence for the code, or else the detail. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {
    super(detail);
  }
}

type Body = FormData | object | undefined;

/** A key that lets the service answer a repeated request with its first answer instead of acting twice. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function refusal(response: Response): Promise<Refusal> {
  const problem: unknown = await response.json().catch(() => null);
  const facts = (typeof problem === 'object' && problem !== null ? problem : {}) as Record<string, unknown>;
  const code = typeof facts.code === 'string' ? facts.code : `status-${response.status}`;
  const detail = typeof facts.detail === 'string' ? facts.detail : String(facts.title ?? response.statusText);
  return new Refusal(response.status, code, detail);
}

let answeredAt = Date.now();

/** When the service last answered this page: its sessions end when it is not asked for half an hour. */
export const lastAnswer = (): number => answeredAt;

async function answer(method: string, path: string, body: Body, key?: string): Promise<Response> {
  const headers: Record<string, string> = {};
  if (key !== undefined) headers['Idempotency-Key'] = key;
  if (body !== undefined && !(body instanceof FormData)) headers['Content-Type'] = 'application/json';
  const payload = body === undefined ? null : body instanceof FormData ? body : JSON.stringify(body);
  const response = await fetch(path, { method, headers, body: payload, credentials: 'same-origin' }).catch(() => {
    throw new Refusal(0, 'no-answer', 'The service does not answer.');
  });
  answeredAt = Date.now();
  if (!response.ok) throw await refusal(response);
  return response;
}

/** Reads JSON from the service. */
export async function get<T>(path: string): Promise<T> {
  const response = await answer('GET', path, undefined);
  return (await response.json()) as T;
}

/** Reads text, such as a proof. */
export async function getText(path: string): Promise<string> {
  return (await answer('GET', path, undefined)).text();
}

/** A file of the service, and the address of the one that continues it. */
export interface FetchedFile {
  readonly name: string;
  readonly bytes: Blob;
  readonly next: string | null;
}

/** Reads a file to keep, under the name that the service gives it. */
export async function getFile(path: string): Promise<FetchedFile> {
  const response = await answer('GET', path, undefined);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  return { name: name ?? 'kinledger', bytes: await response.blob(), next: next ?? null };
}

/** Acts. The same `key` with the same body never acts twice. */
export async function post<T>(path: string, body: Body, key: string = newIdempotencyKey()): Promise<T> {
  const response = await answer('POST', path, body ?? {}, key);
  const text = await response.text();
  return (text === '' ? null : JSON.parse(text)) as T;
}

export async function remove(path: string): Promise<void> {
  await answer('DELETE', path, undefined);
}
