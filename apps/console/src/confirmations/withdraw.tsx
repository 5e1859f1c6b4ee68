import { Button, Group, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import type { Confirmation } from '../api.ts';
import { Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';

const SHORTEST_REASON = 10;

/** Takes a confirmation back by a new entry. Nothing is deleted. */
export function Withdraw({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { reason: '' },
    validate: {
      reason: (value) => (value.trim().length < SHORTEST_REASON ? t('withdraw.tooShort') : null),
    },
  });
  const withdraw = useAct<Confirmation>(`/api/confirmations/${id}/withdrawal`, { refreshes: ['confirmations'] });
  return (
    <Section title={t('withdraw.title')} lead={t('withdraw.lead')}>
      <form onSubmit={form.onSubmit(({ reason }) => withdraw.mutate({ reason: reason.trim() }))}>
        <Textarea
          label={t('withdraw.reason')}
          description={t('withdraw.reasonRule')}
          required
          autosize
          minRows={2}
          maxLength={1000}
          mb="sm"
          {...form.getInputProps('reason')}
        />
        <Group>
          <Button type="submit" color="red" variant="outline" loading={withdraw.isPending}>
            {t('withdraw.act')}
          </Button>
        </Group>
      </form>
      <RefusedAct error={withdraw.error} />
    </Section>
  );
}
