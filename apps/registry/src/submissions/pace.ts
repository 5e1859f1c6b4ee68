import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';

/** In every span of so many milliseconds a sender must send at least so many bytes. */
export interface Pace {
  readonly everyMs: number;
  readonly leastBytes: number;
}

/** Half a kilobyte in a second: slower than any line over which people work; who sends nothing at all for a minute has gone. */
export const PACE: Pace = { everyMs: 60_000, leastBytes: 30_000 };

/** How long the answer may travel before the connection is ended. */
const GOODBYE_MS = 2_000;

/**
 * Reads a request's body by `work`, and stops waiting with 408 when its sender hardly sends: whoever keeps a place must use
 * it. The connection is ended then, by which `work` fails and cleans up after itself.
 */
export async function inTime<T>(request: FastifyRequest, pace: Pace, work: () => Promise<T>): Promise<T> {
  let clock: NodeJS.Timeout | undefined;
  let before = request.raw.socket.bytesRead;
  const tooSlow = new Promise<never>((_, reject) => {
    clock = setInterval(() => {
      const { bytesRead } = request.raw.socket;
      if (bytesRead - before < pace.leastBytes) reject(slow());
      before = bytesRead;
    }, pace.everyMs);
  });
  const working = work();
  try {
    return await Promise.race([working, tooSlow]);
  } catch (error) {
    if (error instanceof Problem && error.status === 408) {
      working.catch(() => {});
      setTimeout(() => request.raw.destroy(), GOODBYE_MS).unref();
    }
    throw error;
  } finally {
    clearInterval(clock);
  }
}

function slow(): Problem {
  const detail =
    'The file came in too slowly, or stopped coming; nothing was stored. Send it again over a better line, or packed as a ZIP file.';
  return new Problem(408, 'upload-too-slow', detail);
}
