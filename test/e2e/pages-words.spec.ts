import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '../../apps/console/src/locales/en.ts';

// The pages have a sentence of their own, in each language, for every reason the service may give.

function sources(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

const found = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map((match) => match[1]!))];

/** Said by programs to programs, or about files of the log: no reader of the pages meets them. */
const NEVER_IN_PAGES = ['malformed-idempotency-key', 'not-by-key', 'not-in-log', 'not-multipart'];

test('every refusal of the service has a sentence', () => {
  const codes = found(sources('apps/registry/src'), /new Problem\(\s*\d+,\s*'([a-z-]+)'/g);
  expect(codes.length).toBeGreaterThan(20);
  const known = { ...en.rowProblem, ...en.refusal };
  expect(codes.filter((code) => !(code in known) && !NEVER_IN_PAGES.includes(code))).toEqual([]);
});

test('every reason for refusing or skipping a row has a sentence', () => {
  const collect = readFileSync('libs/profile/src/collect.ts', 'utf8');
  const notes = found(/type RowNoteCode =([^;]+);/.exec(collect)?.[1] ?? '', /'([a-z-]+)'/g);
  const profile = found(/ProfileErrorCode =([^;]+);/.exec(sources('libs/profile/src'))?.[1] ?? '', /'([a-z-]+)'/g);
  expect([notes.length > 2, profile.length > 10]).toEqual([true, true]);
  const known = { ...en.rowProblem, ...en.refusal };
  expect([...notes, ...profile].filter((code) => !(code in known) && !code.includes('table'))).toEqual([]);
});

test('every kind of event has a name', () => {
  const kinds = found(
    sources('apps/registry/src'),
    /'((?:account|candidate|case|check|confirmation|erasure|key|laboratory|mapping|profile|reference|rules|search|session|submission)\.[a-z-]+)'/g,
  );
  expect(kinds.length).toBeGreaterThan(10);
  expect(kinds.filter((kind) => !(kind.replace('.', '-') in en.eventType))).toEqual([]);
});
