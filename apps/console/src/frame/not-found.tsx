import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Page } from './page.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('state.notFoundTitle')}>
      <Text>{t('state.notFound')}</Text>
      <Anchor component={Link} to="/">
        {t('nav.start')}
      </Anchor>
    </Page>
  );
}
