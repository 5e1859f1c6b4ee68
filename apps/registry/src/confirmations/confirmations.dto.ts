import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { PlainText } from '../plain-text.ts';

const SHA256 = /^[0-9a-f]{64}$/;

export class ConfirmationsQuery {
  /** Only those older than this confirmation: the last one of the page before. */
  @IsOptional()
  @IsUUID()
  readonly before?: string;

  /** Only the one that rests on this check. */
  @IsOptional()
  @IsUUID()
  readonly check?: string;

  /** `yes`: only those that wait for the second signature; `no`: only the others. */
  @IsOptional()
  @IsIn(['yes', 'no'])
  readonly waiting?: 'yes' | 'no';
}

export class OpenConfirmation {
  @IsUUID()
  readonly checkId: string;

  /** SHA-256 of the content as shown by `GET /api/checks/{id}/content`: what the signer has read. */
  @Matches(SHA256)
  readonly contentHash: string;
}

export class SignConfirmation {
  /** SHA-256 of the content that the first person signed, as the second has read it. */
  @Matches(SHA256)
  readonly contentHash: string;
}

export class WithdrawConfirmation {
  /** Why; kept with the confirmation, so no names. */
  @PlainText(10, 1000)
  readonly reason: string;
}

export class ContentView {
  /** Canonical JSON (RFC 8785) of what is signed. */
  readonly content: string;
  readonly contentHash: string;
}

export class SignatureView {
  readonly order: 1 | 2;
  readonly accountId: string;
  readonly name: string;
  readonly role: string;
  readonly at: string;
}

export class WithdrawalView {
  readonly accountId: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
  readonly eventId: string;
}

export class ConfirmationView {
  readonly id: string;
  readonly checkId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly question: 'one-parent' | 'known-parent' | 'both-parents';
  readonly verdict: string;
  readonly log10: string | null;
  /** Canonical JSON of what is signed. */
  readonly content: string;
  readonly contentHash: string;
  readonly state: 'awaiting-second-signature' | 'confirmed' | 'withdrawn';
  readonly signatures: SignatureView[];
  /** The event that made it a confirmation; null before the second signature. */
  readonly eventId: string | null;
  /** Where the event stands in the log; null until it is sealed. */
  readonly leafIndex: number | null;
  /** C2SP tlog-proof with the event inside; null until it is sealed. */
  readonly receipt: string | null;
  readonly withdrawal: WithdrawalView | null;
}
