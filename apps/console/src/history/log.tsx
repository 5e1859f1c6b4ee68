import { Anchor, Button, CopyButton, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../access/session.ts';
import type { LogHead } from '../api.ts';
import { useFormats } from '../format.ts';
import { useOne } from '../frame/list.ts';
import { Code, Facts, Page, Section, Verbatim } from '../frame/page.tsx';
import { Loaded } from '../frame/rows.tsx';
import { LogHealth } from './log-health.tsx';

/** The head of the log: how long it is, who signs it, and the latest checkpoint. */
export function Log() {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { role } = useAccount();
  const log = useOne<LogHead>('log', '/api/history/log');
  return (
    <Loaded query={log}>
      {(head) => (
        <Page title={t('log.title')} lead={t('log.lead')}>
          {(role === 'auditor' || role === 'administrator') && <LogHealth />}
          <Section title={t('log.head')}>
            <Facts
              of={[
                [t('log.origin'), <Code key="origin">{head.origin}</Code>],
                [t('log.size'), number(head.size)],
                [t('log.key'), <Code key="key">{head.verifierKey}</Code>],
              ]}
            />
            <Text size="sm" c="dimmed">
              {t('log.keepKey')}
            </Text>
            <CopyButton value={head.verifierKey}>
              {({ copied, copy }) => (
                <Group>
                  <Button size="compact-sm" variant="default" onClick={copy}>
                    {t(copied ? 'copied' : 'log.copyKey')}
                  </Button>
                </Group>
              )}
            </CopyButton>
          </Section>
          <Section title={t('log.checkpoint')} lead={t('log.checkpointLead')}>
            {head.checkpoint === null ? (
              <Text size="sm">{t('log.noCheckpoint')}</Text>
            ) : (
              <Verbatim label={t('log.checkpoint')}>{head.checkpoint}</Verbatim>
            )}
            <Text size="sm">
              {t('log.mirror')}{' '}
              <Anchor href="/log/checkpoint" size="sm" underline="always">
                /log/checkpoint
              </Anchor>
            </Text>
          </Section>
        </Page>
      )}
    </Loaded>
  );
}
