import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAccount } from '../access/session.ts';
import type { Check, MutationTable, ParentageResult, Population } from '../api.ts';
import { useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Code, Facts, Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';
import { nameOf } from './settings-fields.tsx';

/** How alleles count that are rare or absent in the table; `none` is the former name of `refuse`. */
const RARE_ALLELES = { '5/2N': 'fiveOver', 'x+1': 'onceMore', refuse: 'noMinimum', none: 'noMinimum' } as const;

interface UsedFacts {
  readonly check: Check;
  readonly result: ParentageResult;
}

/** What the figures were computed with, each to its source. */
export function SettingsUsed({ check, result }: UsedFacts) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { population, settings } = result;
  const tables = useList<Population>('populations', '/api/reference/populations?state=all');
  const table = tables.data?.find(({ digest }) => digest === population.digest);
  return (
    <Section title={t('settings.used')}>
      <Facts
        of={[
          [t('settings.population'), table === undefined ? population.title : nameOf(table)],
          ...(table === undefined
            ? []
            : ([
                [t('settings.source'), `${table.source}; ${table.citation}`],
                [t('settings.chromosomes'), chromosomes(table, number)],
                ...(table.state === 'in-use' ? [] : [[t('settings.state'), t(`versionState.${table.state}`)] as const]),
              ] as const)),
          [t('settings.digest'), <Code key="digest">{population.digest}</Code>],
          [t('settings.theta'), settings.theta],
          [t('settings.minimumFrequency'), t(`settings.${RARE_ALLELES[settings.minimumFrequency]}`)],
          ...useMutationFacts({ check, result }),
          [t('settings.linkage'), t('settings.linkageNone')],
          [t('settings.threshold'), number(Number(settings.threshold))],
        ]}
      />
      <LocusRates result={result} />
      <Rests digest={population.digest} />
    </Section>
  );
}

/** Model, rates and study of the mutations that were allowed for. */
function useMutationFacts({ check, result }: UsedFacts): (readonly [string, string])[] {
  const { t } = useTranslation();
  const { model, maleRate, femaleRate, range, rate2, locusRates = [] } = result.settings.mutation;
  const studies = useList<MutationTable>('mutation-rates', '/api/reference/mutation-rates?state=all');
  const chosen = check.mutationTable;
  const study = studies.data?.find(({ digest }) => digest === chosen?.digest);
  const rates = t('settings.ratesOf', { male: maleRate, female: femaleRate });
  const by = study === undefined ? chosen?.id : `${nameOf(study)}; ${study.citation}`;
  return [
    [t('settings.model'), t(`mutationModel.${model}`)],
    ...(model === 'none'
      ? []
      : [[t('settings.rates'), locusRates.length === 0 ? rates : t('settings.ratesElse', { rates })] as const]),
    ...(by === undefined ? [] : [[t('settings.study'), by] as const]),
    ...(range === undefined ? [] : [[t('settings.range'), range] as const]),
    ...(rate2 === undefined ? [] : [[t('settings.rate2'), rate2] as const]),
  ];
}

/** The loci whose mutation rates are not those that hold for all. */
function LocusRates({ result }: { readonly result: ParentageResult }) {
  const { t } = useTranslation();
  const { locusRates = [], maleRate, femaleRate } = result.settings.mutation;
  if (locusRates.length === 0) return null;
  return (
    <details>
      <summary>{t('settings.locusRates', { count: locusRates.length })}</summary>
      <Rows
        label={t('settings.locusRates', { count: locusRates.length })}
        rows={locusRates}
        keyOf={({ locus }) => locus}
        empty=""
        columns={[
          { title: t('profile.locus'), cell: ({ locus }) => locus },
          { title: t('settings.maleRate'), number: true, cell: (locus) => locus.maleRate ?? maleRate },
          { title: t('settings.femaleRate'), number: true, cell: (locus) => locus.femaleRate ?? femaleRate },
        ]}
      />
    </details>
  );
}

/** Leads auditors to whatever else rests on the same table. */
function Rests({ digest }: { readonly digest: string }) {
  const { t } = useTranslation();
  if (useAccount().role !== 'auditor') return null;
  return (
    <div>
      <Anchor component={Link} to={`/history/touched?population=${digest}`} size="sm">
        {t('touched.rests')}
      </Anchor>
    </div>
  );
}

/** The 2N of the table: the smallest and the largest over its loci. */
function chromosomes(table: Population, number: (value: number) => string): string {
  const counts = table.loci.map((locus) => locus.chromosomes);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? number(least) : `${number(least)}–${number(most)}`;
}
