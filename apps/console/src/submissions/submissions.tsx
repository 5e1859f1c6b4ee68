import { Anchor, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAccount } from '../access/session.ts';
import type { SubmissionSummary } from '../api.ts';
import { useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';

export function Submissions() {
  const { t } = useTranslation();
  const { date, number } = useFormats();
  const { role } = useAccount();
  const submissions = useList<SubmissionSummary>('submissions', '/api/submissions');
  const upload = role === 'laboratory' && (
    <Button component={Link} to="/submissions/new">
      {t('nav.upload')}
    </Button>
  );
  return (
    <Loaded query={submissions}>
      {(rows) => (
        <Page title={t('submissions.title')} lead={t('submissions.lead')} actions={upload}>
          <Section title={t('submissions.list')}>
            <Rows
              label={t('submissions.list')}
              rows={rows}
              keyOf={({ id }) => id}
              empty={t('submissions.none')}
              columns={[
                {
                  title: t('submissions.file'),
                  cell: ({ id, fileName }) => (
                    <Anchor component={Link} to={`/submissions/${id}`}>
                      {fileName}
                    </Anchor>
                  ),
                },
                { title: t('submissions.received'), cell: ({ receivedAt }) => date(receivedAt) },
                { title: t('rowStatus.accepted'), number: true, cell: ({ accepted }) => number(accepted) },
                { title: t('rowStatus.unchanged'), number: true, cell: ({ unchanged }) => number(unchanged) },
                { title: t('rowStatus.refused'), number: true, cell: ({ refused }) => number(refused) },
              ]}
            />
          </Section>
        </Page>
      )}
    </Loaded>
  );
}
