import { Anchor, Button, Paper, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useAct } from '../act.ts';
import type { Account } from '../api.ts';
import { Page } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';

export const SHORTEST_PASSWORD = 12;

/** Whoever holds an invitation sets a password. The token stands behind # so that it never reaches a server's log. */
export function Invited() {
  const { t } = useTranslation();
  const token = useLocation().hash.slice(1);
  const form = useForm({
    initialValues: { invitation: token, password: '', again: '' },
    validate: {
      password: (value) =>
        value.length < SHORTEST_PASSWORD ? t('invited.tooShort', { count: SHORTEST_PASSWORD }) : null,
      again: (value, all) => (value === all.password ? null : t('invited.different')),
    },
  });
  const accept = useAct<{ account: Account }>('/api/invitations/accept');
  const toggle = { 'aria-label': t('signIn.showPassword') };
  if (accept.isSuccess) {
    return (
      <Page title={t('invited.doneTitle')} width={420}>
        <Text>{t('invited.done', { name: accept.data.account.name })}</Text>
        <Anchor component={Link} to="/">
          {t('signIn.title')}
        </Anchor>
      </Page>
    );
  }
  return (
    <Page title={t('invited.title')} lead={t('invited.lead')} width={420}>
      <Paper withBorder p="lg">
        <form onSubmit={form.onSubmit(({ invitation, password }) => accept.mutate({ invitation, password }))}>
          <Stack gap="sm">
            <TextInput
              label={t('invited.token')}
              required
              autoComplete="off"
              className="kl-code"
              {...form.getInputProps('invitation')}
            />
            <PasswordInput
              label={t('invited.password')}
              description={t('invited.rule', { count: SHORTEST_PASSWORD })}
              autoComplete="new-password"
              required
              visibilityToggleButtonProps={toggle}
              {...form.getInputProps('password')}
            />
            <PasswordInput
              label={t('invited.again')}
              autoComplete="new-password"
              required
              visibilityToggleButtonProps={toggle}
              {...form.getInputProps('again')}
            />
            <RefusedAct error={accept.error} />
            <Button type="submit" loading={accept.isPending}>
              {t('invited.act')}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Page>
  );
}
