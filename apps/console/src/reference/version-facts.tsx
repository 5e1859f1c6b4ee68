import { Anchor, Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAccount } from '../access/session.ts';
import { useAct } from '../act.ts';
import type { Provenance } from '../api.ts';
import { useFormats } from '../format.ts';
import { useOne } from '../frame/list.ts';
import { Code, Facts, Section } from '../frame/page.tsx';
import { Loaded } from '../frame/rows.tsx';
import { RefusedAct } from '../frame/states.tsx';

const FOLDER = { frequencies: 'tables', mutation: 'rates', kit: 'kits' } as const;
const SHORTEST_REASON = 3;

/** Who brought a version in, why, which others there are, and what an administrator can do with it. */
export function VersionFacts({ digest }: { readonly digest: string }) {
  const { t } = useTranslation();
  const { role } = useAccount();
  const facts = useOne<Provenance>('provenance', `/api/reference/versions/${digest}`);
  return (
    <Section title={t('reference.provenance')} lead={t('reference.provenanceLead')}>
      <Loaded query={facts}>
        {(version) => (
          <Stack gap="sm">
            <Known version={version} />
            {version.supersedes !== null && (role === 'administrator' || role === 'auditor') && (
              <Anchor component={Link} to={`/reference/effects/${digest}`}>
                {t('reference.effectOf')}
              </Anchor>
            )}
            {role === 'administrator' && version.state !== 'retired' && <Retire version={version} />}
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}

function Known({ version }: { readonly version: Provenance }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const who = (by: string | null, at: string | null) =>
    by === null ? t('reference.withProduct') : `${by}, ${date(at)}`;
  const others = version.versions.filter((each) => each !== version.digest);
  return (
    <Facts
      of={[
        [t('profile.version'), `${version.version} · ${t(`reference.states.${version.state}`)}`],
        [t('reference.digest'), <Code key="digest">{version.digest}</Code>],
        [t('reference.importedBy'), who(version.importedBy, version.importedAt)],
        ...(version.reason === null ? [] : [[t('profile.reason'), version.reason] as const]),
        ...(version.retiredBy === null
          ? []
          : [
              [t('reference.retiredBy'), who(version.retiredBy, version.retiredAt)] as const,
              [t('reference.retiredReason'), version.retiredReason] as const,
            ]),
        ...(others.length === 0
          ? []
          : [
              [
                t('reference.others'),
                <Group key="others" gap="xs">
                  {others.map((digest) => (
                    <Anchor key={digest} component={Link} to={`/reference/${FOLDER[version.kind]}/${digest}`}>
                      {t('reference.versionNumber', { version: version.versions.indexOf(digest) + 1 })}
                    </Anchor>
                  ))}
                </Group>,
              ] as const,
            ]),
      ]}
    />
  );
}

/** Takes a version out of use for good. Past results keep naming it. */
function Retire({ version: { kind, digest } }: { readonly version: Provenance }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { reason: '' },
    validate: { reason: (value) => (value.trim().length < SHORTEST_REASON ? t('reference.reasonNeeded') : null) },
  });
  const retire = useAct<object>('/api/reference/retirements', {
    refreshes: ['provenance', 'populations', 'rates', 'kits'],
  });
  return (
    <form onSubmit={form.onSubmit(({ reason }) => retire.mutate({ kind, digest, reason: reason.trim() }))}>
      <Stack gap="xs" maw={560}>
        <TextInput
          label={t('reference.retireReason')}
          description={t('reference.retireRule')}
          maxLength={1000}
          {...form.getInputProps('reason')}
        />
        <RefusedAct error={retire.error} />
        <Group>
          <Button type="submit" variant="default" loading={retire.isPending}>
            {t('reference.retire')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
