import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsUUID, Matches, Max, Min } from 'class-validator';
import { PlainText } from '../plain-text.ts';

export class EventsQuery {
  /** Only leaves below this index. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly before?: number;

  /** Only events of this type, such as `confirmation.confirmed`. */
  @IsOptional()
  @Matches(/^[a-z.-]{1,60}$/)
  readonly type?: string;

  /** Only events that name this id: of a profile, a case, a check, an account; so `profile.read` tells who read it. */
  @IsOptional()
  @IsUUID()
  readonly about?: string;
}

export class LogView {
  readonly origin: string;
  /** The key that checkpoints verify with (C2SP signed-note vkey). */
  readonly verifierKey: string;
  /** Events sealed. */
  readonly size: number;
  /** The latest checkpoint, a C2SP signed note; null while nothing is sealed. */
  readonly checkpoint: string | null;
}

export class RowView {
  readonly table: string;
  readonly id: string;
  /** SHA-256 of the row's canonical form. */
  readonly digest: string;
}

export class EventSummary {
  readonly eventId: string;
  readonly leafIndex: number;
  readonly at: string;
  readonly type: string;
  /** Account id; null when the service itself acted. */
  readonly actor: string | null;
  readonly role: string | null;
  readonly case: string | null;
  readonly row: RowView | null;
}

export class EventView {
  readonly eventId: string;
  readonly leafIndex: number | null;
  /** Canonical JSON: the very bytes that are hashed. */
  readonly event: string;
  /** C2SP tlog-proof; null until it is sealed. */
  readonly proof: string | null;
}

export class EvidenceQuery {
  /** Only confirmations older than this one: the last of the export before. */
  @IsOptional()
  @IsUUID()
  readonly before?: string;
}

/** At least one of population, engine, laboratory, sample, account; several must all hold. */
export class TouchedQuery {
  /** A frequency table, by its id or by the SHA-256 of its figures. */
  @IsOptional()
  @Matches(/^[\w.-]{1,64}$/)
  readonly population?: string;

  /** An engine, by its version or by the SHA-256 of its source. */
  @IsOptional()
  @Matches(/^[0-9a-f.]{1,64}$/)
  readonly engine?: string;

  /** A laboratory that typed one of the samples. */
  @IsOptional()
  @IsUUID()
  readonly laboratory?: string;

  /** A sample code, in any version of its profile, of any laboratory unless one is named. */
  @IsOptional()
  @PlainText(1, 100)
  readonly sample?: string;

  /** Who asked, signed or withdrew. */
  @IsOptional()
  @IsUUID()
  readonly account?: string;

  /** Only confirmations older than this one: the last one of the page before. */
  @IsOptional()
  @IsUUID()
  readonly before?: string;
}

export class PopulationOfTouched {
  readonly id: string;
  readonly digest: string;
}

export class EngineOfTouched {
  readonly version: string;
  readonly digest: string;
}

export class TouchedView {
  readonly id: string;
  readonly checkId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly state: 'awaiting-second-signature' | 'confirmed' | 'withdrawn';
  readonly openedAt: string;
  readonly population: PopulationOfTouched;
  readonly engine: EngineOfTouched;
  /** Where the second signature stands in the log; null until it is sealed. */
  readonly leafIndex: number | null;
}

export class AnnounceSample {
  /** Confirmations to draw. */
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly size: number;

  /**
   * SHA-256, in hexadecimal, of `kinledger-sample-nonce@1`, a line feed and a nonce that only the auditor knows: 32
   * random bytes in hexadecimal serve well. Whoever draws must open it.
   */
  @Matches(/^[0-9a-f]{64}$/)
  readonly commitment: string;
}

export class DrawSample {
  /** The nonce that the announcement committed to. */
  @Matches(/^[\x21-\x7e]{16,128}$/)
  readonly nonce: string;
}

export class SampledView {
  readonly confirmationId: string;
  readonly leafIndex: number;
  /** Its evidence bundle, with every supporting event. */
  readonly evidence: string;
}

export class SampleView {
  /** The event that announced it. */
  readonly id: string;
  readonly size: number;
  /** Where the announcement stands in the log; null until it is sealed, and it cannot be drawn before. */
  readonly leafIndex: number | null;
  readonly commitment: string;
  /** Null until it is drawn. */
  readonly nonce: string | null;
  readonly seed: string | null;
  /** Confirmations that were in the log when it was announced. */
  readonly of: number | null;
  /** In the order drawn; empty until then. */
  readonly drawn: SampledView[];
}
