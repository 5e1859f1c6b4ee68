export class WitnessView {
  readonly name: string;
  /** Leaves of the largest checkpoint it has cosigned; 0 when it never did. */
  readonly size: number;
  /** When that cosignature came; null when none did. */
  readonly at: string | null;
  /** Why it could not be had when it was last asked by the process that answers; null when it could, or was not asked. */
  readonly trouble: string | null;
}

export class TimestampView {
  /** Leaves of the checkpoint that was stamped. */
  readonly size: number;
  readonly at: string;
}

export class LogHealthView {
  /** Events sealed. */
  readonly size: number;
  /** When the latest checkpoint was signed; null while nothing is sealed. */
  readonly sealedAt: string | null;
  /** Events that wait to be sealed. */
  readonly waiting: number;
  /** Since when the oldest of them waits. */
  readonly waitingSince: string | null;
  /** How many witnesses must have cosigned before a receipt is given; 0 without a policy. */
  readonly quorum: number;
  /** Leaves of the largest checkpoint that so many have cosigned; null without a policy. */
  readonly cosignedSize: number | null;
  readonly witnesses: WitnessView[];
  /** Why nothing is signed any more: a witness knows another history. */
  readonly refusal: string | null;
  /** The last time stamp of others (RFC 3161); null when there is none. */
  readonly timestamp: TimestampView | null;
}
