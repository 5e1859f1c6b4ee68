import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../frame/page.tsx';
import { ImportFigures } from './import-figures.tsx';
import { ImportTable } from './import-table.tsx';

const KINDS = ['frequencies', 'mutation', 'kit'] as const;
type Kind = (typeof KINDS)[number];

/** An administrator brings in a table, rates or a kit: looks at the report first, then imports. */
export function ImportPage() {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>('frequencies');
  return (
    <Page title={t('reference.bring')} lead={t('reference.bringLead')}>
      <SegmentedControl
        aria-label={t('reference.kind')}
        value={kind}
        onChange={(value) => setKind(value as Kind)}
        data={KINDS.map((value) => ({ value, label: t(`reference.kindOf.${value}`) }))}
        maw={560}
      />
      {kind === 'frequencies' ? <ImportTable /> : <ImportFigures key={kind} kind={kind} />}
    </Page>
  );
}
