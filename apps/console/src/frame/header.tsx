import { Button, Menu, SegmentedControl, Text, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSignOut } from '../access/session.ts';
import type { Account } from '../api.ts';
import { LANGUAGES, type Language, switchLanguage } from '../language.ts';

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('frame.language')}
      value={i18n.language}
      onChange={(value) => void switchLanguage(value as Language)}
      data={[
        { value: 'en', label: <span lang="en">EN</span> },
        { value: 'zh', label: <span lang="zh-Hans">中文</span> },
      ]}
      title={Object.values(LANGUAGES).join(' / ')}
    />
  );
}

export function ColourSwitch() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={t(dark ? 'frame.toLight' : 'frame.toDark')}
      title={t(dark ? 'frame.toLight' : 'frame.toDark')}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      {dark ? '☀' : '☾'}
    </Button>
  );
}

export function AccountMenu({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" maw={200}>
          {account.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm">{t(`role.${account.role}`)}</Text>
          {account.laboratory !== null && <Text size="sm">{account.laboratory.name}</Text>}
        </Menu.Label>
        <Menu.Item component={Link} to="/password">
          {t('password.title')}
        </Menu.Item>
        <Menu.Item onClick={signOut}>{t('frame.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
