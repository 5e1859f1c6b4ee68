import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../access/session.ts';
import type { Confirmation } from '../api.ts';
import { Download } from '../frame/download.tsx';
import { Section } from '../frame/page.tsx';

/** The papers of a confirmation, each in both languages: the persons of a case may need the other one. */
export function Report({ confirmation: { id, state } }: { readonly confirmation: Confirmation }) {
  const { t } = useTranslation();
  const { role } = useAccount();
  const report = `/api/confirmations/${id}/report.pdf?missing=code-points&language=`;
  const notice = `/api/confirmations/${id}/notice.pdf?language=`;
  return (
    <Section title={t('report.title')} lead={t('report.lead')}>
      <Group>
        <Download path={`${report}en`}>{t('report.save.en')}</Download>
        <Download path={`${report}zh`}>{t('report.save.zh')}</Download>
      </Group>
      {role === 'caseworker' && state === 'confirmed' && (
        <>
          <Text size="sm">{t('report.noticeLead')}</Text>
          <Group>
            <Download path={`${notice}en`}>{t('report.notice.en')}</Download>
            <Download path={`${notice}zh`}>{t('report.notice.zh')}</Download>
          </Group>
        </>
      )}
    </Section>
  );
}
