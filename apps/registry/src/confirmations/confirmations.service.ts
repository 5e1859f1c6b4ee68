import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import type { Actor } from '../access/actor.ts';
import { Idempotency } from '../access/idempotency.ts';
import { ChecksService } from '../checks/checks.service.ts';
import { absent, Problem } from '../problem.ts';
import { recordPersonal, writeRecord } from '../record.ts';
import { breaks, isUniqueViolation } from '../violations.ts';
import type { ConfirmationsQuery, ConfirmationView, ContentView } from './confirmations.dto.ts';
import { type ConfirmationRecord, ConfirmationsStore } from './confirmations.store.ts';
import { contentOf } from './content.ts';
import { Receipts } from './receipts.ts';
import { viewOf } from './view.ts';

@Injectable()
export class ConfirmationsService {
  constructor(
    private readonly store: ConfirmationsStore,
    private readonly checks: ChecksService,
    private readonly receipts: Receipts,
    private readonly idempotency: Idempotency,
  ) {}

  /** What would be signed for this check, and its hash. */
  async content(actor: Actor, checkId: string): Promise<ContentView> {
    const { check, stored, result } = await this.checks.answered(actor, checkId);
    const { text, hash } = contentOf(check, stored, result);
    return { content: text, contentHash: hash };
  }

  /** The first signature. It fixes the content; a second, different person must sign the same hash. */
  async open(actor: Actor, checkId: string, signedHash: string, key: string | undefined): Promise<ConfirmationView> {
    const { check, stored, result } = await this.checks.answered(actor, checkId);
    if (result.verdict !== 'supported') {
      throw new Problem(
        422,
        'not-supported',
        'Only a check whose verdict is "supported" can be confirmed; type more loci or the other parent first.',
      );
    }
    const content = contentOf(check, stored, result);
    assertSameContent(signedHash, content.hash);
    const request = { confirm: checkId, signedHash };
    const id = await this.idempotency
      .once({ actor, key, request }, async (tx) => {
        await this.checks.assertCurrent(tx, check);
        const row = { id: newId(), checkId, content: content.text, contentHash: content.hash };
        const about = { check: checkId, contentHash: content.hash };
        const act = { type: 'confirmation.opened', case: check.caseId, facts: about };
        await writeRecord(tx, actor, act, ['confirmation', row.id, row]);
        await this.sign(tx, actor, { id: row.id, contentHash: content.hash, caseId: check.caseId }, 1);
        return row.id;
      })
      .catch((error: unknown) => {
        if (!isUniqueViolation(error, 'confirmation')) throw error;
        throw new Problem(409, 'already-signed', 'This check has its first signature already; open its confirmation.');
      });
    return this.view(actor, id);
  }

  /** The second signature makes the confirmation. The answer carries the receipt when the log was sealed within two seconds. */
  async confirm(actor: Actor, id: string, signedHash: string, key: string | undefined): Promise<ConfirmationView> {
    const found = await this.found(actor, id);
    assertSameContent(signedHash, found.contentHash);
    const { check } = await this.checks.answered(actor, found.checkId);
    await this.idempotency
      .once({ actor, key, request: { sign: id, signedHash } }, async (tx) => {
        if (found.signatures.some((signature) => signature.accountId === actor.accountId)) throw sameSigner();
        await this.checks.assertCurrent(tx, check);
        await this.sign(tx, actor, { id, contentHash: signedHash, caseId: found.caseId }, 2);
        return id;
      })
      .catch((error: unknown) => {
        if (breaks(error, 'two_persons')) throw sameSigner();
        if (!isUniqueViolation(error, 'confirmation_signature')) throw error;
        throw new Problem(409, 'already-signed', 'This confirmation has both its signatures already.');
      });
    const confirmed = await this.found(actor, id);
    const event = confirmed.signatures.find((signature) => signature.place === 2)?.eventId;
    return viewOf(confirmed, event === undefined ? undefined : await this.receipts.await(event));
  }

  /** Takes a confirmation back: a new signed entry in the log; the confirmation itself stays as it was. */
  async withdraw(actor: Actor, id: string, reason: string, key: string | undefined): Promise<ConfirmationView> {
    const found = await this.found(actor, id);
    if (found.signatures.length < 2) {
      throw new Problem(409, 'not-confirmed', 'Only a confirmation with both signatures can be withdrawn.');
    }
    await this.idempotency
      .once({ actor, key, request: { withdraw: id, reason } }, async (tx) => {
        const values = { confirmationId: id, reason, accountId: actor.accountId };
        const about = { confirmation: id, contentHash: found.contentHash };
        const act = { type: 'confirmation.withdrawn', case: found.caseId, facts: about };
        const row = await recordPersonal(tx, actor, act, ['withdrawal', id, values], { reason });
        await this.store.insertWithdrawal(tx, row);
        return id;
      })
      .catch((error: unknown) => {
        if (!isUniqueViolation(error, 'withdrawal')) throw error;
        throw new Problem(409, 'already-withdrawn', 'This confirmation has been withdrawn already.');
      });
    return this.view(actor, id);
  }

  /** A page of them, the newest first: a caseworker's own cases', all for reviewers and auditors. */
  async list(actor: Actor, query: ConfirmationsQuery): Promise<ConfirmationView[]> {
    const records = await this.store.list(actor.role === 'caseworker' ? actor.accountId : undefined, query);
    const places = await this.receipts.places(
      records.flatMap(({ signatures }) => signatures.map(({ eventId }) => eventId)),
    );
    return records.map((each) => viewOf(each, undefined, places));
  }

  async view(actor: Actor, id: string): Promise<ConfirmationView> {
    const found = await this.found(actor, id);
    const event = found.signatures.find((signature) => signature.place === 2)?.eventId;
    return viewOf(found, event === undefined ? undefined : await this.receipts.now(event));
  }

  /** The receipt alone, a C2SP tlog-proof; 409 until the second signature is sealed, and cosigned as the policy asks. */
  async receipt(actor: Actor, id: string): Promise<string> {
    const found = await this.found(actor, id);
    const event = found.signatures.find((signature) => signature.place === 2)?.eventId;
    if (event === undefined) throw new Problem(409, 'not-sealed', 'There is no receipt before the second signature.');
    return (await this.receipts.required(event)).proof;
  }

  private async sign(
    tx: EntityManager,
    actor: Actor,
    confirmation: { readonly id: string; readonly contentHash: string; readonly caseId: string },
    place: 1 | 2,
  ): Promise<void> {
    const { id: confirmationId, contentHash } = confirmation;
    const row = { confirmationId, place, contentHash, accountId: actor.accountId, role: actor.role };
    const act = {
      type: place === 1 ? 'confirmation.first-signature' : 'confirmation.confirmed',
      case: confirmation.caseId,
      facts: { confirmation: confirmationId, contentHash, place },
    };
    await writeRecord(tx, actor, act, ['confirmation_signature', confirmationId, row]);
  }

  private async found(actor: Actor, id: string): Promise<ConfirmationRecord> {
    const found = await this.store.find(id);
    if (found === undefined) throw absent('confirmation');
    if (actor.role === 'caseworker' && found.caseOwner !== actor.accountId) throw absent('confirmation');
    return found;
  }
}

function assertSameContent(signed: string, expected: string): void {
  if (signed === expected) return;
  throw new Problem(
    409,
    'other-content',
    'The hash you signed is not that of the content as it stands; read it again and sign what you read.',
  );
}

function sameSigner(): Problem {
  return new Problem(409, 'same-signer', 'The first signature is yours; the second must come from a different person.');
}
