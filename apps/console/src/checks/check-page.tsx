import { Alert, Anchor, Group, Loader, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Check, CheckPerson, ParentageResult } from '../api.ts';
import { CheckConfirmation } from '../confirmations/check-confirmation.tsx';
import { Evidence } from '../confirmations/evidence.tsx';
import { useFormats } from '../format.ts';
import { Code, Facts, Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { get } from '../request.ts';
import { Alternatives, IdenticalProfiles } from './alternatives.tsx';
import { Hypotheses } from './hypotheses.tsx';
import { InconsistentLoci } from './inconsistent-loci.tsx';
import { LocusBars } from './locus-bars.tsx';
import { LocusTable, SkippedLoci } from './locus-table.tsx';
import { Outcome } from './outcome.tsx';
import { Recompute } from './recompute.tsx';
import { SettingsUsed } from './settings-used.tsx';

const FiguresSection = lazy(async () => ({ default: (await import('./figures-section.tsx')).FiguresSection }));

const POLL_MS = 1_000;
const isOpen = (check: Check | undefined) => check?.state === 'queued' || check?.state === 'running';

/** A check: while it is computed, that it is; then everything its answer rests on. */
export function CheckPage() {
  const { id } = useParams();
  const check = useQuery({
    queryKey: ['checks', id],
    queryFn: () => get<Check>(`/api/checks/${id}`),
    refetchInterval: ({ state }) => (isOpen(state.data) ? POLL_MS : false),
  });
  return <Loaded query={check}>{(data) => <Asked check={data} />}</Loaded>;
}

function Asked({ check }: { readonly check: Check }) {
  const { t } = useTranslation();
  const title = t('check.title', { number: check.caseNumber });
  const lead = (
    <>
      {t(`question.${check.question}`)} ·{' '}
      <Anchor component={Link} to={`/cases/${check.caseId}`} underline="always">
        {t('check.toCase')}
      </Anchor>
    </>
  );
  return (
    <Page title={title} lead={lead}>
      {isOpen(check) && (
        <Section title={t('check.progress')}>
          <Group gap="sm" role="status">
            <Loader size="xs" aria-hidden="true" />
            <Text>{t(`checkProgress.${check.state as 'queued' | 'running'}`)}</Text>
          </Group>
        </Section>
      )}
      {check.state === 'failed' && <Failed error={check.error} />}
      {check.result !== null && <IdenticalProfiles result={check.result} />}
      {check.result !== null && <Outcome result={check.result} />}
      <Hypotheses check={check} />
      {check.result !== null && <Alternatives check={check} result={check.result} />}
      {check.result !== null && <Answered check={check} result={check.result} />}
      <AskedFacts check={check} />
      {check.result !== null && <Recompute checkId={check.id} />}
      {check.result !== null && <Evidence of="checks" id={check.id} />}
      {check.result !== null && <CheckConfirmation check={check} result={check.result} />}
    </Page>
  );
}

function Failed({ error }: { readonly error: string | null }) {
  const { t } = useTranslation();
  if (error === 'erased') {
    return (
      <Alert color="gray" variant="outline" role="status" title={t('erasure.check')}>
        {t('erasure.checkWords')}
      </Alert>
    );
  }
  return (
    <Alert color="red" variant="outline" role="alert" title={t('check.failed')}>
      {error} {t('check.failedNext')}
    </Alert>
  );
}

function Answered({ check, result }: { readonly check: Check; readonly result: ParentageResult }) {
  const { t } = useTranslation();
  const [explained, setExplained] = useState<string | null>(null);
  const { child, parent, otherParent } = check.persons;
  const whole = [child, parent, otherParent].every((person) => person?.erased == null);
  return (
    <>
      <Section title={t('bars.title')} lead={t('bars.lead')}>
        <LocusBars loci={result.loci} onExplain={setExplained} />
        <InconsistentLoci check={check} result={result} chosen={explained} onChoose={setExplained} />
      </Section>
      {whole && (
        <Suspense>
          <FiguresSection check={check} result={result} />
        </Suspense>
      )}
      <Section title={t('loci.title')} lead={t('loci.lead')}>
        <LocusTable check={check} result={result} />
      </Section>
      {result.skipped.length > 0 && (
        <Section title={t('skipped.title')} lead={t('skipped.lead')}>
          <SkippedLoci check={check} result={result} />
        </Section>
      )}
      <SettingsUsed check={check} result={result} />
    </>
  );
}

/** The person's code, or by which order the person was erased. */
function PersonCode({ person }: { readonly person: CheckPerson }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  if (person.erased === null) return person.code;
  return t('erasure.profile', { order: person.erased.orderReference, date: date(person.erased.at) });
}

/** Who asked, and with which versions of which profiles. */
function AskedFacts({ check }: { readonly check: Check }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const { child, parent, otherParent } = check.persons;
  const rows = [
    { role: t(`as.${check.question}.child`), person: child },
    { role: t(`as.${check.question}.parent`), person: parent },
    ...(otherParent === undefined
      ? []
      : [{ role: t(`as.${check.question as 'known-parent'}.otherParent`), person: otherParent }]),
  ];
  return (
    <Section title={t('check.asked')}>
      <Facts
        of={[
          [t('check.askedBy'), `${check.askedBy}, ${date(check.askedAt)}`],
          [t('check.finishedAt'), date(check.finishedAt)],
          ...(check.engine === null
            ? []
            : ([
                [t('check.engine'), <Code key="engine">{`${check.engine.version} · ${check.engine.digest}`}</Code>],
                [t('check.resultDigest'), <Code key="result">{check.resultDigest ?? '–'}</Code>],
              ] as const)),
        ]}
      />
      <Rows
        label={t('check.persons')}
        rows={rows}
        keyOf={({ person }) => person.personId}
        empty=""
        columns={[
          { title: t('check.as'), cell: ({ role }) => role },
          { title: t('person.code'), cell: ({ person }) => <PersonCode person={person} /> },
          { title: t('person.sex'), cell: ({ person }) => t(`sex.${person.sex}`) },
          {
            title: t('profile.sample'),
            cell: ({ person }) => (
              <>
                <Anchor component={Link} to={`/profiles/${person.profileId}`}>
                  {person.sample}
                </Anchor>{' '}
                {t('profile.versionShort', { version: person.profileVersion })}
              </>
            ),
          },
        ]}
      />
    </Section>
  );
}
