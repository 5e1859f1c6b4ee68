import { Button, Group, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAct } from '../act.ts';
import type { Genotypes, Profile } from '../api.ts';
import { Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { readAlleles } from './alleles.ts';

interface CorrectFacts {
  readonly profile: Profile;
  readonly onCancel: () => void;
  readonly onDone: (id: string) => void;
}

/** Corrects a profile by a new version. The version before it stands unchanged. */
export function CorrectProfile({ profile, onCancel, onDone }: CorrectFacts) {
  const { t } = useTranslation();
  const loci = Object.keys(profile.genotypes);
  const form = useForm({
    initialValues: {
      reason: '',
      loci: loci.map((locus) => (profile.genotypes[locus] ?? []).join(', ')),
    },
    validate: { reason: (value) => (value.trim() === '' ? t('profile.reasonNeeded') : null) },
  });
  const correct = useAct<Profile>(`/api/profiles/${profile.id}/versions`, {
    refreshes: ['profiles'],
    onDone: ({ id }) => onDone(id),
  });
  const send = form.onSubmit(({ reason, loci: texts }) => {
    const entries = loci.map((locus, index) => [locus, readAlleles(texts[index] ?? '')] as const);
    const genotypes: Genotypes = Object.fromEntries(entries.filter(([, alleles]) => alleles.length > 0));
    correct.mutate({ expectedVersion: profile.version, genotypes, reason: reason.trim() });
  });
  return (
    <Section title={t('profile.correctTitle')} lead={t('profile.correctLead')}>
      <form onSubmit={send}>
        <SimpleGrid cols={{ base: 2, xs: 3, md: 5 }} spacing="xs" mb="sm">
          {loci.map((locus, index) => (
            <TextInput key={locus} label={locus} autoComplete="off" {...form.getInputProps(`loci.${index}`)} />
          ))}
        </SimpleGrid>
        <TextInput label={t('profile.reason')} required mb="sm" {...form.getInputProps('reason')} />
        <RefusedAct error={correct.error} />
        <Text size="sm" c="dimmed" mb="sm">
          {t('profile.correctNext', { version: profile.version + 1 })}
        </Text>
        <Group>
          <Button type="submit" loading={correct.isPending}>
            {t('profile.correctAct')}
          </Button>
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
        </Group>
      </form>
    </Section>
  );
}
