import { Anchor, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAccount } from '../access/session.ts';
import type { CaseSummary } from '../api.ts';
import { useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';

export function Cases() {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { role } = useAccount();
  const cases = useList<CaseSummary>('cases', '/api/cases');
  const open = role === 'caseworker' && (
    <Button component={Link} to="/cases/new">
      {t('cases.new')}
    </Button>
  );
  return (
    <Loaded query={cases}>
      {(rows) => (
        <Page title={t('cases.title')} lead={t('cases.lead')} actions={open}>
          <Section title={t('cases.list')}>
            <Rows
              label={t('cases.list')}
              rows={rows}
              keyOf={({ id }) => id}
              empty={t('cases.none')}
              columns={[
                {
                  title: t('case.number'),
                  cell: ({ id, number }) => (
                    <Anchor component={Link} to={`/cases/${id}`}>
                      {number}
                    </Anchor>
                  ),
                },
                { title: t('case.report'), cell: ({ report }) => report },
                { title: t('case.openedAt'), cell: ({ openedAt }) => date(openedAt) },
                { title: t('case.persons'), number: true, cell: ({ persons }) => persons },
              ]}
            />
          </Section>
        </Page>
      )}
    </Loaded>
  );
}
