import { Button, FileButton, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { EventDetail, LogHead } from '../api.ts';
import { Page, Section } from '../frame/page.tsx';
import { Loaded } from '../frame/rows.tsx';
import { get } from '../request.ts';
import { type Judgement, judge } from './judge.ts';
import { Judged } from './judged.tsx';
import { withOneByteChanged } from './tree-path.ts';

interface Given {
  readonly proof: string;
  readonly key: string;
}

/** Verifies a receipt in this page. The service computes nothing here; it only handed over the receipt. */
export function Verify() {
  const [params] = useSearchParams();
  const event = params.get('event');
  const given = useQuery({
    queryKey: ['verify', event],
    queryFn: async (): Promise<Given> => {
      const [log, detail] = await Promise.all([
        get<LogHead>('/api/history/log'),
        event === null ? null : get<EventDetail>(`/api/history/events/${encodeURIComponent(event)}`),
      ]);
      return { key: log.verifierKey, proof: detail?.proof ?? '' };
    },
  });
  return <Loaded query={given}>{(found) => <VerifyForm key={event} given={found} />}</Loaded>;
}

function VerifyForm({ given }: { readonly given: Given }) {
  const { t } = useTranslation();
  const [proof, setProof] = useState(given.proof);
  const [key, setKey] = useState(given.key);
  const [judgement, setJudgement] = useState<Judgement | null>(null);
  const check = (text: string) => {
    setProof(text);
    void judge(text, key.trim()).then(setJudgement);
  };
  const change = (set: (text: string) => void) => (text: string) => {
    set(text);
    setJudgement(null);
  };
  return (
    <Page title={t('verify.title')} lead={t('verify.lead')} width={900}>
      <Section title={t('verify.given')}>
        <Stack gap="sm">
          <Textarea
            label={t('verify.proof')}
            description={t('verify.proofRule')}
            value={proof}
            onChange={(event) => change(setProof)(event.currentTarget.value)}
            minRows={4}
            maxRows={10}
            autosize
            spellCheck={false}
            classNames={{ input: 'kl-code' }}
          />
          <Group>
            <FileButton
              onChange={(file) => void file?.text().then(change(setProof))}
              accept=".tlog-proof,.txt"
              inputProps={{ 'aria-label': t('verify.open') }}
            >
              {(props) => (
                <Button variant="default" size="compact-sm" {...props}>
                  {t('verify.open')}
                </Button>
              )}
            </FileButton>
          </Group>
          <TextInput
            label={t('verify.key')}
            description={t('verify.keyRule')}
            value={key}
            onChange={(event) => change(setKey)(event.currentTarget.value)}
            spellCheck={false}
            classNames={{ input: 'kl-code' }}
          />
          {key.trim() === given.key && (
            <Text size="sm" c="dimmed">
              {t('verify.keyOfServer')}
            </Text>
          )}
          <Group>
            <Button disabled={proof.trim() === '' || key.trim() === ''} onClick={() => check(proof)}>
              {t('verify.act')}
            </Button>
            {judgement?.report.fault === null && (
              <Button variant="default" onClick={() => check(withOneByteChanged(proof))}>
                {t('treePath.change')}
              </Button>
            )}
          </Group>
        </Stack>
      </Section>
      {judgement !== null && <Judged judgement={judgement} />}
    </Page>
  );
}
