import { Alert, Button, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useAccount } from '../access/session.ts';
import { useAct } from '../act.ts';
import type { Erasure, Role } from '../api.ts';
import { useFormats } from '../format.ts';
import { useOne } from '../frame/list.ts';
import { Code, Facts, Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { RefusedAct } from '../frame/states.tsx';

/** One order to erase: what it reaches, and the approval by a second person that carries it out. */
export function ErasurePage() {
  const { id } = useParams();
  const erasure = useOne<Erasure>('erasures', `/api/erasures/${id}`);
  return <Loaded query={erasure}>{(data) => <Shown erasure={data} />}</Loaded>;
}

function Shown({ erasure }: { readonly erasure: Erasure }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { approval } = erasure;
  const asRole = (role: string) => t(`role.${role as Role}`);
  return (
    <Page title={t('erasure.one', { order: erasure.orderReference })}>
      {approval !== null && (
        <Alert color="gray" variant="outline" role="status" title={t('erasure.carriedOut')}>
          {t('erasure.carriedOutWords')}
        </Alert>
      )}
      <Section title={t('erasure.facts')}>
        <Facts
          of={[
            [t('erasure.order'), erasure.orderReference],
            [t('erasure.subject'), t(`erasureSubject.${erasure.subject}`)],
            [t('erasure.subjectId'), <Code key="subject">{erasure.subjectId}</Code>],
            [
              t('erasure.requested'),
              `${erasure.requestedBy} (${asRole(erasure.requestedAs)}), ${date(erasure.requestedAt)}`,
            ],
            [
              t('erasure.approved'),
              approval === null
                ? t('erasure.notApproved')
                : `${approval.by} (${asRole(approval.role)}), ${date(approval.at)}`,
            ],
            [t('log.event'), <Code key="event">{approval?.eventId ?? erasure.eventId}</Code>],
          ]}
        />
      </Section>
      <Concerns erasure={erasure} />
      {approval === null && <Approve erasure={erasure} />}
    </Page>
  );
}

function Concerns({ erasure }: { readonly erasure: Erasure }) {
  const { t, i18n } = useTranslation();
  const { number } = useFormats();
  const title = t(erasure.approval === null ? 'erasure.would' : 'erasure.did');
  return (
    <Section title={title} lead={t('erasure.concernsLead')}>
      <Rows
        label={title}
        rows={erasure.concerns}
        keyOf={({ table }) => table}
        empty={t('refusal.already-erased')}
        columns={[
          {
            title: t('erasure.what'),
            cell: ({ table }) => {
              const key = `erasedTable.${table}`;
              return i18n.exists(key) ? t(key as 'erasedTable.profile') : table;
            },
          },
          { title: t('erasure.rows'), number: true, cell: ({ rows }) => number(rows) },
        ]}
      />
    </Section>
  );
}

/** Approving asks for the order's reference, letter by letter: it cannot be undone. */
function Approve({ erasure }: { readonly erasure: Erasure }) {
  const { t } = useTranslation();
  const { role, name } = useAccount();
  const [typed, setTyped] = useState('');
  const approve = useAct<Erasure>(`/api/erasures/${erasure.id}/approval`, {
    refreshes: ['erasures', 'profiles', 'cases', 'checks', 'confirmations', 'submissions'],
  });
  if (role !== 'reviewer' && role !== 'administrator') return null;
  if (role === erasure.requestedAs || name === erasure.requestedBy) {
    return (
      <Section title={t('erasure.approve')}>
        <Text>{t('refusal.erasure-needs-two')}</Text>
      </Section>
    );
  }
  const ready = typed.trim() === erasure.orderReference;
  return (
    <Section title={t('erasure.approve')} lead={t('erasure.approveLead')}>
      <Alert color="red" variant="outline" title={t('erasure.forEver')}>
        <List size="sm">
          {(['goes', 'stays', 'elsewhere'] as const).map((each) => (
            <List.Item key={each}>{t(`erasure.${each}`)}</List.Item>
          ))}
        </List>
      </Alert>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) approve.mutate({});
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t('erasure.typeOrder')}
            description={t('erasure.typeOrderRule', { order: erasure.orderReference })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            maw={420}
          />
          <RefusedAct error={approve.error} />
          <Group>
            <Button type="submit" color="red" variant="outline" disabled={!ready} loading={approve.isPending}>
              {t('erasure.approveAct')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
