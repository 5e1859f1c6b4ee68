import { useTranslation } from 'react-i18next';
import type { ParentageResult, Population } from '../api.ts';
import { useFormats } from '../format.ts';
import { useList } from '../frame/list.ts';
import { Code, Facts, Section } from '../frame/page.tsx';

/** How alleles count that are rare or absent in the table; `none` is the former name of `refuse`. */
const RARE_ALLELES = { '5/2N': 'fiveOver', 'x+1': 'onceMore', refuse: 'noMinimum', none: 'noMinimum' } as const;

/** What the figures were computed with, each to its source. */
export function SettingsUsed({ result }: { readonly result: ParentageResult }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const tables = useList<Population>('populations', '/api/reference/populations');
  const { population, settings } = result;
  const table = tables.data?.find(({ digest }) => digest === population.digest);
  const { model, maleRate, femaleRate, range, rate2 } = settings.mutation;
  return (
    <Section title={t('settings.used')}>
      <Facts
        of={[
          [t('settings.population'), population.title],
          ...(table === undefined
            ? []
            : ([
                [t('settings.source'), `${table.source}; ${table.citation}`],
                [t('settings.chromosomes'), chromosomes(table, number)],
              ] as const)),
          [t('settings.digest'), <Code key="digest">{population.digest}</Code>],
          [t('settings.theta'), settings.theta],
          [t('settings.minimumFrequency'), t(`settings.${RARE_ALLELES[settings.minimumFrequency]}`)],
          [t('settings.model'), t(`mutationModel.${model}`)],
          ...(model === 'none'
            ? []
            : [[t('settings.rates'), t('settings.ratesOf', { male: maleRate, female: femaleRate })] as const]),
          ...(range === undefined ? [] : [[t('settings.range'), range] as const]),
          ...(rate2 === undefined ? [] : [[t('settings.rate2'), rate2] as const]),
          [t('settings.threshold'), number(Number(settings.threshold))],
        ]}
      />
    </Section>
  );
}

/** The 2N of the table: the smallest and the largest over its loci. */
function chromosomes(table: Population, number: (value: number) => string): string {
  const counts = table.loci.map((locus) => locus.chromosomes);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? number(least) : `${number(least)}–${number(most)}`;
}
