import { Anchor, Button, Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAccount } from '../access/session.ts';
import type { FrequenciesWithoutN, Kit, MutationTable, Population } from '../api.ts';
import { useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Code, Page, Section } from '../frame/page.tsx';
import { type Column, Loaded, Rows } from '../frame/rows.tsx';
import { useRange } from './range.ts';

/** What checks compute with and uploads are read by: tables, rates and kits, shipped and imported, in versions. */
export function Reference() {
  const { t } = useTranslation();
  const { role } = useAccount();
  const [all, setAll] = useState(false);
  const state = all ? 'all' : 'in-use';
  return (
    <Page title={t('reference.title')} lead={t('reference.lead')} actions={<Actions role={role} />}>
      <Checkbox
        label={t('reference.all')}
        checked={all}
        onChange={({ currentTarget }) => setAll(currentTarget.checked)}
      />
      <Populations state={state} />
      <Rates state={state} />
      <Kits state={state} />
      <WithoutN />
    </Page>
  );
}

function Actions({ role }: { readonly role: string }) {
  const { t } = useTranslation();
  const administers = role === 'administrator';
  return (
    <>
      {(administers || role === 'auditor') && (
        <Button component={Link} to="/reference/effects" variant="default">
          {t('reference.effects')}
        </Button>
      )}
      {administers && (
        <Button component={Link} to="/reference/new">
          {t('reference.bring')}
        </Button>
      )}
    </>
  );
}

/** The beginning of a digest, to compare by eye; the whole one stands on the version's page. */
function ShortDigest({ digest }: { readonly digest: string }) {
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      <Code>{digest.slice(0, 8)}</Code>
    </span>
  );
}

interface VersionRow {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly digest: string;
  readonly origin: 'shipped' | 'imported';
  readonly state: 'in-use' | 'superseded' | 'retired';
}

/** The columns that tables, rates and kits share; the first one leads to the version's page under `kind`. */
function useVersionColumns(kind: 'tables' | 'rates' | 'kits') {
  const { t } = useTranslation();
  const name: Column<VersionRow> = {
    title: t('reference.name'),
    cell: ({ id, title, digest }) => (
      <>
        <Anchor component={Link} to={`/reference/${kind}/${digest}`}>
          {id}
        </Anchor>
        {title !== id && (
          <Text size="xs" c="dimmed">
            {title}
          </Text>
        )}
      </>
    ),
  };
  const rest: readonly Column<VersionRow>[] = [
    { title: t('profile.version'), number: true, cell: ({ version }) => version },
    {
      title: t('reference.state'),
      cell: ({ state, origin }) => (
        <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
          {`${t(`reference.states.${state}`)} · ${t(`reference.origins.${origin}`)}`}
        </Text>
      ),
    },
    { title: t('reference.digest'), cell: ({ digest }) => <ShortDigest digest={digest} /> },
  ];
  return { name, rest };
}

function Populations({ state }: { readonly state: string }) {
  const { t } = useTranslation();
  const range = useRange();
  const { name, rest } = useVersionColumns('tables');
  const tables = useList<Population>('populations', `/api/reference/populations?state=${state}`);
  return (
    <Section title={t('reference.tables')} lead={t('reference.tablesLead')}>
      <Loaded query={tables}>
        {(rows) => (
          <Rows
            label={t('reference.tables')}
            rows={rows}
            keyOf={({ digest }) => digest}
            empty="–"
            columns={[
              name as Column<Population>,
              { title: t('reference.population'), cell: ({ population }) => population },
              { title: t('reference.loci'), number: true, cell: ({ loci }) => loci.length },
              {
                title: t('reference.chromosomes'),
                number: true,
                cell: ({ loci }) => range(loci.map(({ chromosomes }) => chromosomes)),
              },
              ...(rest as readonly Column<Population>[]),
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

function Rates({ state }: { readonly state: string }) {
  const { t } = useTranslation();
  const { name, rest } = useVersionColumns('rates');
  const rates = useList<MutationTable>('rates', `/api/reference/mutation-rates?state=${state}`);
  return (
    <Section title={t('reference.rates')} lead={t('reference.ratesLead')}>
      <Loaded query={rates}>
        {(rows) => (
          <Rows
            label={t('reference.rates')}
            rows={rows}
            keyOf={({ digest }) => digest}
            empty="–"
            columns={[
              name as Column<MutationTable>,
              { title: t('reference.loci'), number: true, cell: ({ loci }) => loci.length },
              ...(rest as readonly Column<MutationTable>[]),
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

function Kits({ state }: { readonly state: string }) {
  const { t } = useTranslation();
  const { name, rest } = useVersionColumns('kits');
  const kits = useList<Kit>('kits', `/api/reference/kits?state=${state}`);
  return (
    <Section title={t('reference.kits')} lead={t('reference.kitsLead')}>
      <Loaded query={kits}>
        {(rows) => (
          <Rows
            label={t('reference.kits')}
            rows={rows}
            keyOf={({ digest }) => digest}
            empty="–"
            columns={[
              name as Column<Kit>,
              { title: t('reference.manufacturer'), cell: ({ manufacturer }) => manufacturer },
              { title: t('reference.loci'), number: true, cell: ({ loci }) => loci.length },
              ...(rest as readonly Column<Kit>[]),
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

function WithoutN() {
  const { t } = useTranslation();
  const { number } = useFormats();
  const tables = useList<FrequenciesWithoutN>('without-n', '/api/reference/frequencies-without-n');
  return (
    <Section title={t('reference.withoutN')} lead={t('reference.withoutNLead')}>
      <Loaded query={tables}>
        {(rows) => (
          <Rows
            label={t('reference.withoutN')}
            rows={rows}
            keyOf={({ digest }) => digest}
            empty="–"
            columns={[
              { title: t('reference.name'), cell: ({ id }) => id },
              { title: t('reference.population'), cell: ({ population }) => population },
              { title: t('reference.loci'), number: true, cell: ({ loci }) => number(loci.length) },
              { title: t('reference.incomplete'), cell: ({ incomplete }) => incomplete.join(', ') || '–' },
              { title: t('reference.source'), cell: ({ source }) => source },
              { title: t('reference.digest'), cell: ({ digest }) => <ShortDigest digest={digest} /> },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}
