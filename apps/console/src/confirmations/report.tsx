import { Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Download } from '../frame/download.tsx';
import { Section } from '../frame/page.tsx';

/** The signed report of a confirmation, in both languages: each person of a case may need the other one. */
export function Report({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const path = (language: string) => `/api/confirmations/${id}/report.pdf?language=${language}&missing=code-points`;
  return (
    <Section title={t('report.title')} lead={t('report.lead')}>
      <Group>
        <Download path={path('en')}>{t('report.save.en')}</Download>
        <Download path={path('zh')}>{t('report.save.zh')}</Download>
      </Group>
    </Section>
  );
}
