import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { serve } from '../../../../test/support/witness.ts';
import { type Outbound, post } from './outbound.ts';

const never = new AbortController().signal;
const sent = (changes: Partial<Outbound> = {}): Outbound => ({
  body: 'hello',
  contentType: 'text/plain',
  timeoutMs: 30_000,
  mostBytes: 1000,
  signal: never,
  ...changes,
});

/** Posts to a server that answers so. */
async function posted(answer: RequestListener, changes: Partial<Outbound> = {}) {
  const { url, close } = await serve(createServer(answer));
  try {
    return await post(url, sent(changes));
  } finally {
    await close();
  }
}

test('what is sent arrives, and the whole answer comes back', async () => {
  const answer = await posted(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const { method, headers } = request;
    response
      .writeHead(201, { 'content-type': 'text/x' })
      .end(`${method} ${headers['content-type']} ${Buffer.concat(parts)}`);
  });
  expect({ ...answer, body: Buffer.from(answer.body).toString() }).toEqual({
    status: 201,
    contentType: 'text/x',
    body: 'POST text/plain hello',
  });
});

test('an answer may be as long as is allowed, and no longer, whatever it says of its length', async () => {
  const of =
    (length: number): RequestListener =>
    (_request, response) =>
      void response.end(Buffer.alloc(length, 120));
  expect((await posted(of(1000))).body).toHaveLength(1000);
  await expect(posted(of(1001))).rejects.toMatchObject({ code: 'too-large' });
  const endless: RequestListener = (_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    };
    response.on('drain', more);
    more();
  };
  await expect(posted(endless)).rejects.toMatchObject({ code: 'too-large' });
});

test('an answer that does not come, or does not end, is not waited for', async () => {
  const silent: RequestListener = () => {};
  const slow: RequestListener = (_request, response) => void response.write('x');
  for (const answer of [silent, slow]) {
    await expect(posted(answer, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'too-slow' });
  }
  await expect(posted(silent, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: 'unreachable' });
});

test('a redirect is not followed', async () => {
  let followed = 0;
  const elsewhere = await serve(
    createServer((_request, response) => {
      followed += 1;
      response.end();
    }),
  );
  const answer = await posted((_request, response) => void response.writeHead(307, { location: elsewhere.url }).end());
  await elsewhere.close();
  expect([answer.status, followed]).toEqual([307, 0]);
});

test('nobody at home is told as such', async () => {
  const { url, close } = await serve(createServer());
  await close();
  await expect(post(url, sent())).rejects.toMatchObject({ code: 'unreachable' });
});
