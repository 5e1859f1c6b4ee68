import type { Service } from './service.ts';

/** What came back: the status, the parsed body and its type. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the API is looked into freely by tests
  readonly body: any;
}

/** Somebody who talks to the service over HTTP, signed in or not. */
export interface Person {
  get(path: string): Promise<Answer>;
  /** A text is sent as it is, anything else as JSON. */
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  upload(
    content: string | Uint8Array,
    options?: { fileName?: string; reason?: string; category?: string },
  ): Promise<Answer>;
  readonly cookie: string | undefined;
}

export interface People {
  readonly laboratory: Person;
  readonly otherLaboratory: Person;
  readonly caseworker: Person;
  readonly otherCaseworker: Person;
  readonly reviewer: Person;
  readonly auditor: Person;
  readonly administrator: Person;
}

const PASSWORD = 'correct horse battery staple';

/** Somebody at `service`, with a session cookie or without. */
export function person(service: Pick<Service, 'url'>, cookie?: string): Person {
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const headers = { ...(cookie === undefined ? {} : { cookie }), ...init.headers };
    const response = await fetch(service.url + path, { ...init, headers });
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    return { status: response.status, type, body: type.includes('json') ? JSON.parse(text) : text };
  };
  return {
    cookie,
    get: (path) => ask(path, {}),
    post: (path, body, headers = {}) =>
      ask(path, {
        method: 'POST',
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    upload: (content, { fileName = 'profiles.csv', reason, category } = {}) => {
      const form = new FormData();
      if (reason !== undefined) form.set('reason', reason);
      if (category !== undefined) form.set('category', category);
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      form.set('file', new Blob([Uint8Array.from(bytes)]), fileName);
      return ask('/api/submissions', { method: 'POST', body: form });
    },
  };
}

/** Signs in and returns the person with the session. */
export async function signIn(service: Pick<Service, 'url'>, name: string, password: string): Promise<Person> {
  const response = await fetch(`${service.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (response.status !== 201 || cookie === undefined) throw new Error(`${name} cannot sign in: ${response.status}`);
  return person(service, cookie);
}

/** Enters by the invitation that a first start on a real database prints, and invites one of each role. */
export async function invitePeople(service: Service): Promise<People> {
  const token = /invitation for the administrator: (\S+)/.exec(service.output())?.[1];
  if (token === undefined) throw new Error('The service printed no invitation.');
  const accept = (invitation: string) =>
    person(service).post('/api/invitations/accept', { invitation, password: PASSWORD });
  await accept(token);
  const administrator = await signIn(service, 'administrator', PASSWORD);
  const invite = async (name: string, role: string, laboratoryId?: string): Promise<Person> => {
    const { body } = await administrator.post('/api/invitations', { name, role, laboratoryId });
    await accept(body.invitation);
    return signIn(service, name, PASSWORD);
  };
  const laboratoryOf = async (name: string) => (await administrator.post('/api/laboratories', { name })).body.id;
  return {
    administrator,
    laboratory: await invite('lab', 'laboratory', await laboratoryOf('First laboratory')),
    otherLaboratory: await invite('lab2', 'laboratory', await laboratoryOf('Second laboratory')),
    caseworker: await invite('case1', 'caseworker'),
    otherCaseworker: await invite('case2', 'caseworker'),
    reviewer: await invite('review', 'reviewer'),
    auditor: await invite('audit', 'auditor'),
  };
}

/** Asks until `done` says so; fails after a minute, which is patience for a slow and busy machine. */
export async function until<T>(ask: () => Promise<T>, done: (answer: T) => boolean, patienceMs = 60_000): Promise<T> {
  for (const end = Date.now() + patienceMs; Date.now() < end; ) {
    const answer = await ask();
    if (done(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It did not come about within ${patienceMs} ms.`);
}
