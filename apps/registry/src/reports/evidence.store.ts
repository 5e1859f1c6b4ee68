import { evidenceOf } from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { sqlOf } from '../record.ts';

/** Everything that a check rests on, then what rests on it, then the erasures of any of it. */
const EVENTS = `
WITH k AS (
  SELECT *, ARRAY[inputs::jsonb -> 'child', inputs::jsonb -> 'parent', inputs::jsonb -> 'otherParent'] AS persons
    FROM kinship_check WHERE id = $1
), person AS (SELECT jsonb_array_elements(to_jsonb(persons)) AS asked FROM k),
about AS (
SELECT audit_event_id AS id FROM k
UNION SELECT audit_event_id FROM check_result WHERE check_id = $1
UNION SELECT f.audit_event_id FROM case_file f JOIN k ON k.case_id = f.id
UNION SELECT p.audit_event_id FROM profile p JOIN person ON p.id = (asked ->> 'profileId')::uuid
UNION SELECT c.audit_event_id FROM case_person c JOIN person ON c.id = (asked ->> 'personId')::uuid
UNION SELECT audit_event_id FROM confirmation WHERE id = $2
UNION SELECT audit_event_id FROM confirmation_signature WHERE confirmation_id = $2
UNION SELECT audit_event_id FROM withdrawal WHERE confirmation_id = $2
UNION SELECT audit_event_id FROM report WHERE confirmation_id = $2)
SELECT id FROM about UNION SELECT e.audit_event_id FROM erased_row e JOIN about ON about.id = e.row_event`;

@Injectable()
export class EvidenceStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** The events of a check, and of its confirmation when that is named. */
  async events(checkId: string, confirmationId: string | null): Promise<readonly string[]> {
    const found: { id: string }[] = await this.database.query(EVENTS, [checkId, confirmationId]);
    return found.map(({ id }) => id);
  }

  /** Their receipts and rows, as files; undefined until all are sealed, and cosigned by that many of those witnesses. */
  files(
    eventIds: readonly string[],
    cosigned: number,
    among: readonly string[],
  ): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
    return evidenceOf(sqlOf(this.database), eventIds, { cosigned, among });
  }
}
