import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useAccount } from '../access/session.ts';
import type { Case, CheckSummary } from '../api.ts';
import { VerdictBadge } from '../checks/verdict.tsx';
import { readableRatio, useFormats } from '../format.ts';
import { useList, useOne } from '../frame/list.ts';
import { Facts, Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { WhoRead } from '../history/who-read.tsx';
import { AddPerson } from './add-person.tsx';
import { StatedFamily } from './stated-family.tsx';

/** What the database puts in the place of texts that were erased by order. */
const ERASED = 'erased';

/** One case: its facts, its persons, its checks. */
export function CasePage() {
  const { id } = useParams();
  const opened = useOne<Case>('cases', `/api/cases/${id}`);
  const checks = useList<CheckSummary>('checks', `/api/cases/${id}/checks`);
  return (
    <Loaded query={opened}>
      {(found) => <Loaded query={checks}>{(rows) => <Opened opened={found} checks={rows} />}</Loaded>}
    </Loaded>
  );
}

interface OpenedFacts {
  readonly opened: Case;
  readonly checks: readonly CheckSummary[];
}

function Opened({ opened, checks }: OpenedFacts) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const works = useAccount().role === 'caseworker';
  const erased = [opened.report, opened.purpose, opened.legalBasis].every((text) => text === ERASED);
  return (
    <Page title={t('case.title', { number: opened.number })} actions={<WhoRead type="case.read" id={opened.id} />}>
      {erased && (
        <Alert variant="outline" color="gray" role="status" title={t('erasure.caseTitle')}>
          <Text size="sm">{t('erasure.caseWords')}</Text>
        </Alert>
      )}
      <Section title={t('case.facts')}>
        <Facts
          of={[
            [t('case.report'), erased ? '–' : opened.report],
            [t('case.purpose'), erased ? '–' : opened.purpose],
            [t('case.legalBasis'), erased ? '–' : opened.legalBasis],
            [t('case.opened'), t('case.openedBy', { by: opened.openedBy, date: date(opened.openedAt) })],
          ]}
        />
      </Section>
      <Persons opened={opened} />
      <StatedFamily opened={opened} checks={checks} />
      {works && <AddPerson caseId={opened.id} />}
      <Checks opened={opened} checks={checks} />
      {works && <EraseByOrder caseId={opened.id} />}
    </Page>
  );
}

function EraseByOrder({ caseId }: { readonly caseId: string }) {
  const { t } = useTranslation();
  return (
    <Section title={t('erasure.title')} lead={t('erasure.hereLead')}>
      <Group>
        <Button component={Link} to={`/erasures/new?case=${caseId}`} variant="default" size="compact-sm">
          {t('erasure.here')}
        </Button>
      </Group>
    </Section>
  );
}

function Persons({ opened }: { readonly opened: Case }) {
  const { t } = useTranslation();
  return (
    <Section title={t('case.persons')} lead={t('case.personsLead')}>
      <Rows
        label={t('case.persons')}
        rows={opened.persons}
        keyOf={({ id }) => id}
        empty={t('case.noPersons')}
        columns={[
          { title: t('person.code'), cell: ({ code }) => code },
          { title: t('person.category'), cell: ({ category }) => t(`category.${category}`) },
          { title: t('person.sex'), cell: ({ sex }) => t(`sex.${sex}`) },
          {
            title: t('profile.sample'),
            cell: ({ profileId, sample, profileVersion }) => (
              <>
                <Anchor component={Link} to={`/profiles/${profileId}`}>
                  {sample}
                </Anchor>{' '}
                {t('profile.versionShort', { version: profileVersion })}
              </>
            ),
          },
          { title: t('profile.loci'), number: true, cell: ({ loci }) => loci },
        ]}
      />
    </Section>
  );
}

function Checks({ opened, checks }: OpenedFacts) {
  const { t } = useTranslation();
  const works = useAccount().role === 'caseworker';
  const { date } = useFormats();
  return (
    <Section title={t('case.checks')} lead={t('case.checksLead')}>
      <Rows
        label={t('case.checks')}
        rows={checks}
        keyOf={({ id }) => id}
        empty={t('case.noChecks')}
        columns={[
          {
            title: t('check.question'),
            cell: ({ id, question }) => (
              <Anchor component={Link} to={`/checks/${id}`}>
                {t(`question.${question}`)}
              </Anchor>
            ),
          },
          {
            title: t('check.about'),
            cell: ({ about: { child, parent, otherParent } }) =>
              t('check.aboutWhom', { child, parents: [parent, otherParent].filter(Boolean).join(' + ') }),
          },
          { title: t('check.askedAt'), cell: ({ askedAt }) => date(askedAt) },
          { title: t('check.state'), cell: ({ state }) => t(`checkState.${state}`) },
          { title: t('check.verdict'), cell: ({ verdict }) => (verdict ? <VerdictBadge verdict={verdict} /> : '–') },
          {
            title: t('check.ratio'),
            number: true,
            cell: ({ verdict, log10 }) => (verdict === null ? '–' : readableRatio(log10)),
          },
        ]}
      />
      {works && opened.persons.length < 2 && <Text size="sm">{t('case.twoPersons')}</Text>}
      {works && opened.persons.length >= 2 && (
        <div>
          <Button component={Link} to={`/cases/${opened.id}/checks/new`}>
            {t('case.ask')}
          </Button>
        </div>
      )}
    </Section>
  );
}
