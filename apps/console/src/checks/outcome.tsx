import { Divider, Group, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ParentageResult } from '../api.ts';
import { readableRatio, truncatedPosterior, useFormats } from '../format.ts';
import { Section } from '../frame/page.tsx';
import { useAdvice } from './advice.ts';
import { VerdictBadge } from './verdict.tsx';

/** The combined likelihood ratio, large, with what it means and what it does not. */
export function Outcome({ result }: { readonly result: ParentageResult }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const advice = useAdvice();
  const { log10, inconsistentLoci, inconsistentWithOther, lociUsed } = result.combined;
  const posterior = truncatedPosterior(log10);
  return (
    <Section title={t('outcome.title')}>
      <Group align="flex-start" gap="xl" style={{ rowGap: 12 }}>
        <Stack gap={0}>
          <Text size="sm" c="dimmed">
            {t('outcome.ratio')}
          </Text>
          <Text className="kl-ratio" data-testid="combined-ratio">
            {readableRatio(log10)}
          </Text>
          <Text size="sm" className="kl-figures">
            {log10 === null ? t('outcome.zero') : `log₁₀ LR = ${log10}`}
          </Text>
        </Stack>
        <Stack gap={4} flex="1 1 22rem" maw={640}>
          <div>
            <VerdictBadge verdict={result.verdict} />
          </div>
          <Text>{t(`outcome.words.${result.verdict}`, { threshold: number(Number(result.settings.threshold)) })}</Text>
          <Text>
            <InWords log10={log10} />
          </Text>
          <List size="md">
            {advice(result).map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
        </Stack>
      </Group>
      <Divider />
      <Group gap="xl" className="kl-figures" style={{ rowGap: 4 }}>
        <Text size="sm">{t('outcome.lociUsed', { count: lociUsed })}</Text>
        <Text size="sm">{t('outcome.inconsistentLoci', { count: inconsistentLoci })}</Text>
        {inconsistentWithOther > 0 && (
          <Text size="sm">{t('outcome.inconsistentWithOther', { count: inconsistentWithOther })}</Text>
        )}
        {posterior !== null && <Text size="sm">{t('outcome.posterior', { percent: posterior })}</Text>}
      </Group>
      <Text size="sm" c="dimmed">
        {t('outcome.limits')}
      </Text>
    </Section>
  );
}

/** What the ratio says of the genotypes, in a sentence. */
function InWords({ log10 }: { readonly log10: string | null }) {
  const { t } = useTranslation();
  if (log10 === null) return t('outcome.never');
  if (Number(log10) >= 0) return t('outcome.times', { ratio: readableRatio(log10) });
  return t('outcome.timesAgainst', { ratio: readableRatio(String(-Number(log10))) });
}
