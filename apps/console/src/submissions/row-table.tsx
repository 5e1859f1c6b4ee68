import { Anchor, Badge, List, Pagination, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RowStatus, SubmissionRow } from '../api.ts';
import { Rows } from '../frame/rows.tsx';

const ROWS_AT_ONCE = 200;
const STATUSES = ['accepted', 'new-version', 'unchanged', 'refused', 'skipped'] as const;

/** What became, or would become, of a row of a file. */
export type FateRow = Pick<SubmissionRow, 'row' | 'sample' | 'status' | 'problems' | 'profileId' | 'version'>;

/** The rows of a file with their fates: all of them, or those of one status, some at a time. */
export function RowTable({ label, rows }: { readonly label: string; readonly rows: readonly FateRow[] }) {
  const { t } = useTranslation();
  const [status, setStatus] = useState<RowStatus | 'all'>('all');
  const [page, setPage] = useState(1);
  const chosen = status === 'all' ? rows : rows.filter((row) => row.status === status);
  const pages = Math.ceil(chosen.length / ROWS_AT_ONCE);
  const choose = (value: string) => {
    setStatus(value as RowStatus | 'all');
    setPage(1);
  };
  return (
    <>
      <StatusFilter rows={rows} status={status} onChoose={choose} />
      <Rows
        label={label}
        rows={chosen.slice((page - 1) * ROWS_AT_ONCE, page * ROWS_AT_ONCE)}
        keyOf={({ row, sample, status: fate }) => `${row} ${sample} ${fate}`}
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
    </>
  );
}

interface FilterFacts {
  readonly rows: readonly FateRow[];
  readonly status: string;
  readonly onChoose: (status: string) => void;
}

function StatusFilter({ rows, status, onChoose }: FilterFacts) {
  const { t } = useTranslation();
  const present = STATUSES.filter((value) => rows.some((row) => row.status === value));
  if (present.length < 2) return null;
  return (
    <SegmentedControl
      size="xs"
      w="fit-content"
      aria-label={t('submission.show')}
      value={status}
      onChange={onChoose}
      data={[
        { value: 'all', label: t('submission.all') },
        ...present.map((value) => ({ value, label: t(`rowStatus.${value}`) })),
      ]}
    />
  );
}

function Sample({ row }: { readonly row: FateRow }) {
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
    <Badge variant="default" tt="none" miw="max-content" leftSection={<Dot colour={COLOUR[status]} />}>
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

function Problems({ row }: { readonly row: FateRow }) {
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
