import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAccount } from '../access/session.ts';
import type { Confirmation } from '../api.ts';
import { readableRatio, useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';

/** Confirmations: first those that wait for the second signature, then the history. */
export function Confirmations() {
  const { t } = useTranslation();
  const { role } = useAccount();
  const path = role === 'auditor' ? '/api/history/confirmations' : '/api/confirmations';
  const confirmations = useList<Confirmation>('confirmations', path);
  return (
    <Loaded query={confirmations}>
      {(rows) => (
        <Page title={t('confirmations.title')} lead={t('confirmations.lead')}>
          <Section title={t('confirmations.waiting')}>
            <ConfirmationRows
              label={t('confirmations.waiting')}
              rows={rows.filter(({ state }) => state === 'awaiting-second-signature')}
              empty={t('confirmations.noneWaiting')}
            />
          </Section>
          <Section title={t('confirmations.history')}>
            <ConfirmationRows
              label={t('confirmations.history')}
              rows={rows.filter(({ state }) => state !== 'awaiting-second-signature')}
              empty={t('confirmations.none')}
            />
          </Section>
        </Page>
      )}
    </Loaded>
  );
}

/** What waits for the second signature, for a start page; nothing when nothing waits. */
export function WaitingConfirmations() {
  const { t } = useTranslation();
  const confirmations = useList<Confirmation>('confirmations', '/api/confirmations');
  const rows = confirmations.data?.filter(({ state }) => state === 'awaiting-second-signature') ?? [];
  if (rows.length === 0) return null;
  return (
    <Section title={t('confirmations.waiting')}>
      <ConfirmationRows label={t('confirmations.waiting')} rows={rows} empty={t('confirmations.noneWaiting')} />
    </Section>
  );
}

interface ConfirmationRowsFacts {
  readonly label: string;
  readonly rows: readonly Confirmation[];
  readonly empty: string;
}

function ConfirmationRows({ label, rows, empty }: ConfirmationRowsFacts) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const signer = (row: Confirmation, order: 1 | 2) => {
    const found = row.signatures.find((signature) => signature.order === order);
    return found === undefined ? '–' : `${found.name}, ${date(found.at)}`;
  };
  return (
    <Rows
      label={label}
      rows={rows}
      keyOf={({ id }) => id}
      empty={empty}
      columns={[
        {
          title: t('case.number'),
          cell: ({ id, caseNumber }) => (
            <Anchor component={Link} to={`/confirmations/${id}`}>
              {caseNumber}
            </Anchor>
          ),
        },
        { title: t('check.question'), cell: ({ question }) => t(`question.${question}`) },
        { title: 'LR', number: true, cell: ({ log10 }) => readableRatio(log10) },
        { title: t('confirmations.first'), cell: (row) => signer(row, 1) },
        { title: t('confirmations.second'), cell: (row) => signer(row, 2) },
        { title: t('confirmations.state'), cell: ({ state }) => t(`confirmationState.${state}`) },
        { title: t('log.leaf'), number: true, cell: ({ leafIndex }) => leafIndex ?? '–' },
      ]}
    />
  );
}
