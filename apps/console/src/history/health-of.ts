import type { LogHealth } from '../api.ts';

/** Entries are sealed within seconds; one that waits longer is held up. */
const PATIENCE_MS = 60_000;

/**
 * How the log fares, the worst first: it refuses to sign; entries are held up; too few witnesses have seen the newest
 * checkpoint; entries are being sealed; nothing waits. Requires `now` in milliseconds.
 */
export function healthOf(health: LogHealth, now: number): 'refused' | 'stuck' | 'unseen' | 'busy' | 'quiet' {
  if (health.refusal !== null) return 'refused';
  if (health.waitingSince !== null && now - Date.parse(health.waitingSince) > PATIENCE_MS) return 'stuck';
  if (health.cosignedSize !== null && health.cosignedSize < health.size) return 'unseen';
  return health.waiting > 0 ? 'busy' : 'quiet';
}
