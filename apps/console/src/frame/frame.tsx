import { AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { Account } from '../api.ts';
import { AccountMenu, ColourSwitch, LanguageSwitch } from './header.tsx';
import { Navigation } from './navigation.tsx';
import { SessionWarning } from './session-warning.tsx';
import { Waiting } from './states.tsx';

/** Header, navigation for the role, and the page. */
export function Frame({ account, children }: { readonly account: Account | null; readonly children: ReactNode }) {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address begins at its top, with the navigation closed
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    close();
    window.scrollTo(0, 0);
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <AppShell
      header={{ height: 52 }}
      {...(account === null ? {} : { navbar: { width: 208, breakpoint: 'sm', collapsed: { mobile: !opened } } })}
      padding="md"
    >
      <a className="kl-skip" href="#content">
        {t('frame.skip')}
      </a>
      <AppShell.Header px="md" bg="var(--kl-paper)">
        <Group h="100%" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap">
            {account !== null && (
              <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('frame.menu')} />
            )}
            <Text component={Link} to="/" fw={650} size="lg" c="inherit" td="none">
              Kinledger
            </Text>
            <Text c="dimmed" size="sm" visibleFrom="md">
              {t('frame.what')}
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LanguageSwitch />
            <ColourSwitch />
            {account !== null && <AccountMenu account={account} />}
          </Group>
        </Group>
      </AppShell.Header>
      {account !== null && (
        <AppShell.Navbar p="xs" bg="var(--kl-paper)" aria-label={t('frame.navigation')}>
          <Navigation role={account.role} />
        </AppShell.Navbar>
      )}
      <AppShell.Main id="content" tabIndex={-1}>
        {account !== null && <SessionWarning />}
        <Suspense fallback={<Waiting />}>{children}</Suspense>
      </AppShell.Main>
    </AppShell>
  );
}
