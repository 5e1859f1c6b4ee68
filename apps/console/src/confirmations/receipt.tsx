import { Anchor, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAccount } from '../access/session.ts';
import type { Confirmation } from '../api.ts';
import { Code, Facts, Section } from '../frame/page.tsx';
import { saveText } from '../frame/save-file.ts';

/** Where the confirmation stands in the log, and the proof of it to keep. */
export function Receipt({ confirmation }: { readonly confirmation: Confirmation }) {
  const { t } = useTranslation();
  const verifies = useAccount().role !== 'caseworker';
  const { receipt, leafIndex, eventId, id } = confirmation;
  return (
    <Section title={t('receipt.title')} lead={t('receipt.lead')}>
      <Facts
        of={[
          [t('log.event'), <Code key="event">{eventId}</Code>],
          [t('log.leaf'), leafIndex ?? t('receipt.sealing')],
        ]}
      />
      {receipt === null ? (
        <Text size="sm" role="status">
          {t('receipt.wait')}
        </Text>
      ) : (
        <Group>
          <Button variant="default" onClick={() => saveText(`${id}.tlog-proof`, receipt)}>
            {t('receipt.save')}
          </Button>
          {verifies && (
            <Anchor component={Link} to={`/history/verify?event=${eventId}`} size="sm">
              {t('receipt.verify')}
            </Anchor>
          )}
        </Group>
      )}
    </Section>
  );
}
