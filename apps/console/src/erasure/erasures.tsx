import { Anchor, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAccount } from '../access/session.ts';
import type { Erasure } from '../api.ts';
import { useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';

/** Orders to erase: those that wait for the second person first, then those carried out. */
export function Erasures() {
  const { t } = useTranslation();
  const { role } = useAccount();
  const erasures = useList<Erasure>('erasures', '/api/erasures');
  const enter = role === 'administrator' && (
    <Button component={Link} to="/erasures/new" variant="default">
      {t('erasure.enter')}
    </Button>
  );
  return (
    <Loaded query={erasures}>
      {(rows) => (
        <Page title={t('erasure.title')} lead={t('erasure.lead')} actions={enter}>
          {role === 'caseworker' && (
            <Section title={t('erasure.enter')} lead={t('erasure.fromCase')}>
              {null}
            </Section>
          )}
          <Section title={t('erasure.waiting')}>
            <Orders
              label={t('erasure.waiting')}
              rows={rows.filter(({ approval }) => approval === null)}
              empty={t('erasure.noneWaiting')}
            />
          </Section>
          <Section title={t('erasure.done')}>
            <Orders
              label={t('erasure.done')}
              rows={rows.filter(({ approval }) => approval !== null)}
              empty={t('erasure.noneDone')}
            />
          </Section>
        </Page>
      )}
    </Loaded>
  );
}

interface OrdersFacts {
  readonly label: string;
  readonly rows: readonly Erasure[];
  readonly empty: string;
}

function Orders({ label, rows, empty }: OrdersFacts) {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <Rows
      label={label}
      rows={rows}
      keyOf={({ id }) => id}
      empty={empty}
      columns={[
        {
          title: t('erasure.order'),
          cell: ({ id, orderReference }) => (
            <Anchor component={Link} to={`/erasures/${id}`}>
              {orderReference}
            </Anchor>
          ),
        },
        { title: t('erasure.subject'), cell: ({ subject }) => t(`erasureSubject.${subject}`) },
        {
          title: t('erasure.requested'),
          cell: ({ requestedBy, requestedAt }) => `${requestedBy}, ${date(requestedAt)}`,
        },
        {
          title: t('erasure.approved'),
          cell: ({ approval }) => (approval === null ? '–' : `${approval.by}, ${date(approval.at)}`),
        },
      ]}
    />
  );
}
