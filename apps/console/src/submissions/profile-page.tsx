import { Alert, Anchor, Badge, Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useAccount } from '../access/session.ts';
import type { Profile } from '../api.ts';
import { useFormats } from '../format.ts';
import { useOne } from '../frame/list.ts';
import { Facts, Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { WhoRead } from '../history/who-read.tsx';
import { CorrectProfile } from './correct-profile.tsx';
import { MarkElimination } from './elimination.tsx';
import { Erased } from './erased.tsx';
import { ProfileGenotypes } from './genotypes.tsx';

/** One version of a profile: its genotypes, and the versions before and after it. */
export function ProfilePage() {
  const { id } = useParams();
  const profile = useOne<Profile>('profiles', `/api/profiles/${id}`);
  return <Loaded query={profile}>{(data) => <Shown key={data.id} profile={data} />}</Loaded>;
}

function Shown({ profile }: { readonly profile: Profile }) {
  const { t } = useTranslation();
  const { role } = useAccount();
  const navigate = useNavigate();
  const [correcting, setCorrecting] = useState(false);
  const mayCorrect = role === 'laboratory' && profile.current && profile.erased === null && !correcting;
  const correct = mayCorrect && (
    <Button variant="default" onClick={() => setCorrecting(true)}>
      {t('profile.correct')}
    </Button>
  );
  return (
    <Page
      title={t('profile.title', { sample: profile.sample })}
      actions={correct || <WhoRead type="profile.read" id={profile.id} />}
    >
      {profile.erased !== null && <Erased erased={profile.erased} />}
      {!profile.current && (
        <Alert variant="outline" color="yellow">
          {t('profile.superseded')}
        </Alert>
      )}
      <Section title={t('profile.facts')}>
        <Facts
          of={[
            [t('profile.sample'), profile.sample],
            [t('profile.laboratory'), profile.laboratory.name],
            [t('profile.version'), profile.version],
            [t('profile.loci'), Object.keys(profile.genotypes).length],
          ]}
        />
      </Section>
      {correcting ? (
        <CorrectProfile
          profile={profile}
          onCancel={() => setCorrecting(false)}
          onDone={(id) => {
            setCorrecting(false);
            navigate(`/profiles/${id}`);
          }}
        />
      ) : (
        profile.erased === null && <ProfileGenotypes profile={profile} />
      )}
      {role === 'laboratory' && profile.erased === null && (
        <MarkElimination profileId={profile.id} sample={profile.sample} />
      )}
      <Versions profile={profile} />
    </Page>
  );
}

function Versions({ profile }: { readonly profile: Profile }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <Section title={t('profile.versions')} lead={t('profile.versionsLead')}>
      <Rows
        label={t('profile.versions')}
        rows={profile.versions}
        keyOf={({ id, version }) => `${id} ${version}`}
        empty={t('profile.noVersions')}
        columns={[
          {
            title: t('profile.version'),
            cell: ({ id, version }) =>
              version === profile.version ? (
                <Badge variant="default" tt="none">
                  {t('profile.thisVersion', { version })}
                </Badge>
              ) : (
                <Anchor component={Link} to={`/profiles/${id}`}>
                  {t('profile.versionNumber', { version })}
                </Anchor>
              ),
          },
          { title: t('profile.received'), cell: ({ receivedAt }) => date(receivedAt) },
          { title: t('profile.by'), cell: ({ by }) => by },
          { title: t('profile.reason'), cell: ({ reason }) => reason ?? '–' },
        ]}
      />
    </Section>
  );
}
