/** A session without a request for so long ends; the service says so in its API. */
const IDLE_MS = 30 * 60_000;
/** From here on the reader is warned. */
const WARNED_MS = 5 * 60_000;

/**
 * Whole minutes, at least one, until a session ends that was last used then; null while there is time, 0 when it has ended.
 * The service counts a request once a minute only, so a minute is taken off.
 */
export function minutesLeft(lastUsed: number, now: number): number | null {
  const left = lastUsed + IDLE_MS - 60_000 - now;
  if (left > WARNED_MS) return null;
  return Math.max(0, Math.ceil(left / 60_000));
}
