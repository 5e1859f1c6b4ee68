import { readFileSync } from 'node:fs';

// Asks a freshly started trial what it is for: loads the simulated registry and waits for a likelihood ratio.
// Usage: node .ci/ask-one-question.mjs http://127.0.0.1:3000 file-with-what-the-start-printed
const [url, log] = process.argv.slice(2);
const password = /^ {2}caseworker +(\S+)$/m.exec(readFileSync(log, 'utf8'))?.[1];
if (password === undefined) throw new Error('The start printed no sign-in for the caseworker.');

async function ask(method, path, body, cookie) {
  const headers = { ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) };
  const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return { answer: await response.json(), cookie: response.headers.get('set-cookie')?.split(';')[0] };
}

const { cookie } = await ask('POST', '/api/session', { name: 'caseworker', password });
await ask('POST', '/api/demo', {}, cookie);
const { answer: cases } = await ask('GET', '/api/cases', undefined, cookie);
for (const until = Date.now() + 30_000; ; ) {
  const lists = await Promise.all(cases.map(({ id }) => ask('GET', `/api/cases/${id}/checks`, undefined, cookie)));
  const checks = lists.flatMap(({ answer }) => answer);
  if (checks.length === 5 && checks.every(({ state }) => state === 'done')) {
    for (const { about, verdict, log10 } of checks)
      console.log(`${about.parent} of ${about.child}: ${verdict}, log10 LR ${log10}`);
    break;
  }
  if (Date.now() > until) throw new Error(`Not every check was answered: ${checks.map(({ state }) => state)}.`);
  await new Promise((resolve) => setTimeout(resolve, 250));
}
