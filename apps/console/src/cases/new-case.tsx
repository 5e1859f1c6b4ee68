import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useAct } from '../act.ts';
import type { Case } from '../api.ts';
import { Page, Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';

export function NewCase() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useForm({ initialValues: { report: '', purpose: '', legalBasis: '' } });
  const open = useAct<Case>('/api/cases', { refreshes: ['cases'], onDone: ({ id }) => navigate(`/cases/${id}`) });
  return (
    <Page title={t('newCase.title')} lead={t('newCase.lead')} width={720}>
      <Section title={t('newCase.facts')}>
        <form onSubmit={form.onSubmit((values) => open.mutate(values))}>
          <Stack gap="sm">
            <TextInput
              label={t('case.report')}
              description={t('newCase.reportRule')}
              required
              {...form.getInputProps('report')}
            />
            <TextInput
              label={t('case.purpose')}
              description={t('newCase.purposeRule')}
              required
              {...form.getInputProps('purpose')}
            />
            <TextInput
              label={t('case.legalBasis')}
              description={t('newCase.legalBasisRule')}
              required
              {...form.getInputProps('legalBasis')}
            />
            <RefusedAct error={open.error} />
            <Group>
              <Button type="submit" loading={open.isPending}>
                {t('newCase.act')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Section>
    </Page>
  );
}
