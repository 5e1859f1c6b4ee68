import { Alert, Button, CopyButton, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import type { Invitation, Laboratory, Role } from '../api.ts';
import { useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Code, Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';

const ROLES: readonly Role[] = ['laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator'];

export function Invite() {
  const { t } = useTranslation();
  const laboratories = useList<Laboratory>('laboratories', '/api/laboratories');
  const form = useForm({
    initialValues: { name: '', role: 'caseworker' as Role, laboratoryId: '' },
    validate: {
      laboratoryId: (value, all) => (all.role === 'laboratory' && value === '' ? t('accounts.chooseLaboratory') : null),
    },
  });
  const invite = useAct<Invitation>('/api/invitations', { refreshes: ['accounts'] });
  const send = form.onSubmit(({ name, role, laboratoryId }) =>
    invite.mutate(role === 'laboratory' ? { name, role, laboratoryId } : { name, role }),
  );
  return (
    <Section title={t('accounts.invite')} lead={t('accounts.inviteLead')}>
      <form onSubmit={send}>
        <Group align="flex-start" gap="sm">
          <TextInput
            label={t('accounts.name')}
            pattern="[\p{L}\p{N}][\p{L}\p{N}._@+\-]*"
            title={t('accounts.nameRule')}
            required
            maxLength={80}
            {...form.getInputProps('name')}
          />
          <NativeSelect
            label={t('accounts.role')}
            data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            {...form.getInputProps('role')}
          />
          {form.values.role === 'laboratory' && (
            <NativeSelect
              label={t('accounts.laboratory')}
              data={[
                { value: '', label: t('accounts.choose') },
                ...(laboratories.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
              ]}
              {...form.getInputProps('laboratoryId')}
            />
          )}
          <Button type="submit" className="kl-level" loading={invite.isPending}>
            {t('accounts.inviteAct')}
          </Button>
        </Group>
      </form>
      <RefusedAct error={invite.error} />
      {invite.isSuccess && <Issued invitation={invite.data} />}
    </Section>
  );
}

/** The link is shown this once. The token stands behind #, so a browser never sends it as part of an address. */
function Issued({ invitation }: { readonly invitation: Invitation }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  if (invitation.invitation === null) return <Text size="sm">{t('accounts.issuedBefore')}</Text>;
  const link = `${window.location.origin}/invitation#${invitation.invitation}`;
  return (
    <Alert variant="outline" title={t('accounts.issued')} role="status">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t('accounts.issuedOnce', { date: date(invitation.expiresAt) })}</Text>
        <Code>{link}</Code>
        <CopyButton value={link}>
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
