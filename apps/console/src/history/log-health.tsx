import { Alert, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LogHealth as Health } from '../api.ts';
import { useFormats } from '../format.ts';
import { Facts, Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';
import { RefusedAct, Waiting } from '../frame/states.tsx';
import { get } from '../request.ts';
import { healthOf } from './health-of.ts';

const REFRESH_MS = 10_000;

/** How the log fares: the age of its checkpoint, what waits, who has cosigned. Read again while the page is open. */
export function LogHealth() {
  const { t } = useTranslation();
  const health = useQuery({
    queryKey: ['log', 'health'],
    queryFn: () => get<Health>('/api/history/log/health'),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Section title={t('health.title')} lead={t('health.lead')}>
      <RefusedAct error={health.error} />
      {health.isPending && <Waiting />}
      {health.data !== undefined && <Shown health={health.data} readAt={health.dataUpdatedAt} />}
    </Section>
  );
}

const COLOUR = { refused: 'red', stuck: 'red', unseen: 'yellow', busy: 'teal', quiet: 'teal' } as const;

function Shown({ health, readAt }: { readonly health: Health; readonly readAt: number }) {
  const { t } = useTranslation();
  const { date, number, since } = useFormats();
  const state = healthOf(health, readAt);
  const { sealedAt, waiting, waitingSince, timestamp, quorum, cosignedSize, witnesses, refusal } = health;
  const cosigned = { needed: quorum, of: witnesses.length, size: number(cosignedSize ?? 0) };
  return (
    <>
      <Alert color={COLOUR[state]} variant="outline" role="status" title={t(`health.state.${state}`)}>
        <Text size="sm">{t(`health.meaning.${state}`)}</Text>
        {refusal !== null && (
          <Text size="sm" c="dimmed" lang="en">
            {refusal}
          </Text>
        )}
      </Alert>
      <Facts
        of={[
          [t('health.sealedAt'), sealedAt === null ? t('log.noCheckpoint') : `${since(sealedAt)} (${date(sealedAt)})`],
          [
            t('health.waiting'),
            waitingSince === null
              ? number(waiting)
              : t('health.waitingSince', { number: number(waiting), since: since(waitingSince) }),
          ],
          [
            t('health.stamp'),
            timestamp === null
              ? t('health.noStamp')
              : t('health.stampOf', { date: date(timestamp.at), size: number(timestamp.size) }),
          ],
          [t('health.quorum'), quorum === 0 ? t('health.noQuorum') : t('health.quorumOf', cosigned)],
        ]}
      />
      {witnesses.length > 0 && <Witnesses health={health} />}
    </>
  );
}

function Witnesses({ health }: { readonly health: Health }) {
  const { t } = useTranslation();
  const { date, number } = useFormats();
  return (
    <Rows
      label={t('health.witnesses')}
      rows={health.witnesses}
      keyOf={({ name }) => name}
      empty=""
      columns={[
        { title: t('health.witness'), cell: ({ name }) => name },
        { title: t('health.cosigned'), number: true, cell: ({ size }) => number(size) },
        { title: t('health.cosignedAt'), cell: ({ at }) => date(at) },
        {
          title: t('health.trouble'),
          cell: ({ trouble }) => (trouble === null ? t('health.noTrouble') : <span lang="en">{trouble}</span>),
        },
      ]}
    />
  );
}
