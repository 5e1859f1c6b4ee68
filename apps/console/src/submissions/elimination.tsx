import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import type { Elimination } from '../api.ts';
import { useList } from '../frame/list.ts';
import { Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';

const KINDS = ['staff', 'control', 'other'] as const;

/** Marks a profile as one of the laboratory's own: uploads that equal it are told or refused. */
export function MarkElimination({ profileId, sample }: { readonly profileId: string; readonly sample: string }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<string>('staff');
  const marked = useList<Elimination>('eliminations', '/api/profiles/elimination');
  const mark = useAct<Elimination>(`/api/profiles/${profileId}/elimination`, { refreshes: ['eliminations'] });
  const found = marked.data?.find((each) => each.sample === sample);
  return (
    <Section title={t('elimination.title')} lead={t('elimination.lead')}>
      {found !== undefined ? (
        <Text role="status">
          {t('elimination.marked', { kind: t(`elimination.kind.${found.kind}`), by: found.by })}
        </Text>
      ) : (
        <Group align="flex-end" gap="sm">
          <NativeSelect
            label={t('elimination.what')}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value)}
            data={KINDS.map((value) => ({ value, label: t(`elimination.kind.${value}`) }))}
          />
          <Button variant="default" loading={mark.isPending} onClick={() => mark.mutate({ kind })}>
            {t('elimination.act')}
          </Button>
        </Group>
      )}
      <RefusedAct error={mark.error ?? marked.error} />
    </Section>
  );
}
