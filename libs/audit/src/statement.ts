import { checkSignature, ED25519, parseNote, parseVerifierKey, type VerifierKey, writeNote } from './note.ts';
import type { TrustedKey } from './report.ts';
import type { LogSigner } from './signer.ts';

// What the log says of itself in an event: whoever reaches the database can write an event, but not the signature in it.

/** What goes into the event's facts beside what is said. `by`: the verifier key, which is public. */
export interface Signed {
  readonly by: string;
  readonly signature: string;
}

/** Two lines, where a checkpoint has three: nobody can take the one for the other. */
const statement = (origin: string, said: string): string => `${origin}\n${said}\n`;

/** Requires a text of one line and an Ed25519 key of the log. */
export const signStatement = (said: string, by: LogSigner): Signed => ({
  by: by.verifierKey,
  signature: by.sign(statement(by.name, said)),
});

/** The key that has signed it, or undefined. Whose key it is, is for the caller to judge. */
export function statementKey(said: string, by: unknown, signature: unknown): VerifierKey | undefined {
  try {
    const key = parseVerifierKey(String(by));
    const note = parseNote(writeNote(statement(key.name, said), [String(signature)]));
    return key.type === ED25519 && checkSignature(note, key) === 'valid' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The keys that count for a checkpoint of `size` leaves. */
export function keysAt(keys: readonly (string | TrustedKey)[], size: number): readonly string[] {
  const dated = keys.map((key) => (typeof key === 'string' ? { key } : key));
  return dated
    .filter(({ from = 0, until = Number.POSITIVE_INFINITY }) => from <= size && size < until)
    .map(({ key }) => key);
}
