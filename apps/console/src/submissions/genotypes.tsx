import { Group, NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../api.ts';
import { useList } from '../frame/list.ts';
import { Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { get } from '../request.ts';
import { fittingKits, type LayoutKit, type LocusRow, layoutRows, sameAlleles } from './kit-layout.ts';

const BY_NAME = 'by-name';

/** The loci of a profile as a kit prints them, with what the typing says of each; another version beside it on demand. */
export function ProfileGenotypes({ profile }: { readonly profile: Profile }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState('');
  const [versionId, setVersionId] = useState('');
  const kits = useList<LayoutKit>('kits', '/api/reference/kits');
  const { genotypes, statuses } = profile;
  const own = [...Object.keys(genotypes), ...Object.keys(statuses).filter((locus) => !(locus in genotypes))];
  const fitting = fittingKits(kits.data ?? [], own);
  const kit = chosen === BY_NAME ? undefined : (fitting.find(({ digest }) => digest === chosen) ?? fitting[0]);
  const other = useVersion(versionId);
  const compared = other.data;
  const loci = [...own, ...Object.keys(compared?.genotypes ?? {}).filter((locus) => !own.includes(locus))];
  const statusOf = useStatus();
  const different = (locus: string) =>
    compared !== undefined && !sameAlleles(genotypes[locus], compared.genotypes[locus]);
  const count = compared === undefined ? 0 : loci.filter(different).length;
  return (
    <Section title={t('profile.genotypes')} lead={t('profile.genotypesLead')}>
      <Group gap="sm">
        <NativeSelect
          label={t('layout.kit')}
          value={kit?.digest ?? BY_NAME}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={[
            ...fitting.map(({ digest, title }) => ({ value: digest, label: title })),
            { value: BY_NAME, label: t('layout.byName') },
          ]}
        />
        {profile.versions.length > 1 && (
          <NativeSelect
            label={t('layout.compare')}
            value={versionId}
            onChange={(event) => setVersionId(event.currentTarget.value)}
            data={[
              { value: '', label: t('layout.none') },
              ...profile.versions
                .filter(({ version }) => version !== profile.version)
                .map(({ id, version }) => ({ value: id, label: t('profile.versionNumber', { version }) })),
            ]}
          />
        )}
      </Group>
      <RefusedAct error={other.error} />
      {compared !== undefined && (
        <Text size="sm" role="status">
          {t('layout.differences', { count })}
        </Text>
      )}
      <Rows
        label={t('profile.genotypes')}
        rows={layoutRows(loci, genotypes, kit)}
        keyOf={({ locus }) => locus}
        empty={t('profile.noLoci')}
        columns={[
          ...(kit === undefined ? [] : [{ title: t('layout.dye'), cell: (row: LocusRow) => <Dye dye={row.dye} /> }]),
          { title: t('profile.locus'), cell: ({ locus }) => locus },
          {
            title: t('profile.alleles'),
            cell: ({ locus }) => <Alleles of={genotypes[locus]} marked={different(locus)} />,
          },
          ...(compared === undefined
            ? []
            : [
                {
                  title: t('profile.versionNumber', { version: compared.version }),
                  cell: ({ locus }: LocusRow) => <Alleles of={compared.genotypes[locus]} marked={different(locus)} />,
                },
              ]),
          {
            title: t('status.title'),
            cell: ({ locus, flag }) =>
              [statusOf(statuses[locus]), flag === null ? '' : t(`layout.flag.${flag}`)].filter(Boolean).join('; '),
          },
        ]}
      />
    </Section>
  );
}

function useVersion(id: string) {
  return useQuery({
    queryKey: ['profiles', `/api/profiles/${id}`],
    queryFn: () => get<Profile>(`/api/profiles/${id}`),
    enabled: id !== '',
  });
}

function useStatus(): (status: string | undefined) => string {
  const { t, i18n } = useTranslation();
  return (status) => {
    if (status === undefined) return '';
    const key = `status.${status}`;
    return i18n.exists(key) ? t(key as 'status.off-ladder') : status;
  };
}

function Alleles({ of, marked }: { readonly of: readonly string[] | undefined; readonly marked: boolean }) {
  const { t } = useTranslation();
  const text = of === undefined || of.length === 0 ? '–' : of.join(' / ');
  if (!marked) return text;
  return (
    <Text component="span" size="sm" fw={620} c="var(--kl-against)">
      <span role="img" aria-label={t('layout.different')}>
        ≠
      </span>{' '}
      {text}
    </Text>
  );
}

const DYES = ['blue', 'green', 'yellow', 'red', 'purple', 'orange'] as const;

function Dye({ dye }: { readonly dye: string | null }) {
  const { t } = useTranslation();
  if (dye === null) return t('layout.notInKit');
  const known = DYES.find((each) => each === dye);
  return (
    <span className="kl-together">
      <span className="kl-dye" data-dye={dye} aria-hidden="true" />{' '}
      {known === undefined ? dye : t(`layout.dyes.${known}`)}
    </span>
  );
}
