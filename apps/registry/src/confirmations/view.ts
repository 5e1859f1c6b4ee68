import type { ConfirmationView } from './confirmations.dto.ts';
import type { ConfirmationRecord } from './confirmations.store.ts';
import type { Receipt } from './receipts.ts';

/** The conclusion as the signed content states it: what is shown and what was signed cannot differ. */
interface SignedWords {
  readonly verdict: string;
  readonly combined: { readonly log10: string | null };
}

/** Of an erased confirmation it is known that it was signed, and no more what. */
function signedWords(content: string): SignedWords {
  const words = JSON.parse(content) as SignedWords | { readonly erased: true };
  return 'erased' in words ? { verdict: 'erased', combined: { log10: null } } : words;
}

/** A confirmation as people see it. `places` gives leaf indexes where no whole receipt was fetched. */
export function viewOf(
  stored: ConfirmationRecord,
  receipt: Receipt | undefined,
  places: ReadonlyMap<string, number> = new Map(),
): ConfirmationView {
  const signed = signedWords(stored.content);
  const second = stored.signatures.find((signature) => signature.place === 2);
  const { withdrawal } = stored;
  return {
    id: stored.id,
    checkId: stored.checkId,
    caseId: stored.caseId,
    caseNumber: stored.caseNumber,
    question: stored.question,
    verdict: signed.verdict,
    log10: signed.combined.log10,
    content: stored.content,
    contentHash: stored.contentHash,
    state: withdrawal ? 'withdrawn' : second ? 'confirmed' : 'awaiting-second-signature',
    signatures: stored.signatures.map(({ place, accountId, name, role, at }) => ({
      order: place,
      accountId,
      name,
      role,
      at: new Date(at).toISOString(),
    })),
    eventId: second?.eventId ?? null,
    leafIndex: receipt?.leafIndex ?? (second ? (places.get(second.eventId) ?? null) : null),
    receipt: receipt?.proof ?? null,
    withdrawal: withdrawal && {
      accountId: withdrawal.accountId,
      by: withdrawal.name,
      at: new Date(withdrawal.at).toISOString(),
      reason: withdrawal.reason,
      eventId: withdrawal.eventId,
    },
  };
}
