import { Button, Group, NativeSelect, Radio, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { useAct } from '../act.ts';
import {
  type Case,
  type Check,
  type Defaults,
  type MutationTable,
  type Population,
  QUESTIONS,
  type Question,
} from '../api.ts';
import { useList, useOne } from '../frame/list.ts';
import { Page, Section } from '../frame/page.tsx';
import { Loaded } from '../frame/rows.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { SettingsFields, settingsAsked, startingSettings } from './settings-fields.tsx';

/** Asks for a check: the question, who is who, and what to compute with. */
export function AskCheck() {
  const { id } = useParams();
  const opened = useOne<Case>('cases', `/api/cases/${id}`);
  const populations = useList<Population>('populations', '/api/reference/populations');
  const studies = useList<MutationTable>('mutation-rates', '/api/reference/mutation-rates');
  const defaults = useOne<Defaults>('defaults', '/api/reference/defaults');
  return (
    <Loaded query={opened}>
      {(found) => (
        <Loaded query={populations}>
          {(tables) => (
            <Loaded query={studies}>
              {(rates) => (
                <Loaded query={defaults}>
                  {(start) => <Ask opened={found} populations={tables} mutationTables={rates} defaults={start} />}
                </Loaded>
              )}
            </Loaded>
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

interface AskFacts {
  readonly opened: Case;
  readonly populations: readonly Population[];
  readonly mutationTables: readonly MutationTable[];
  readonly defaults: Defaults;
}

function Ask({ opened, defaults, ...tables }: AskFacts) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: {
      question: 'one-parent' as Question,
      child: '',
      parent: '',
      otherParent: '',
      population: '',
      ...startingSettings(defaults),
    },
    validate: (values) => ({
      ...roleErrors(values, t('ask.choosePerson'), t('ask.samePerson')),
      ...(values.population === '' ? { population: t('settings.choosePopulation') } : {}),
    }),
  });
  const ask = useAct<Check>(`/api/cases/${opened.id}/checks`, {
    refreshes: ['checks'],
    onDone: ({ id }) => navigate(`/checks/${id}`),
  });
  const send = form.onSubmit(({ question, child, parent, otherParent, population, ...settings }) =>
    ask.mutate({
      question,
      child,
      parent,
      ...(question === 'one-parent' ? {} : { otherParent }),
      population,
      ...settingsAsked(settings),
    }),
  );
  const persons = [
    { value: '', label: t('ask.choose') },
    ...opened.persons.map(({ id, code, category }) => ({ value: id, label: `${code} · ${t(`category.${category}`)}` })),
  ];
  const { question } = form.values;
  return (
    <Page title={t('ask.title', { number: opened.number })} lead={t('ask.lead')} width={860}>
      <form onSubmit={send}>
        <Stack gap="md">
          <Section title={t('ask.questionTitle')}>
            <Radio.Group label={t('check.question')} {...form.getInputProps('question')}>
              <Stack gap="xs" mt="xs">
                {QUESTIONS.map((value) => (
                  <Radio
                    key={value}
                    value={value}
                    label={t(`question.${value}`)}
                    description={t(`questionRule.${value}`)}
                  />
                ))}
              </Stack>
            </Radio.Group>
            <Group align="flex-start" gap="sm">
              <NativeSelect label={t('ask.child')} required data={persons} {...form.getInputProps('child')} />
              <NativeSelect
                label={t(question === 'both-parents' ? 'ask.firstParent' : 'ask.parent')}
                required
                data={persons}
                {...form.getInputProps('parent')}
              />
              {question !== 'one-parent' && (
                <NativeSelect
                  label={t(question === 'known-parent' ? 'ask.knownParent' : 'ask.secondParent')}
                  required
                  data={persons}
                  {...form.getInputProps('otherParent')}
                />
              )}
            </Group>
          </Section>
          <SettingsFields form={form} defaults={defaults} {...tables} />
          <RefusedAct error={ask.error} />
          <Group>
            <Button type="submit" loading={ask.isPending}>
              {t('ask.act')}
            </Button>
            <Text size="sm" c="dimmed">
              {t('ask.recorded')}
            </Text>
          </Group>
        </Stack>
      </form>
    </Page>
  );
}

interface RoleValues {
  readonly question: Question;
  readonly child: string;
  readonly parent: string;
  readonly otherParent: string;
}

function roleErrors(values: RoleValues, choose: string, same: string): Record<string, string> {
  const roles = values.question === 'one-parent' ? ['child', 'parent'] : ['child', 'parent', 'otherParent'];
  const errors: Record<string, string> = {};
  const seen = new Set<string>();
  for (const role of roles) {
    const person = values[role as 'child' | 'parent' | 'otherParent'];
    if (person === '') errors[role] = choose;
    else if (seen.has(person)) errors[role] = same;
    seen.add(person);
  }
  return errors;
}
