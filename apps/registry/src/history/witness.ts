import {
  askWitness,
  parseVerifierKey,
  type ReadFile,
  type WitnessAddress,
  type WitnessVerdict,
} from '@kinledger/audit';
import { witnessId } from '../confirmations/receipts.ts';
import { OutboundError, post } from './outbound.ts';

const TIMEOUT_MS = 5_000;
/** A few signature lines; those of ML-DSA-44 have over 3,000 characters each. */
const MOST_BYTES = 64 * 1024;
const LONGEST_PAUSE_MS = 60_000;

export type Asked = WitnessVerdict | { readonly state: 'silent'; readonly code: string };

/** One witness of the policy, as this process knows it. */
export class Witness {
  readonly name: string;
  /** Name and key id: what its cosignatures are kept under. */
  readonly id: string;
  /** The last time it could not be had, why; undefined when it answered as it should. */
  trouble: string | undefined;
  private asking = false;
  private failures = 0;
  private notBefore = 0;

  constructor(private readonly address: WitnessAddress) {
    this.name = parseVerifierKey(address.key).name;
    this.id = witnessId(address.key);
  }

  /** False while it is being asked, and for a while after each failure, longer each time. */
  isFree(now: number): boolean {
    return !this.asking && now >= this.notBefore;
  }

  /** Asks for the cosignature. `knownSize`: leaves it cosigned last, as far as we know. Never throws. */
  async ask(read: ReadFile, checkpoint: string, knownSize: number, signal: AbortSignal): Promise<Asked> {
    this.asking = true;
    try {
      const asked = await askWitness(read, checkpoint, this.address.key, knownSize, (body) => this.send(body, signal));
      this.note(asked.state === 'refused' ? `${asked.refused} ${asked.status}` : undefined);
      return asked;
    } catch (error) {
      const code = error instanceof OutboundError ? error.code : 'unforeseen';
      this.note(code);
      return { state: 'silent', code };
    } finally {
      this.asking = false;
    }
  }

  private async send(body: string, signal: AbortSignal) {
    const url = `${this.address.url.replace(/\/+$/, '')}/add-checkpoint`;
    const sent = {
      body,
      contentType: 'text/plain; charset=utf-8',
      timeoutMs: TIMEOUT_MS,
      mostBytes: MOST_BYTES,
      signal,
    };
    const answer = await post(url, sent);
    return { status: answer.status, body: Buffer.from(answer.body).toString('utf8') };
  }

  private note(trouble: string | undefined): void {
    this.trouble = trouble;
    this.failures = trouble === undefined ? 0 : this.failures + 1;
    const pause = this.failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.failures);
    this.notBefore = Date.now() + pause;
  }
}
