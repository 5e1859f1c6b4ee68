import type { SampleFacts, SampleListener } from './collect.ts';
import { ProfileError } from './error.ts';
import type { TextReader } from './text-reader.ts';

/** Work done between two pauses. */
const SAMPLES_AT_ONCE = 200;
const MARKS_AT_ONCE = 50_000;

/** JSON is held and parsed whole, so it has a limit of its own, in characters. */
const LONGEST_JSON = 64_000_000;

/**
 * Reads `[{ "sample": "...", "genotypes": { "TH01": ["6", "9.3"] } }]`, or the same list under `{ "samples": [...] }`. An
 * entry may also have a `kit` and a `sex`.
 */
export class JsonReader implements TextReader {
  private parts: string[] = [];
  private length = 0;

  constructor(private readonly into: SampleListener) {}

  write(text: string): void {
    this.length += text.length;
    if (this.length > LONGEST_JSON) {
      const message =
        'The JSON is longer than 64 million characters; split it, or hand in CSV or CODIS XML, which have no limit.';
      throw new ProfileError('too-large', message);
    }
    this.parts.push(text);
  }

  *close(): Generator<void> {
    const samples = sampleList(yield* parseStrictly(this.parts.join('')));
    this.parts = [];
    if (samples.length === 0) throw new ProfileError('empty-file', 'The file holds no samples; export it again.');
    for (const [index, entry] of samples.entries()) {
      if (index % SAMPLES_AT_ONCE === 0) yield;
      addEntry(index + 1, entry, this.into);
    }
  }
}

function addEntry(row: number, entry: unknown, into: SampleListener): void {
  const facts = isObject(entry) ? entry : {};
  into.open(row, typeof facts.sample === 'string' ? facts.sample : '', factsOf(facts));
  if (!isObject(facts.genotypes)) {
    const message = `Entry ${row} has no "genotypes" object; give each sample its loci there.`;
    into.refuse(row, new ProfileError('not-a-profile', message));
    return;
  }
  for (const [locus, alleles] of Object.entries(facts.genotypes)) into.add(row, locus, alleles ?? []);
}

function factsOf({ kit, sex }: Record<string, unknown>): SampleFacts {
  return {
    ...(typeof kit === 'string' && kit !== '' ? { kit } : {}),
    ...(sex === 'male' || sex === 'female' ? { sex } : {}),
  };
}

function sampleList(parsed: unknown): readonly unknown[] {
  const list = isObject(parsed) ? parsed.samples : parsed;
  if (!Array.isArray(list)) {
    throw new ProfileError(
      'unknown-format',
      'The JSON holds no list of samples; write [{ "sample": ..., "genotypes": ... }].',
    );
  }
  return list;
}

function* parseStrictly(text: string): Generator<void, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ProfileError('broken-file', 'The JSON cannot be read; it may be cut off. Export it again.');
  }
  if (yield* hasRepeatedKey(text)) {
    const message = 'An object in the JSON names the same key twice, so one of the values would be lost; keep one.';
    throw new ProfileError('duplicate-key', message);
  }
  return parsed;
}

/** JSON.parse keeps the last of two equal keys and says nothing. Requires valid JSON. */
function* hasRepeatedKey(text: string): Generator<void, boolean> {
  const mark = /["{}[\],]/g;
  const keys: (Set<string> | undefined)[] = [];
  let key = false;
  let marks = 0;
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    const found = match[0];
    marks += 1;
    if (marks % MARKS_AT_ONCE === 0) yield;
    if (found === '"') {
      mark.lastIndex = stringEnd(text, match.index);
      const names = keys.at(-1);
      if (!key || names === undefined) continue;
      const name = JSON.parse(text.slice(match.index, mark.lastIndex)) as string;
      if (names.has(name)) return true;
      names.add(name);
      key = false;
    } else if (found === ',') {
      key = keys.at(-1) !== undefined;
    } else if (found === '{' || found === '[') {
      keys.push(found === '{' ? new Set() : undefined);
      key = found === '{';
    } else {
      keys.pop();
      key = false;
    }
  }
  return false;
}

/** The place after the quotation mark that closes the one at `start`: the first with an even number of backslashes before. */
function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
