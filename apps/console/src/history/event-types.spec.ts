import { en } from '../locales/en.ts';
import { EVENT_GROUPS, eventTypeKey } from './event-types.ts';

test('every kind of event that has a name can be asked for, once', () => {
  const asked = Object.values(EVENT_GROUPS).flatMap((types) => types.map(eventTypeKey));
  expect(asked.sort()).toEqual(Object.keys(en.eventType).sort());
});
