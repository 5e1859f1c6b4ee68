import { Anchor, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormats } from '../format.ts';
import { Page, Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';
import { RefusedAct, Waiting } from '../frame/states.tsx';
import { useProfileSearch } from './profile-search.ts';

/** Profiles by sample code. */
export function Profiles() {
  const { t } = useTranslation();
  const { date } = useFormats();
  const [sample, setSample] = useState('');
  const [asked] = useDebouncedValue(sample.trim(), 250);
  const found = useProfileSearch(asked);
  return (
    <Page title={t('profiles.title')} lead={t('profiles.lead')}>
      <Section title={t('profiles.list')}>
        <TextInput
          label={t('profiles.sample')}
          value={sample}
          maw={320}
          onChange={(event) => setSample(event.currentTarget.value)}
        />
        <RefusedAct error={found.error} />
        {found.isPending && <Waiting />}
        {found.data !== undefined && (
          <Rows
            label={t('profiles.list')}
            rows={found.data}
            keyOf={({ id }) => id}
            empty={t('profiles.none')}
            columns={[
              {
                title: t('profiles.sample'),
                cell: ({ id, sample: code }) => (
                  <Anchor component={Link} to={`/profiles/${id}`}>
                    {code}
                  </Anchor>
                ),
              },
              { title: t('profile.laboratory'), cell: ({ laboratory }) => laboratory.name },
              { title: t('profile.version'), number: true, cell: ({ version }) => version },
              { title: t('profile.loci'), number: true, cell: ({ loci }) => loci },
              { title: t('profile.received'), cell: ({ receivedAt }) => date(receivedAt) },
            ]}
          />
        )}
      </Section>
    </Page>
  );
}
