import { Alert, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../api.ts';
import { useFormats } from '../format.ts';

/** What stands where a profile was: by which order it was erased, and when. */
export function Erased({ erased }: { readonly erased: NonNullable<Profile['erased']> }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <Alert
      variant="outline"
      color="gray"
      role="status"
      title={t('erasure.profile', { order: erased.orderReference, date: date(erased.at) })}
    >
      <Text size="sm">{t('erasure.profileWords')}</Text>
    </Alert>
  );
}
