import { Alert, Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useAccount } from '../access/session.ts';
import { useAct } from '../act.ts';
import type { Confirmation } from '../api.ts';
import { VerdictBadge } from '../checks/verdict.tsx';
import { readableRatio, useFormats } from '../format.ts';
import { Facts, Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { get } from '../request.ts';
import { Evidence } from './evidence.tsx';
import { Receipt } from './receipt.tsx';
import { Report } from './report.tsx';
import { SignContent, SignedContent } from './sign-content.tsx';
import { StorySection } from './story-section.tsx';
import { Withdraw } from './withdraw.tsx';

/** What the database puts in the place of a content that was erased by order. */
const ERASED = '{"erased":true}';

const SEAL_POLL_MS = 1_000;

/** One confirmation: what was signed, by whom, and where it stands in the log. */
export function ConfirmationPage() {
  const { id } = useParams();
  const confirmation = useQuery({
    queryKey: ['confirmations', id],
    queryFn: () => get<Confirmation>(`/api/confirmations/${id}`),
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data.eventId !== null && state.data.receipt === null ? SEAL_POLL_MS : false,
  });
  return <Loaded query={confirmation}>{(data) => <Shown confirmation={data} />}</Loaded>;
}

function Shown({ confirmation }: { readonly confirmation: Confirmation }) {
  const { t } = useTranslation();
  const { role } = useAccount();
  const { state } = confirmation;
  return (
    <Page title={t('confirmation.title', { number: confirmation.caseNumber })}>
      {confirmation.withdrawal !== null && <Withdrawn withdrawal={confirmation.withdrawal} />}
      <Summary confirmation={confirmation} />
      <Signatures confirmation={confirmation} />
      {(role === 'auditor' || role === 'reviewer') && <StorySection confirmation={confirmation} />}
      {confirmation.content === ERASED ? (
        <Section title={t('content.title')}>
          <Text>{t('refusal.erased')}</Text>
        </Section>
      ) : state === 'awaiting-second-signature' && role === 'reviewer' ? (
        <SecondSignature confirmation={confirmation} />
      ) : (
        <Section title={t('content.title')}>
          <SignedContent content={confirmation.content} contentHash={confirmation.contentHash} />
        </Section>
      )}
      {confirmation.eventId !== null && <Receipt confirmation={confirmation} />}
      {confirmation.eventId !== null && confirmation.content !== ERASED && <Report confirmation={confirmation} />}
      {confirmation.eventId !== null && confirmation.content !== ERASED && (
        <Evidence of="confirmations" id={confirmation.id} />
      )}
      {state === 'confirmed' && (role === 'caseworker' || role === 'reviewer') && <Withdraw id={confirmation.id} />}
    </Page>
  );
}

function Withdrawn({ withdrawal }: { readonly withdrawal: NonNullable<Confirmation['withdrawal']> }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <Alert color="red" variant="outline" title={t('confirmation.withdrawn')}>
      {t('confirmation.withdrawnBy', { by: withdrawal.by, date: date(withdrawal.at), reason: withdrawal.reason })}
    </Alert>
  );
}

function Summary({ confirmation }: { readonly confirmation: Confirmation }) {
  const { t } = useTranslation();
  return (
    <Section title={t('confirmation.summary')}>
      <Facts
        of={[
          [t('confirmations.state'), t(`confirmationState.${confirmation.state}`)],
          [t('check.question'), t(`question.${confirmation.question}`)],
          [t('check.verdict'), <VerdictBadge key="verdict" verdict={confirmation.verdict} />],
          ['LR', `${readableRatio(confirmation.log10)} (log₁₀ ${confirmation.log10 ?? '−∞'})`],
          [
            t('confirmation.rests'),
            <Anchor key="check" component={Link} to={`/checks/${confirmation.checkId}`}>
              {t('confirmation.toCheck')}
            </Anchor>,
          ],
        ]}
      />
    </Section>
  );
}

function Signatures({ confirmation }: { readonly confirmation: Confirmation }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <Section title={t('confirmation.signatures')} lead={t('confirmation.signaturesLead')}>
      <Rows
        label={t('confirmation.signatures')}
        rows={confirmation.signatures}
        keyOf={({ order }) => String(order)}
        empty="–"
        columns={[
          { title: t('confirmation.order'), cell: ({ order }) => t(`signatureOrder.${order}`) },
          { title: t('accounts.name'), cell: ({ name }) => name },
          { title: t('accounts.role'), cell: ({ role }) => t(`role.${role}`) },
          { title: t('confirmation.at'), cell: ({ at }) => date(at) },
        ]}
      />
    </Section>
  );
}

function SecondSignature({ confirmation }: { readonly confirmation: Confirmation }) {
  const { t } = useTranslation();
  const { id: own } = useAccount();
  const sign = useAct<Confirmation>(`/api/confirmations/${confirmation.id}/signature`, {
    refreshes: ['confirmations'],
  });
  const alreadyMine = confirmation.signatures.some(({ accountId }) => accountId === own);
  return (
    <Section title={t('confirmation.secondTitle')} lead={t('confirmation.secondLead')}>
      {alreadyMine ? (
        <Text>{t('refusal.same-signer')}</Text>
      ) : (
        <SignContent
          content={confirmation.content}
          contentHash={confirmation.contentHash}
          meaning={t('confirmation.secondMeaning')}
          act={t('confirmation.secondAct')}
          pending={sign.isPending}
          onSign={(contentHash) => sign.mutate({ contentHash })}
        />
      )}
      <RefusedAct error={sign.error} />
    </Section>
  );
}
