import { Alert, Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import type { Recomputation } from '../api.ts';
import { Code, Facts, Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';

/** Computes the stored inputs once more and compares every digit. */
export function Recompute({ checkId }: { readonly checkId: string }) {
  const { t } = useTranslation();
  const recompute = useAct<Recomputation>(`/api/checks/${checkId}/recomputation`);
  return (
    <Section title={t('recompute.title')} lead={t('recompute.lead')}>
      <Group>
        <Button variant="default" loading={recompute.isPending} onClick={() => recompute.mutate({})}>
          {t('recompute.act')}
        </Button>
      </Group>
      <RefusedAct error={recompute.error} />
      {recompute.isSuccess && <Compared found={recompute.data} />}
    </Section>
  );
}

function Compared({ found }: { readonly found: Recomputation }) {
  const { t } = useTranslation();
  return (
    <Alert
      variant="outline"
      color={found.same ? 'teal' : 'red'}
      role="status"
      title={t(found.same ? 'recompute.same' : 'recompute.different')}
    >
      <Facts
        of={[
          [t('recompute.stored'), <Code key="stored">{`log₁₀ LR ${found.log10Stored ?? '−∞'}`}</Code>],
          [t('recompute.now'), <Code key="now">{`log₁₀ LR ${found.log10Now ?? '−∞'}`}</Code>],
          [t('recompute.storedDigest'), <Code key="before">{found.storedDigest}</Code>],
          [t('recompute.nowDigest'), <Code key="after">{found.recomputedDigest}</Code>],
        ]}
      />
    </Alert>
  );
}
