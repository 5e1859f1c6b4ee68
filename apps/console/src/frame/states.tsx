import { Alert, Center, Loader, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../request.ts';
import { Page } from './page.tsx';

export function Waiting() {
  const { t } = useTranslation();
  return (
    <Center mih={160}>
      <Loader size="sm" aria-label={t('state.waiting')} role="status" />
    </Center>
  );
}

/** The sentence for a refusal in the reader's language, with what to do. */
export function useRefusalText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    if (!(error instanceof Refusal)) return t('refusal.unknown');
    const own = `refusal.${error.code}`;
    if (i18n.exists(own)) return t(own as 'refusal.unknown');
    if (i18n.language === 'en' && error.detail !== '') return error.detail;
    const ofFiles = `rowProblem.${error.code}`;
    if (i18n.exists(ofFiles)) return t(ofFiles as 'rowProblem.other');
    return t('refusal.other', { detail: error.detail === '' ? error.code : error.detail });
  };
}

/** What stands in place of a page that could not be read. */
export function Refused({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  const text = useRefusalText();
  return (
    <Page title={t('state.refusedTitle')}>
      <Alert color="red" variant="outline" role="alert">
        {text(error)}
      </Alert>
    </Page>
  );
}

/** What stands beside the button of an act that was refused. */
export function RefusedAct({ error }: { readonly error: unknown }) {
  const text = useRefusalText();
  if (error === null || error === undefined) return null;
  return (
    <Alert color="red" variant="outline" role="alert" p="xs">
      {text(error)}
    </Alert>
  );
}

export function Nothing({ children }: { readonly children: string }) {
  return (
    <Text c="dimmed" size="sm">
      {children}
    </Text>
  );
}
