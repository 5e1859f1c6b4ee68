import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useAccount } from '../access/session.ts';
import { useAct } from '../act.ts';
import type { Check, CheckContent, Confirmation, ParentageResult } from '../api.ts';
import { useList, useOne } from '../frame/list.ts';
import { Section } from '../frame/page.tsx';
import { Loaded } from '../frame/rows.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { SignContent } from './sign-content.tsx';

/** Where a check stands on its way to a confirmation, and the first signature. */
export function CheckConfirmation({ check, result }: { readonly check: Check; readonly result: ParentageResult }) {
  const { t } = useTranslation();
  const { role } = useAccount();
  const confirmations = useList<Confirmation>('confirmations', `/api/confirmations?check=${check.id}`);
  return (
    <Section title={t('confirm.title')}>
      <Loaded query={confirmations}>
        {(rows) => {
          const [found] = rows;
          if (found !== undefined) return <Standing confirmation={found} />;
          if (result.verdict !== 'supported') return <Text>{t('confirm.onlySupported')}</Text>;
          if (role !== 'caseworker') return <Text>{t('confirm.notYet')}</Text>;
          return <FirstSignature checkId={check.id} />;
        }}
      </Loaded>
    </Section>
  );
}

function Standing({ confirmation }: { readonly confirmation: Confirmation }) {
  const { t } = useTranslation();
  return (
    <Text>
      {t(`confirmationState.${confirmation.state}`)}{' '}
      <Anchor component={Link} to={`/confirmations/${confirmation.id}`} underline="always">
        {t('confirm.open')}
      </Anchor>
    </Text>
  );
}

function FirstSignature({ checkId }: { readonly checkId: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const content = useOne<CheckContent>('content', `/api/checks/${checkId}/content`);
  const sign = useAct<Confirmation>('/api/confirmations', {
    refreshes: ['confirmations'],
    onDone: ({ id }) => navigate(`/confirmations/${id}`),
  });
  return (
    <Loaded query={content}>
      {(shown) => (
        <>
          <Text size="sm" c="dimmed">
            {t('confirm.firstLead')}
          </Text>
          <SignContent
            {...shown}
            meaning={t('confirm.firstMeaning')}
            act={t('confirm.firstAct')}
            pending={sign.isPending}
            onSign={(contentHash) => sign.mutate({ checkId, contentHash })}
          />
          <RefusedAct error={sign.error} />
        </>
      )}
    </Loaded>
  );
}
