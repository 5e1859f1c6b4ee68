import { NavLink } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { Role } from '../api.ts';

const PAGES = {
  start: '/',
  upload: '/submissions/new',
  submissions: '/submissions',
  mappings: '/mappings',
  rules: '/rules',
  profiles: '/profiles',
  keys: '/keys',
  cases: '/cases',
  confirmations: '/confirmations',
  log: '/history',
  events: '/history/events',
  verify: '/history/verify',
  touched: '/history/touched',
  samples: '/history/samples',
  erasures: '/erasures',
  reference: '/reference',
  accounts: '/accounts',
  laboratories: '/laboratories',
} as const;
type PageName = keyof typeof PAGES;
type PageLink = { readonly [Name in PageName]: { readonly name: Name; readonly to: string } }[PageName];

const OF_ROLE: Readonly<Record<Role, readonly PageName[]>> = {
  laboratory: ['start', 'upload', 'submissions', 'profiles', 'mappings', 'rules', 'reference', 'keys'],
  caseworker: ['start', 'cases', 'confirmations', 'profiles', 'reference', 'erasures'],
  reviewer: ['start', 'confirmations', 'cases', 'profiles', 'log', 'events', 'verify', 'reference', 'erasures'],
  auditor: [
    'start',
    'confirmations',
    'samples',
    'touched',
    'reference',
    'events',
    'log',
    'verify',
    'erasures',
    'cases',
    'profiles',
  ],
  administrator: ['start', 'accounts', 'laboratories', 'rules', 'reference', 'log', 'events', 'verify', 'erasures'],
};

/** The pages a role works with, in the order of its day. */
export function pagesOf(role: Role): readonly PageLink[] {
  return OF_ROLE[role].map((name) => ({ name, to: PAGES[name] }) as PageLink);
}

export function Navigation({ role }: { readonly role: Role }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const pages = pagesOf(role);
  const here = pages
    .filter(({ to }) => pathname === to || (to !== '/' && pathname.startsWith(`${to}/`)))
    .sort((a, b) => b.to.length - a.to.length)[0];
  return pages.map(({ name, to }) => (
    <NavLink
      key={name}
      component={Link}
      to={to}
      label={t(`nav.${name}`)}
      active={here?.name === name}
      aria-current={here?.name === name ? 'page' : undefined}
    />
  ));
}
