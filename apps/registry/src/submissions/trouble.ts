import { isOutOfRoom, isUnavailable } from '../violations.ts';

/** Why a file was given up for which nobody has said why: the processes that worked on it were killed, again and again. */
export const WORKER_LOST = 'worker-lost';

/** What is told of an error that is not the file's: what the operator has to look at, never the error's own words. */
export function troubleOf(error: unknown): string {
  if (isOutOfRoom(error)) return 'no-room';
  return isUnavailable(error) ? 'database-unavailable' : 'internal';
}
