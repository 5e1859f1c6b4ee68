import { Button, Paper, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import type { Account } from '../api.ts';
import { Page } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { SESSION, useStart } from './session.ts';

export function SignIn() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const start = useStart();
  const form = useForm({ initialValues: { name: '', password: '' } });
  const signIn = useAct<{ account: Account }>('/api/session', {
    onDone: (answer) => client.setQueryData(SESSION, answer.account),
  });
  return (
    <Page title={t('signIn.title')} width={380}>
      <Paper withBorder p="lg">
        <form onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
          <Stack gap="sm">
            <TextInput label={t('signIn.name')} autoComplete="username" required {...form.getInputProps('name')} />
            <PasswordInput
              label={t('signIn.password')}
              autoComplete="current-password"
              required
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
              {...form.getInputProps('password')}
            />
            <RefusedAct error={signIn.error} />
            <Button type="submit" loading={signIn.isPending}>
              {t('signIn.act')}
            </Button>
          </Stack>
        </form>
      </Paper>
      {start.data?.trial === true && (
        <Text size="sm" c="dimmed">
          {t('signIn.trial')}
        </Text>
      )}
    </Page>
  );
}
