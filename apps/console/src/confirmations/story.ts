import { useQuery } from '@tanstack/react-query';
import type { Confirmation, EventDetail, EventRow, LogHead } from '../api.ts';
import { rowsOf } from '../frame/list.ts';
import { judge } from '../history/judge.ts';
import { get } from '../request.ts';

/** What is asked for, so that readings of the case, which are many, stay out. */
function questionsOf({ id, checkId, caseId }: Confirmation): readonly (readonly [about: string, type?: string])[] {
  return [
    [caseId, 'case.opened'],
    [caseId, 'case.person-added'],
    [checkId, 'check.asked'],
    [checkId, 'check.answered'],
    [id],
  ];
}

const isReading = ({ type }: EventRow) => type.endsWith('.read') || type === 'evidence.issued';

/** All events that led to a confirmation and that followed it, in the order of the log. */
export function useStory(confirmation: Confirmation) {
  return useQuery({
    queryKey: ['story', confirmation.id, confirmation.state],
    queryFn: async () => {
      const found = await Promise.all(
        questionsOf(confirmation).map(async ([about, type]) => {
          const asked = new URLSearchParams({ about, ...(type !== undefined && { type }) });
          return rowsOf<EventRow>(await get(`/api/history/events?${asked}`));
        }),
      );
      const events = found.flat().filter((event) => !isReading(event));
      return [...new Map(events.map((event) => [event.eventId, event])).values()].sort(
        (a, b) => a.leafIndex - b.leafIndex,
      );
    },
  });
}

/** Reads the proof of each event and verifies it in this page. */
export async function verifyAll(events: readonly EventRow[]): Promise<ReadonlyMap<string, boolean>> {
  const { verifierKey } = await get<LogHead>('/api/history/log');
  const verdicts = new Map<string, boolean>();
  for (const { eventId } of events) {
    const { proof } = await get<EventDetail>(`/api/history/events/${encodeURIComponent(eventId)}`);
    const { report } = await judge(proof ?? '', verifierKey);
    verdicts.set(eventId, report.fault === null);
  }
  return verdicts;
}
