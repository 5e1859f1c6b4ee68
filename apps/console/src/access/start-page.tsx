import { Anchor, Button, SimpleGrid, Stack, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAct } from '../act.ts';
import { pagesOf } from '../frame/navigation.tsx';
import { Page, Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { useAccount, useStart } from './session.ts';

const WaitingConfirmations = lazy(async () => ({
  default: (await import('../confirmations/confirmations.tsx')).WaitingConfirmations,
}));

/** What this account can do here, each with one sentence; on a trial database also the simulated registry. */
export function StartPage() {
  const { t } = useTranslation();
  const account = useAccount();
  return (
    <Page title={t('start.title', { name: account.name })} lead={t(`start.lead.${account.role}`)}>
      <SimulatedRegistry />
      {(account.role === 'reviewer' || account.role === 'caseworker') && (
        <Suspense>
          <WaitingConfirmations />
        </Suspense>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
        {pagesOf(account.role)
          .filter((page) => page.name !== 'start')
          .map(({ name, to }) => (
            <Section key={name} title={t(`nav.${name}`)} lead={t(`start.about.${name}`)}>
              <Anchor component={Link} to={to} size="sm">
                {t('start.open', { page: t(`nav.${name}`) })}
              </Anchor>
            </Section>
          ))}
      </SimpleGrid>
    </Page>
  );
}

function SimulatedRegistry() {
  const { t } = useTranslation();
  const start = useStart();
  const load = useAct('/api/demo', { refreshes: ['start', 'cases', 'profiles', 'submissions'] });
  if (start.data?.trial !== true) return null;
  if (start.data.demoLoaded) {
    return (
      <Text size="sm" c="dimmed" role="status">
        {t('start.demoLoaded')}
      </Text>
    );
  }
  return (
    <Section title={t('start.demoTitle')} lead={t('start.demo')}>
      <Stack gap="xs" align="flex-start">
        <RefusedAct error={load.error} />
        <Button variant="default" loading={load.isPending} onClick={() => load.mutate({})}>
          {t('start.loadDemo')}
        </Button>
      </Stack>
    </Section>
  );
}
