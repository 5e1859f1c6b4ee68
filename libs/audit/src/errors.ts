/** Everything that can be wrong with an event, a note, a proof or the stored log. */
export type AuditErrorCode =
  | 'not-canonical' // a value or a text that RFC 8785, as we restrict it, cannot write
  | 'event-too-large'
  | 'bad-note'
  | 'bad-key'
  | 'bad-checkpoint'
  | 'bad-proof'
  | 'bad-tile'
  | 'bad-timestamp'
  | 'log-damaged' // the database contradicts its own last checkpoint: nothing more may be signed
  | 'log-rolled-back' // somebody has seen a larger log than the database holds
  | 'log-forked'; // somebody has seen another log of the same name

/** A fault in the audit log. The message says what is wrong and where, never what an event contains. */
export class AuditError extends Error {
  constructor(
    readonly code: AuditErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'AuditError';
  }
}
