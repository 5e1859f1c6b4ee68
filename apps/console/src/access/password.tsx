import { Alert, Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import { Page, Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { SHORTEST_PASSWORD } from './invited.tsx';

/** Changes one's own password. */
export function Password() {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { current: '', password: '' },
    validate: {
      password: (value) =>
        value.length < SHORTEST_PASSWORD ? t('invited.tooShort', { count: SHORTEST_PASSWORD }) : null,
    },
  });
  const change = useAct<null>('/api/session/password', { onDone: () => form.reset() });
  const toggle = { 'aria-label': t('signIn.showPassword') };
  return (
    <Page title={t('password.title')} lead={t('password.lead')} width={620}>
      <Section title={t('password.new')}>
        <form onSubmit={form.onSubmit((values) => change.mutate(values))}>
          <Stack gap="sm">
            <PasswordInput
              label={t('password.current')}
              autoComplete="current-password"
              required
              visibilityToggleButtonProps={toggle}
              {...form.getInputProps('current')}
            />
            <PasswordInput
              label={t('invited.password')}
              description={t('invited.rule', { count: SHORTEST_PASSWORD })}
              autoComplete="new-password"
              required
              visibilityToggleButtonProps={toggle}
              {...form.getInputProps('password')}
            />
            <RefusedAct error={change.error} />
            {change.isSuccess && (
              <Alert variant="outline" role="status">
                {t('password.done')}
              </Alert>
            )}
            <Group>
              <Button type="submit" loading={change.isPending}>
                {t('password.act')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Section>
    </Page>
  );
}
