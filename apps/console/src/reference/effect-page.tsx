import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useAccount } from '../access/session.ts';
import { useAct } from '../act.ts';
import type { Effect } from '../api.ts';
import { useFormats } from '../format.ts';
import { rowsOf } from '../frame/list.ts';
import { Code, Facts, Page, Section } from '../frame/page.tsx';
import { Loaded } from '../frame/rows.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { get } from '../request.ts';
import { MovedProfiles, MovedResults } from './moved.tsx';
import { shift } from './standard-cases.tsx';

const OPEN = ['queued', 'running', 'interrupted'];
const LOOK_AGAIN_MS = 2_000;

/** What one new version would move: counts for those who decide, each result before and after for auditors. */
export function EffectPage() {
  const { t } = useTranslation();
  const { role } = useAccount();
  const { digest = '' } = useParams();
  const effect = useQuery({
    queryKey: ['effects', digest],
    queryFn: () => get<Effect>(`/api/reference/versions/${digest}/effect`),
    refetchInterval: ({ state }) => (OPEN.includes(state.data?.state ?? '') ? LOOK_AGAIN_MS : false),
  });
  return (
    <Loaded query={effect}>
      {(found) => (
        <Page
          title={t('reference.effectTitle', { id: found.id, version: found.version })}
          lead={t(found.kind === 'kit' ? 'reference.effectKitLead' : 'reference.effectLead')}
        >
          <Section title={t('reference.summary')}>
            <Summary effect={found} />
            {role === 'administrator' && (found.state === 'failed' || found.state === 'interrupted') && (
              <Again digest={digest} />
            )}
          </Section>
          {found.state === 'done' &&
            (role === 'auditor' ? (
              <Moved effect={found} />
            ) : (
              <Text size="sm" c="dimmed">
                {t('reference.auditorsSee')}
              </Text>
            ))}
        </Page>
      )}
    </Loaded>
  );
}

function Summary({ effect }: { readonly effect: Effect }) {
  const { t } = useTranslation();
  const { number, date } = useFormats();
  const count = (value: number | null) => (value === null ? '–' : number(value));
  const isKit = effect.kind === 'kit';
  return (
    <Facts
      of={[
        [t('reference.state'), t(`reference.effectStates.${effect.state}`)],
        ...(effect.errorCode === null
          ? []
          : [[t('reference.lastError'), <Code key="error">{effect.errorCode}</Code>] as const]),
        [t(isKit ? 'reference.profilesCompared' : 'reference.compared'), count(effect.results)],
        [t('reference.moved'), count(effect.moved)],
        [t(isKit ? 'reference.newlyWarned' : 'reference.otherVerdict'), count(effect.otherVerdict)],
        ...(isKit || effect.largestShift === null
          ? []
          : [[t('reference.largestShift'), shift(effect.largestShift)] as const]),
        [t('reference.computedAt'), date(effect.computedAt)],
        ...(effect.engine === null ? [] : [[t('check.engine'), effect.engine.version] as const]),
        [t('reference.digest'), <Code key="digest">{effect.digest}</Code>],
      ]}
    />
  );
}

function Again({ digest }: { readonly digest: string }) {
  const { t } = useTranslation();
  const again = useAct<Effect>(`/api/reference/versions/${digest}/effect`, { refreshes: ['effects'] });
  return (
    <Stack gap="xs">
      <RefusedAct error={again.error} />
      <Group>
        <Button variant="default" loading={again.isPending} onClick={() => again.mutate({})}>
          {t('reference.again')}
        </Button>
      </Group>
    </Stack>
  );
}

/** As many as the service answers at a time. */
const PAGE = 200;

function Moved({ effect: { digest, kind, moved } }: { readonly effect: Effect }) {
  const { t } = useTranslation();
  const what = kind === 'kit' ? 'profiles' : 'results';
  const found = useInfiniteQuery({
    queryKey: ['moved', digest],
    initialPageParam: 0,
    queryFn: async ({ pageParam }) =>
      rowsOf<object>(await get(`/api/reference/versions/${digest}/effect/${what}?page=${pageParam}`)),
    getNextPageParam: (page, pages) => (page.length < PAGE ? undefined : pages.length),
    enabled: moved !== null && moved > 0,
  });
  const rows = found.data?.pages.flat() ?? [];
  return (
    <Section
      title={t(kind === 'kit' ? 'reference.movedProfiles' : 'reference.movedResults')}
      lead={<Hint kind={kind} />}
    >
      <RefusedAct error={found.error} />
      {kind === 'kit' ? <MovedProfiles rows={rows as never} /> : <MovedResults rows={rows as never} />}
      {found.hasNextPage && (
        <Group>
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('uploads.further')}
          </Button>
        </Group>
      )}
    </Section>
  );
}

function Hint({ kind }: { readonly kind: Effect['kind'] }) {
  const { t } = useTranslation();
  if (kind === 'kit') return t('reference.movedProfilesLead');
  return (
    <>
      {t('reference.movedResultsLead')}{' '}
      <Anchor component={Link} to="/history/touched" size="sm" underline="always">
        {t('touched.title')}
      </Anchor>
    </>
  );
}
