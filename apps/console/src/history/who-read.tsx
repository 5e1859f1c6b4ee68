import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAccount } from '../access/session.ts';

/** Leads reviewers and auditors to the events that say who has read a profile or a case. */
export function WhoRead({ type, id }: { readonly type: 'profile.read' | 'case.read'; readonly id: string }) {
  const { t } = useTranslation();
  const { role } = useAccount();
  if (role !== 'auditor' && role !== 'reviewer') return null;
  return (
    <Anchor component={Link} to={`/history/events?type=${type}&about=${id}`} size="sm">
      {t('events.whoRead')}
    </Anchor>
  );
}
