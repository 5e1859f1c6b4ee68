import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { MovedProfile, MovedResult, Verdict } from '../api.ts';
import { VerdictBadge } from '../checks/verdict.tsx';
import { Rows } from '../frame/rows.tsx';
import { log10Text } from './standard-cases.tsx';

/** Past results before and after, those with another verdict first. */
export function MovedResults({ rows }: { readonly rows: readonly MovedResult[] }) {
  const { t } = useTranslation();
  return (
    <Rows
      label={t('reference.movedResults')}
      rows={rows}
      keyOf={({ checkId }) => checkId}
      empty={t('reference.nothingMoves')}
      columns={[
        {
          title: t('case.number'),
          cell: ({ checkId, caseNumber }) => (
            <Anchor component={Link} to={`/checks/${checkId}`}>
              {caseNumber}
            </Anchor>
          ),
        },
        {
          title: t('reference.confirmed'),
          cell: ({ confirmationId }) =>
            confirmationId === null ? (
              '–'
            ) : (
              <Anchor component={Link} to={`/confirmations/${confirmationId}`}>
                {t('reference.confirmation')}
              </Anchor>
            ),
        },
        { title: t('reference.before'), number: true, cell: ({ log10Before }) => log10Text(log10Before) },
        {
          title: t('reference.after'),
          number: true,
          cell: ({ log10After, verdictAfter }) => (verdictAfter === null ? '–' : log10Text(log10After)),
        },
        {
          title: t('reference.verdictBefore'),
          cell: ({ verdictBefore }) => <VerdictBadge verdict={verdictBefore as Verdict} />,
        },
        {
          title: t('reference.verdictAfter'),
          cell: ({ verdictAfter, error }) =>
            verdictAfter === null ? (
              t('reference.noAnswer', { code: error ?? '' })
            ) : (
              <VerdictBadge verdict={verdictAfter as Verdict} />
            ),
        },
      ]}
    />
  );
}

/** Profiles that a kit's new version says something else of. Loci only; the alleles stand on the profile's page. */
export function MovedProfiles({ rows }: { readonly rows: readonly MovedProfile[] }) {
  const { t } = useTranslation();
  return (
    <Rows
      label={t('reference.movedProfiles')}
      rows={rows}
      keyOf={({ profileId }) => profileId}
      empty={t('reference.nothingMoves')}
      columns={[
        {
          title: t('reference.sample'),
          cell: ({ profileId, sample }) => (
            <Anchor component={Link} to={`/profiles/${profileId}`}>
              {sample}
            </Anchor>
          ),
        },
        { title: t('reference.laboratory'), cell: ({ laboratory }) => laboratory },
        { title: t('reference.flagged'), cell: ({ flagged }) => flagged.join(', ') || '–' },
        { title: t('reference.cleared'), cell: ({ cleared }) => cleared.join(', ') || '–' },
      ]}
    />
  );
}
