import { Button, Group, NativeSelect, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import { CATEGORIES, type Case, SEXES } from '../api.ts';
import { Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { useProfileSearch } from '../submissions/profile-search.ts';

const EMPTY = { code: '', category: 'parent-of-missing-child', sex: 'unknown', profileId: '' };

/** Adds a person under a code, with the profile found by its sample code. */
export function AddPerson({ caseId }: { readonly caseId: string }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const form = useForm({
    initialValues: EMPTY,
    validate: { profileId: (value) => (value === '' ? t('person.chooseProfile') : null) },
  });
  const add = useAct<Case>(`/api/cases/${caseId}/persons`, {
    refreshes: ['cases'],
    onDone: () => {
      form.reset();
      setSearch('');
    },
  });
  const choices = useProfileChoices(search);
  return (
    <Section title={t('person.add')} lead={t('person.addLead')}>
      <form onSubmit={form.onSubmit((values) => add.mutate(values))}>
        <Group align="flex-start" gap="sm">
          <TextInput label={t('person.code')} required w={120} {...form.getInputProps('code')} />
          <Select
            label={t('person.profile')}
            placeholder={t('person.searchSample')}
            searchable
            required
            w={280}
            data={choices.options}
            filter={({ options }) => options}
            searchValue={search}
            onSearchChange={setSearch}
            nothingFoundMessage={choices.waiting ? t('state.waiting') : t('profiles.none')}
            value={form.values.profileId === '' ? null : form.values.profileId}
            onChange={(value) => form.setFieldValue('profileId', value ?? '')}
            error={form.errors.profileId}
          />
          <NativeSelect
            label={t('person.category')}
            data={CATEGORIES.map((value) => ({ value, label: t(`category.${value}`) }))}
            {...form.getInputProps('category')}
          />
          <NativeSelect
            label={t('person.sex')}
            data={SEXES.map((value) => ({ value, label: t(`sex.${value}`) }))}
            {...form.getInputProps('sex')}
          />
          <Button type="submit" className="kl-level" loading={add.isPending}>
            {t('person.addAct')}
          </Button>
        </Group>
      </form>
      <RefusedAct error={add.error} />
    </Section>
  );
}

/** The newest versions of profiles whose sample code fits, as choices. */
function useProfileChoices(search: string) {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue(search.split(' · ')[0]?.trim() ?? '', 200);
  const found = useProfileSearch(asked);
  const options = (found.data ?? [])
    .filter(({ current }) => current)
    .slice(0, 50)
    .map((profile) => ({
      value: profile.id,
      label: [profile.sample, profile.laboratory.name, t('profile.lociCount', { count: profile.loci })].join(' · '),
    }));
  return { options, waiting: found.isFetching };
}
