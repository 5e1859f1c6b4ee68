import { Alert, Button, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import type { ApiKey, NewApiKey } from '../api.ts';
import { useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Code, Page, Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';
import { Refused, RefusedAct, Waiting } from '../frame/states.tsx';
import { Twice } from '../frame/twice.tsx';
import { remove } from '../request.ts';

/** Keys with which a laboratory's own programs hand in profiles. */
export function Keys() {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { label: '' } });
  const issue = useAct<NewApiKey>('/api/keys', { refreshes: ['keys'], onDone: () => form.reset() });
  const keys = useList<ApiKey>('keys', '/api/keys');
  if (keys.isPending) return <Waiting />;
  if (keys.isError) return <Refused error={keys.error} />;
  const valid = keys.data.filter((key) => key.revokedAt === null);
  return (
    <Page title={t('keys.title')} lead={t('keys.lead')}>
      <Section title={t('keys.add')}>
        <form onSubmit={form.onSubmit((values) => issue.mutate(values))}>
          <Group align="flex-end" gap="sm">
            <TextInput
              label={t('keys.label')}
              description={t('keys.labelRule')}
              required
              {...form.getInputProps('label')}
            />
            <Button type="submit" loading={issue.isPending}>
              {t('keys.addAct')}
            </Button>
          </Group>
        </form>
        <RefusedAct error={issue.error} />
        {issue.isSuccess && issue.data.key !== null && <Issued value={issue.data.key} />}
      </Section>
      <Section title={t('keys.list')}>
        <KeyTable keys={valid} />
      </Section>
    </Page>
  );
}

function KeyTable({ keys }: { readonly keys: readonly ApiKey[] }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: (id: string) => remove(`/api/keys/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
  });
  return (
    <>
      <RefusedAct error={revoke.error} />
      <Rows
        label={t('keys.list')}
        rows={keys}
        keyOf={({ id }) => id}
        empty={t('keys.none')}
        columns={[
          { title: t('keys.label'), cell: ({ label }) => label },
          { title: t('keys.prefix'), cell: ({ prefix }) => <Code>{`${prefix.replace(/^(?!kl_)/, 'kl_')}…`}</Code> },
          { title: t('keys.created'), cell: ({ createdAt }) => date(createdAt) },
          { title: t('keys.used'), cell: ({ lastUsedAt }) => date(lastUsedAt) },
          {
            title: t('keys.acts'),
            cell: ({ id, label }) => (
              <Twice
                act={t('keys.revoke')}
                label={t('keys.revokeLabel', { label })}
                question={t('keys.revokeSure', { label })}
                pending={revoke.isPending}
                onAct={() => revoke.mutate(id)}
              />
            ),
          },
        ]}
      />
    </>
  );
}

function Issued({ value }: { readonly value: string }) {
  const { t } = useTranslation();
  return (
    <Alert variant="outline" title={t('keys.issued')} role="status">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t('keys.issuedOnce')}</Text>
        <Code>{value}</Code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {t(copied ? 'copied' : 'copy')}
            </Button>
          )}
        </CopyButton>
      </Stack>
    </Alert>
  );
}
