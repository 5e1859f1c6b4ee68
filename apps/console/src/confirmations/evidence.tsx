import { Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../access/session.ts';
import { Download } from '../frame/download.tsx';
import { Code, Section } from '../frame/page.tsx';

/** Everything that a check or a confirmation rests on, in one file to verify and to compute again elsewhere. */
export function Evidence({ of, id }: { readonly of: 'checks' | 'confirmations'; readonly id: string }) {
  const { t } = useTranslation();
  return (
    <Section title={t('evidence.title')} lead={t('evidence.lead')}>
      <Group>
        <Download path={`/api/${of}/${id}/evidence`}>{t('evidence.save')}</Download>
      </Group>
      <Text size="sm">{t('evidence.confidential')}</Text>
      <details>
        <summary>{t('evidence.how')}</summary>
        <Commands lines={['kinledger verify FILE.zip --log-key KEY', 'kinledger recompute FILE.zip']} />
      </details>
    </Section>
  );
}

function Commands({ lines }: { readonly lines: readonly string[] }) {
  return lines.map((line) => (
    <div key={line}>
      <Code>{line}</Code>
    </div>
  ));
}

/** The bundles of all confirmations, some at a time, for auditors. */
export function AllEvidence() {
  const { t } = useTranslation();
  const { role } = useAccount();
  const [next, setNext] = useState<string | null>('/api/history/evidence');
  const [saved, setSaved] = useState(0);
  if (role !== 'auditor') return null;
  return (
    <Section title={t('evidence.allTitle')} lead={t('evidence.allLead')}>
      <Group>
        {next === null ? (
          <Text size="sm" role="status">
            {t('evidence.allDone')}
          </Text>
        ) : (
          <Download
            path={next}
            onSaved={(file) => {
              setNext(file.next);
              setSaved(saved + 1);
            }}
          >
            {t(saved === 0 ? 'evidence.allSave' : 'evidence.allNext')}
          </Download>
        )}
      </Group>
    </Section>
  );
}
