import { Anchor, Badge, Button, List, Pagination, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { RowStatus, Submission, SubmissionRow } from '../api.ts';
import { useFormats } from '../format.ts';
import { useOne } from '../frame/list.ts';
import { Facts, Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';

const ROWS_AT_ONCE = 200;

/** What became of each row of one file. */
export function SubmissionPage() {
  const { id } = useParams();
  const submission = useOne<Submission>('submissions', `/api/submissions/${id}`);
  return <Loaded query={submission}>{(data) => <Received submission={data} />}</Loaded>;
}

function Received({ submission }: { readonly submission: Submission }) {
  const { t } = useTranslation();
  const { date, number } = useFormats();
  const newVersions = submission.rows.filter(({ status }) => status === 'new-version').length;
  const again = (
    <Button component={Link} to="/submissions/new" variant="default">
      {t('submission.again')}
    </Button>
  );
  return (
    <Page title={t('submission.title', { file: submission.fileName })} actions={again}>
      <Section title={t('submission.outcome')} {...(submission.refused > 0 ? { lead: t('submission.repair') } : {})}>
        <Facts
          of={[
            [t('submission.received'), date(submission.receivedAt)],
            [t('submission.laboratory'), submission.laboratory.name],
            [t('rowStatus.accepted'), number(submission.accepted)],
            [t('rowStatus.new-version'), number(newVersions)],
            [t('rowStatus.unchanged'), number(submission.unchanged)],
            [t('rowStatus.refused'), number(submission.refused)],
          ]}
        />
      </Section>
      <SubmissionRows rows={submission.rows} />
    </Page>
  );
}

function SubmissionRows({ rows }: { readonly rows: readonly SubmissionRow[] }) {
  const { t } = useTranslation();
  const [status, setStatus] = useState<RowStatus | 'all'>('all');
  const [page, setPage] = useState(1);
  const chosen = status === 'all' ? rows : rows.filter((row) => row.status === status);
  const present = (['accepted', 'new-version', 'unchanged', 'refused', 'skipped'] as const).filter((value) =>
    rows.some((row) => row.status === value),
  );
  const pages = Math.ceil(chosen.length / ROWS_AT_ONCE);
  return (
    <Section title={t('submission.rows')}>
      {present.length > 1 && (
        <SegmentedControl
          size="xs"
          w="fit-content"
          aria-label={t('submission.show')}
          value={status}
          onChange={(value) => {
            setStatus(value as RowStatus | 'all');
            setPage(1);
          }}
          data={[
            { value: 'all', label: t('submission.all') },
            ...present.map((value) => ({ value, label: t(`rowStatus.${value}`) })),
          ]}
        />
      )}
      <Rows
        label={t('submission.rows')}
        rows={chosen.slice((page - 1) * ROWS_AT_ONCE, page * ROWS_AT_ONCE)}
        keyOf={({ row, sample }) => `${row} ${sample}`}
        empty={t('submission.none')}
        columns={[
          { title: t('submission.row'), cell: ({ row }) => row },
          { title: t('submission.sample'), cell: (row) => <Sample row={row} /> },
          { title: t('submission.status'), cell: (row) => <Status status={row.status} /> },
          { title: t('submission.problems'), cell: (row) => <Problems row={row} /> },
        ]}
      />
      {pages > 1 && (
        <Pagination
          size="sm"
          total={pages}
          value={page}
          onChange={setPage}
          getControlProps={(control) => ({ 'aria-label': t(`pages.${control}`) })}
          getItemProps={(item) => ({ 'aria-label': t('pages.page', { page: item }) })}
        />
      )}
    </Section>
  );
}

function Sample({ row }: { readonly row: SubmissionRow }) {
  const { t } = useTranslation();
  if (row.profileId === undefined) return row.sample;
  return (
    <>
      <Anchor component={Link} to={`/profiles/${row.profileId}`}>
        {row.sample}
      </Anchor>
      {(row.version ?? 1) > 1 && ` ${t('profile.versionShort', { version: row.version })}`}
    </>
  );
}

const COLOUR = { accepted: 'teal', 'new-version': 'ink', unchanged: 'gray', refused: 'red', skipped: 'gray' } as const;

function Status({ status }: { readonly status: RowStatus }) {
  const { t } = useTranslation();
  return (
    <Badge variant="default" tt="none" leftSection={<Dot colour={COLOUR[status]} />}>
      {t(`rowStatus.${status}`)}
    </Badge>
  );
}

function Dot({ colour }: { readonly colour: string }) {
  return (
    <svg width="8" height="8" aria-hidden="true">
      <circle cx="4" cy="4" r="4" fill={`var(--mantine-color-${colour}-filled)`} />
    </svg>
  );
}

function Problems({ row }: { readonly row: SubmissionRow }) {
  const { i18n } = useTranslation();
  if (row.problems.length === 0) return '–';
  return (
    <List size="sm" listStyleType="none">
      {row.problems.map((problem) => {
        const key = `rowProblem.${problem.code}`;
        const known = i18n.language !== 'en' && i18n.exists(key);
        return (
          <List.Item key={`${problem.code} ${problem.locus ?? ''} ${problem.message}`}>
            <Stack gap={0}>
              {problem.locus !== undefined && <Text fw={600}>{problem.locus}</Text>}
              <span>{known ? i18n.t(key as 'rowProblem.other') : problem.message}</span>
            </Stack>
          </List.Item>
        );
      })}
    </List>
  );
}
