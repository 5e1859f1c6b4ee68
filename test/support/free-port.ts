import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ports that operating systems give to outgoing connections (Linux: 32768 and up): none of those takes a port
// between the moment it was found free and the moment its server listens, or while its server is down for a test.
const FIRST = 12_000;
const LAST = 32_000;

/** A port of this machine that nobody listens on now, and that no outgoing connection will be given. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) return port;
  }
  throw new Error(`A hundred ports between ${FIRST} and ${LAST} are all taken.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
