import { Badge, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import type { AccountRow } from '../api.ts';
import { useList } from '../frame/list.ts';
import { Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { Twice } from '../frame/twice.tsx';
import { Invite } from './invite.tsx';
import { useAccount } from './session.ts';

const isDisabled = (account: AccountRow) => account.disabledAt !== null;

export function Accounts() {
  const { t } = useTranslation();
  const accounts = useList<AccountRow>('accounts', '/api/accounts');
  return (
    <Loaded query={accounts}>
      {(rows) => (
        <Page title={t('accounts.title')} lead={t('accounts.lead')}>
          <Invite />
          <Section title={t('accounts.list')}>
            <Rows
              label={t('accounts.list')}
              rows={rows}
              keyOf={({ id }) => id}
              empty={t('accounts.none')}
              columns={[
                { title: t('accounts.name'), cell: ({ name }) => name },
                { title: t('accounts.role'), cell: ({ role }) => t(`role.${role}`) },
                { title: t('accounts.laboratory'), cell: ({ laboratory }) => laboratory?.name ?? '–' },
                { title: t('accounts.state'), cell: (account) => <AccountState account={account} /> },
                { title: t('accounts.acts'), cell: (account) => <Disable account={account} /> },
              ]}
            />
          </Section>
        </Page>
      )}
    </Loaded>
  );
}

function AccountState({ account }: { readonly account: AccountRow }) {
  const { t } = useTranslation();
  const disabled = isDisabled(account);
  return (
    <Badge variant="default" tt="none">
      {t(disabled ? 'accounts.disabled' : 'accounts.active')}
    </Badge>
  );
}

function Disable({ account }: { readonly account: AccountRow }) {
  const { t } = useTranslation();
  const self = useAccount();
  const disable = useAct(`/api/accounts/${account.id}/disable`, { refreshes: ['accounts'] });
  if (account.id === self.id) return <Text size="sm">{t('accounts.self')}</Text>;
  if (isDisabled(account)) return '–';
  return (
    <>
      <Twice
        act={t('accounts.disable')}
        label={t('accounts.disableName', { name: account.name })}
        question={t('accounts.disableSure', { name: account.name })}
        pending={disable.isPending}
        onAct={() => disable.mutate({})}
      />
      <RefusedAct error={disable.error} />
    </>
  );
}
