import { Alert, Button, Checkbox, Group, List, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useAct } from '../act.ts';
import type { Case, Erasure } from '../api.ts';
import { useOne } from '../frame/list.ts';
import { Page, Section } from '../frame/page.tsx';
import { Loaded } from '../frame/rows.tsx';
import { RefusedAct } from '../frame/states.tsx';
import type { OrderValues } from './subject-fields.tsx';
import { SubjectById, SubjectOfCase } from './subject-fields.tsx';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHORTEST_REFERENCE = 3;

/** Enters an order to erase: of a case, chosen from its persons, or by ids. */
export function OrderErasure() {
  const [params] = useSearchParams();
  const caseId = params.get('case');
  return caseId === null ? <Order opened={null} /> : <OrderOfCase caseId={caseId} />;
}

function OrderOfCase({ caseId }: { readonly caseId: string }) {
  const opened = useOne<Case>('cases', `/api/cases/${caseId}`);
  return <Loaded query={opened}>{(found) => <Order opened={found} />}</Loaded>;
}

function Order({ opened }: { readonly opened: Case | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useForm<OrderValues>({
    initialValues: { subject: 'person', id: '', orderReference: '', understood: false },
    validate: {
      id: (value) => (ID.test(value.trim()) ? null : t(opened === null ? 'erasure.idWrong' : 'erasure.choose')),
      orderReference: (value) => (value.trim().length < SHORTEST_REFERENCE ? t('erasure.referenceWrong') : null),
      understood: (value) => (value ? null : t('erasure.understandFirst')),
    },
  });
  const enter = useAct<Erasure>('/api/erasures', {
    refreshes: ['erasures'],
    onDone: ({ id }) => navigate(`/erasures/${id}`),
  });
  const send = form.onSubmit(({ subject, id, orderReference }) =>
    enter.mutate({ subject, id: id.trim(), orderReference: orderReference.trim() }),
  );
  return (
    <Page title={t('erasure.enterTitle')} lead={t('erasure.enterLead')} width={760}>
      <Alert color="red" variant="outline" title={t('erasure.forEver')}>
        <List size="sm">
          {(['goes', 'stays', 'elsewhere'] as const).map((each) => (
            <List.Item key={each}>{t(`erasure.${each}`)}</List.Item>
          ))}
        </List>
      </Alert>
      <Section title={t('erasure.facts')}>
        <form onSubmit={send}>
          <Stack gap="sm">
            {opened === null ? <SubjectById form={form} /> : <SubjectOfCase form={form} opened={opened} />}
            <TextInput
              label={t('erasure.order')}
              description={t('erasure.orderRule')}
              required
              maxLength={200}
              autoComplete="off"
              {...form.getInputProps('orderReference')}
            />
            <Checkbox label={t('erasure.understood')} {...form.getInputProps('understood', { type: 'checkbox' })} />
            <RefusedAct error={enter.error} />
            <Group>
              <Button type="submit" loading={enter.isPending}>
                {t('erasure.enterAct')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Section>
    </Page>
  );
}
