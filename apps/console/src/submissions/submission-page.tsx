import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useAccount } from '../access/session.ts';
import type { Submission, SubmissionRowsPage } from '../api.ts';
import { useFormats } from '../format.ts';
import { Download } from '../frame/download.tsx';
import { Facts, Page, Section } from '../frame/page.tsx';
import { Loaded } from '../frame/rows.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { get } from '../request.ts';
import { SubmissionProgress } from './progress.tsx';
import { RowTable } from './row-table.tsx';

/** Beside the events of the progress, which a proxy may hold back. */
const POLL_MS = 3_000;

const isOpen = ({ state }: Submission) => ['receiving', 'reading', 'storing'].includes(state);

/** What became of each row of one file; of a large one also how far it has come. */
export function SubmissionPage() {
  const { id } = useParams();
  const submission = useQuery({
    queryKey: ['submissions', id],
    queryFn: () => get<Submission>(`/api/submissions/${id}`),
    refetchInterval: ({ state }) => (state.data !== undefined && isOpen(state.data) ? POLL_MS : false),
  });
  return <Loaded query={submission}>{(data) => <Received submission={data} />}</Loaded>;
}

function Received({ submission }: { readonly submission: Submission }) {
  const { t } = useTranslation();
  const hands = useAccount().role === 'laboratory';
  const again = hands && (
    <Button component={Link} to="/submissions/new" variant="default">
      {t('submission.again')}
    </Button>
  );
  return (
    <Page title={t('submission.title', { file: submission.fileName })} actions={again}>
      {isOpen(submission) && <SubmissionProgress submission={submission} />}
      {(submission.state === 'cancelled' || submission.state === 'failed') && <Ended submission={submission} />}
      <Outcome submission={submission} />
      {!isOpen(submission) && <FurtherRows key={submission.state} submission={submission} />}
    </Page>
  );
}

function Ended({ submission }: { readonly submission: Submission }) {
  const { t, i18n } = useTranslation();
  const { state, errorCode } = submission;
  const key = [`rowProblem.${errorCode}`, `refusal.${errorCode}`].find((each) => i18n.exists(each));
  return (
    <Alert
      color={state === 'failed' ? 'red' : 'gray'}
      variant="outline"
      role="status"
      title={t(`submissionState.${state as 'failed'}`)}
    >
      {key !== undefined && <Text size="sm">{t(key as 'rowProblem.other')}</Text>}
      <Text size="sm">{t('uploads.endedWords')}</Text>
    </Alert>
  );
}

function Outcome({ submission }: { readonly submission: Submission }) {
  const { t } = useTranslation();
  const { date, number } = useFormats();
  const { refused, rows, next, rulesVersion } = submission;
  const newVersions = rows.filter(({ status }) => status === 'new-version').length;
  return (
    <Section title={t('submission.outcome')} {...(refused > 0 ? { lead: t('submission.repair') } : {})}>
      <Facts
        of={[
          [t('submission.received'), date(submission.receivedAt)],
          [t('submission.laboratory'), submission.laboratory.name],
          [t('rowStatus.accepted'), number(submission.accepted)],
          ...(next === null ? [[t('rowStatus.new-version'), number(newVersions)] as const] : []),
          [t('rowStatus.unchanged'), number(submission.unchanged)],
          [t('rowStatus.refused'), number(refused)],
          [
            t('uploads.rules'),
            <Anchor key="rules" component={Link} to="/rules">
              {t('rules.version', { version: rulesVersion })}
            </Anchor>,
          ],
        ]}
      />
      {!isOpen(submission) && <Downloads submission={submission} />}
    </Section>
  );
}

function Downloads({ submission: { id, accepted, unchanged } }: { readonly submission: Submission }) {
  const { t } = useTranslation();
  const owns = useAccount().role === 'laboratory';
  return (
    <Group gap="xs">
      <Download path={`/api/submissions/${id}/summary?format=csv`} compact>
        {t('uploads.summary', { form: 'CSV' })}
      </Download>
      <Download path={`/api/submissions/${id}/summary?format=json`} compact>
        {t('uploads.summary', { form: 'JSON' })}
      </Download>
      {owns && accepted + unchanged > 0 && (
        <>
          <Download path={`/api/profiles/export?format=csv&submission=${id}`} compact>
            {t('uploads.profiles', { form: 'CSV' })}
          </Download>
          <Download path={`/api/profiles/export?format=cmf&unfit=mapped&submission=${id}`} compact>
            {t('uploads.profiles', { form: 'CMF' })}
          </Download>
        </>
      )}
    </Group>
  );
}

/** The first rows came with the submission; the others are read when they are asked for. */
function FurtherRows({ submission }: { readonly submission: Submission }) {
  const { t } = useTranslation();
  const { id, rows, next } = submission;
  const pages = useInfiniteQuery({
    queryKey: ['submission-rows', id],
    initialPageParam: 0,
    initialData: { pages: [{ rows, next } as SubmissionRowsPage], pageParams: [0] },
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ pageParam }) => get<SubmissionRowsPage>(`/api/submissions/${id}/rows?after=${pageParam}`),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  return (
    <Section title={t('submission.rows')}>
      <RowTable label={t('submission.rows')} rows={pages.data.pages.flatMap((page) => page.rows)} />
      <RefusedAct error={pages.error} />
      {pages.hasNextPage && (
        <Group>
          <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('uploads.further')}
          </Button>
          <Text size="sm" c="dimmed">
            {t('uploads.furtherWords')}
          </Text>
        </Group>
      )}
    </Section>
  );
}
