import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWitness } from '@kinledger/audit';
import { witnessServer } from '../../apps/cli/src/witness.ts';

/** A witness on this machine, as the policy names it. */
export interface TestWitness {
  readonly key: string;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A real witness (`kinledger witness`) with the key of this number. */
export async function startWitness(number: number, logKeys: readonly string[]): Promise<TestWitness> {
  const witness = createWitness(new Uint8Array(32).fill(100 + number), `witness${number}.example`);
  const state = mkdtempSync(join(tmpdir(), 'kinledger-witness-'));
  const { url, close } = await serve(witnessServer(witness, logKeys, state));
  return { key: witness.verifierKey, url, close: () => close().then(() => rmSync(state, { recursive: true })) };
}

/** Something else at the address of the witness of this number. */
export async function startInstead(number: number, answer: RequestListener): Promise<TestWitness> {
  const { verifierKey } = createWitness(new Uint8Array(32).fill(100 + number), `witness${number}.example`);
  return { key: verifierKey, ...(await serve(createServer(answer))) };
}

export async function serve(server: Server): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
