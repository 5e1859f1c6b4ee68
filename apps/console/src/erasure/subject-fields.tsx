import { NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Case, Erasure } from '../api.ts';

export type Subject = Erasure['subject'];

export interface OrderValues {
  readonly subject: Subject;
  readonly id: string;
  readonly orderReference: string;
  readonly understood: boolean;
}

type OrderForm = UseFormReturnType<OrderValues>;

const SUBJECTS: readonly Subject[] = ['person', 'sample', 'case'];

/** For who sees no cases: the kind of thing, and its id as it stands in the order or in the log. */
export function SubjectById({ form }: { readonly form: OrderForm }) {
  const { t } = useTranslation();
  return (
    <>
      <NativeSelect
        label={t('erasure.subject')}
        data={SUBJECTS.map((value) => ({ value, label: t(`erasureSubject.${value}`) }))}
        {...form.getInputProps('subject')}
      />
      <TextInput
        label={t('erasure.subjectId')}
        description={t(`erasureId.${form.values.subject}`)}
        required
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: 'kl-code' }}
        {...form.getInputProps('id')}
      />
    </>
  );
}

/** For the caseworker: one of the persons of the case, or the texts it was opened with. */
export function SubjectOfCase({ form, opened }: { readonly form: OrderForm; readonly opened: Case }) {
  const { t } = useTranslation();
  const standing = opened.persons.filter(({ category }) => (category as string) !== 'erased');
  return (
    <Radio.Group
      label={t('erasure.whose', { number: opened.number })}
      required
      value={form.values.id}
      error={form.errors.id}
      onChange={(id) => form.setValues({ id, subject: id === opened.id ? 'case' : 'person' })}
    >
      <Stack gap="xs" mt="xs">
        {standing.map(({ id, code, category, sample }) => (
          <Radio
            key={id}
            value={id}
            label={`${code} · ${t(`category.${category}`)}`}
            description={t('erasure.personReach', { sample })}
          />
        ))}
        <Radio value={opened.id} label={t('erasureSubject.case')} description={t('erasure.caseReach')} />
      </Stack>
    </Radio.Group>
  );
}
