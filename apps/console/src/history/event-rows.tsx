import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EventRow } from '../api.ts';
import { useFormats } from '../format.ts';
import { Rows } from '../frame/rows.tsx';
import { eventTypeKey } from './event-types.ts';

interface EventRowsFacts {
  readonly rows: readonly EventRow[];
  /** Asks for all events that name an id. */
  readonly onAbout: (id: string) => void;
}

/** Events with who acted, what they name, and the way to their proof. */
export function EventRows({ rows, onAbout }: EventRowsFacts) {
  const { t, i18n } = useTranslation();
  const { date } = useFormats();
  const typeName = (type: string) => {
    const key = `eventType.${eventTypeKey(type)}`;
    return i18n.exists(key) ? t(key as 'eventType.check-asked') : type;
  };
  return (
    <Rows
      label={t('events.list')}
      rows={rows}
      keyOf={({ eventId }) => eventId}
      empty={t('events.none')}
      columns={[
        { title: t('log.leaf'), number: true, cell: ({ leafIndex }) => leafIndex },
        { title: t('events.at'), cell: ({ at }) => date(at) },
        { title: t('events.what'), cell: ({ type }) => typeName(type) },
        {
          title: t('events.by'),
          cell: ({ role, actor }) => (
            <>
              {role === null ? t('events.service') : t(`role.${role}`)}{' '}
              <About id={actor} label={t('events.ofAccount')} onAbout={onAbout} />
            </>
          ),
        },
        {
          title: t('events.case'),
          cell: ({ case: id }) => <About id={id} label={t('events.ofCase')} onAbout={onAbout} />,
        },
        {
          title: t('events.proof'),
          cell: ({ eventId, leafIndex }) => (
            <Anchor
              component={Link}
              to={`/history/verify?event=${eventId}`}
              aria-label={t('events.verifyLeaf', { leaf: leafIndex })}
            >
              {t('events.verify')}
            </Anchor>
          ),
        },
      ]}
    />
  );
}

interface AboutFacts {
  readonly id: string | null;
  readonly label: string;
  readonly onAbout: (id: string) => void;
}

/** The end of an id; pressed, it asks for everything that names it. */
function About({ id, label, onAbout }: AboutFacts) {
  if (id === null) return null;
  const end = id.slice(-8);
  return (
    <Anchor
      component="button"
      type="button"
      className="kl-code"
      title={id}
      aria-label={`${label} ${end}`}
      onClick={() => onAbout(id)}
    >
      {end}
    </Anchor>
  );
}
