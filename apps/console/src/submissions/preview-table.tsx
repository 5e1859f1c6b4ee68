import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Preview } from '../api.ts';
import { useFormats } from '../format.ts';
import { Section } from '../frame/page.tsx';
import { RowTable } from './row-table.tsx';

/** What handing in a file would do, row by row. */
export function PreviewTable({ preview }: { readonly preview: Preview }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { accepted, newVersions, unchanged, refused, duplicates, rows } = preview;
  const counts = [
    [t('rowStatus.accepted'), accepted - newVersions],
    [t('rowStatus.new-version'), newVersions],
    [t('rowStatus.unchanged'), unchanged],
    [t('rowStatus.refused'), refused],
    [t('uploads.duplicates'), duplicates],
  ] as const;
  const cut = rows.length < accepted + unchanged + refused;
  return (
    <Section title={t('uploads.previewTitle')} lead={t('uploads.previewLead')}>
      <Group gap="xl" className="kl-figures" role="status">
        {counts.map(([name, count]) => (
          <Text key={name} size="sm">
            {name}: <strong>{number(count)}</strong>
          </Text>
        ))}
      </Group>
      {cut && <Text size="sm">{t('uploads.previewCut', { shown: number(rows.length) })}</Text>}
      <RowTable label={t('uploads.previewTitle')} rows={rows} />
    </Section>
  );
}
