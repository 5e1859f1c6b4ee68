import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

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
