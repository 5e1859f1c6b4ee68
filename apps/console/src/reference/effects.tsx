import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Effect } from '../api.ts';
import { useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { shift } from './standard-cases.tsx';

/** Every new version of a table, rates or a kit, and how much of the past it would move. */
export function Effects() {
  const { t } = useTranslation();
  const { number, date } = useFormats();
  const effects = useList<Effect>('effects', '/api/reference/effects');
  const count = (value: number | null) => (value === null ? '–' : number(value));
  return (
    <Page title={t('reference.effects')} lead={t('reference.effectsLead')}>
      <Section title={t('reference.newVersions')}>
        <Loaded query={effects}>
          {(rows) => (
            <Rows
              label={t('reference.effects')}
              rows={rows}
              keyOf={({ digest }) => digest}
              empty={t('reference.noEffects')}
              columns={[
                {
                  title: t('reference.name'),
                  cell: ({ id, version, digest }) => (
                    <Anchor component={Link} to={`/reference/effects/${digest}`}>
                      {`${id}, ${t('reference.versionNumber', { version })}`}
                    </Anchor>
                  ),
                },
                { title: t('reference.kind'), cell: ({ kind }) => t(`reference.kindOf.${kind}`) },
                { title: t('reference.state'), cell: ({ state }) => t(`reference.effectStates.${state}`) },
                { title: t('reference.compared'), number: true, cell: ({ results }) => count(results) },
                { title: t('reference.moved'), number: true, cell: ({ moved }) => count(moved) },
                { title: t('reference.otherVerdict'), number: true, cell: ({ otherVerdict }) => count(otherVerdict) },
                {
                  title: t('reference.largestShift'),
                  number: true,
                  cell: ({ largestShift, kind }) =>
                    largestShift === null || kind === 'kit' ? '–' : shift(largestShift),
                },
                { title: t('reference.computedAt'), cell: ({ computedAt }) => date(computedAt) },
              ]}
            />
          )}
        </Loaded>
      </Section>
    </Page>
  );
}
