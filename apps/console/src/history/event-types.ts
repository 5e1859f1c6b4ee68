import type { en } from '../locales/en.ts';

/** The name of an event's type in the texts: `check.asked` is `check-asked`. */
export type EventTypeKey = keyof typeof en.eventType;

/** The types of events that can be asked for, by what they are about. */
export const EVENT_GROUPS = {
  reading: ['profile.read', 'case.read', 'evidence.issued'],
  submissions: [
    'submission.accepted',
    'submission.received',
    'submission.finished',
    'submission.cancelled',
    'submission.failed',
    'submission.family-stated',
    'profile.accepted',
    'profile.corrected',
    'profile.marked',
    'profile.unmarked',
    'mapping.saved',
    'mapping.removed',
  ],
  policy: ['reference.imported', 'reference.retired', 'reference.compared', 'rules.changed', 'rules.match-changed'],
  cases: ['case.opened', 'case.person-added', 'check.asked', 'check.answered'],
  searches: [
    'search.asked',
    'search.finished',
    'search.failed',
    'search.ended',
    'search.compared',
    'candidate.found',
    'candidate.disposed',
  ],
  confirmations: [
    'confirmation.opened',
    'confirmation.first-signature',
    'confirmation.confirmed',
    'confirmation.withdrawn',
    'report.issued',
    'notice.issued',
  ],
  audit: ['sample.announced', 'sample.drawn'],
  erasure: ['erasure.requested', 'erasure.approved', 'row.erased'],
  access: [
    'account.invited',
    'account.created',
    'account.disabled',
    'password.changed',
    'laboratory.created',
    'key.created',
    'key.revoked',
    'session.opened',
    'session.closed',
  ],
  service: ['installation.decided', 'demo.loaded', 'key.added', 'key.rotated', 'key.retired', 'log.restored'],
} as const;

export type EventGroup = keyof typeof EVENT_GROUPS;

/** The key of a type's name in the texts. */
export const eventTypeKey = (type: string): string => type.replace('.', '-');
