import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Population, TableReport } from '../api.ts';
import { useFormats } from '../format.ts';
import { Download } from '../frame/download.tsx';
import { useOne } from '../frame/list.ts';
import { Facts, Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { get } from '../request.ts';
import { useRange } from './range.ts';
import { ReportOf } from './table-report.tsx';
import { VersionFacts } from './version-facts.tsx';

/** A table as it is stored: counts, or the frequencies as a study printed them. */
interface TableFile {
  readonly id: string;
  readonly title: string;
  readonly population: string;
  readonly source: string;
  readonly citation: string;
  readonly licence: string;
  readonly loci: Readonly<
    Record<
      string,
      {
        readonly chromosomes: number;
        readonly counts?: Readonly<Record<string, number>>;
        readonly frequencies?: Readonly<Record<string, string>>;
      }
    >
  >;
}

/** One frequency table, whole: where it comes from, how many chromosomes, and every allele. */
export function TablePage() {
  const { t } = useTranslation();
  const { digest = '' } = useParams();
  const range = useRange();
  const path = `/api/reference/populations/${digest}/file`;
  const table = useOne<TableFile>('table', path);
  return (
    <Loaded query={table}>
      {(found) => (
        <Page
          title={found.title}
          lead={found.population}
          actions={<Download path={path}>{t('reference.download')}</Download>}
        >
          <Section title={t('reference.about')}>
            <Facts
              of={[
                [t('reference.name'), found.id],
                [t('reference.population'), found.population],
                [t('reference.source'), found.source],
                [t('reference.citation'), found.citation],
                [t('reference.licence'), found.licence],
                [t('reference.chromosomes'), range(Object.values(found.loci).map(({ chromosomes }) => chromosomes))],
                [t('reference.loci'), Object.keys(found.loci).join(', ')],
              ]}
            />
          </Section>
          <Alleles loci={found.loci} />
          <VersionFacts digest={digest} />
          <Report digest={digest} />
        </Page>
      )}
    </Loaded>
  );
}

function Alleles({ loci }: { readonly loci: TableFile['loci'] }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const names = Object.keys(loci);
  const [locus, setLocus] = useState(names[0] ?? '');
  const { chromosomes, counts, frequencies } = loci[locus] ?? { chromosomes: 0 };
  const minimum = 5 / chromosomes;
  const alleles = Object.keys(counts ?? frequencies ?? {}).sort((a, b) => Number(a) - Number(b));
  const rows = alleles.map((allele) => {
    const count = counts?.[allele];
    const frequency = count === undefined ? Number(frequencies?.[allele]) : count / chromosomes;
    return { allele, count, frequency, printed: frequencies?.[allele] };
  });
  return (
    <Section title={t('reference.alleles')} lead={t('reference.allelesLead')}>
      <NativeSelect
        label={t('reference.locus')}
        data={names}
        value={locus}
        maw={280}
        onChange={({ currentTarget }) => setLocus(currentTarget.value)}
      />
      <Facts
        of={[
          [t('reference.chromosomes'), number(chromosomes)],
          [t('reference.minimum'), minimum.toPrecision(4)],
        ]}
      />
      <Rows
        label={t('reference.allelesAt', { locus })}
        rows={rows}
        keyOf={({ allele }) => allele}
        empty="–"
        columns={[
          { title: t('reference.allele'), cell: ({ allele }) => allele },
          {
            title: t('reference.count'),
            number: true,
            cell: ({ count }) => (count === undefined ? '–' : number(count)),
          },
          {
            title: t('reference.frequency'),
            number: true,
            cell: ({ frequency, printed }) => printed ?? frequency.toFixed(5),
          },
          {
            title: t('reference.usedAs'),
            number: true,
            cell: ({ frequency }) => (frequency < minimum ? minimum.toFixed(5) : '='),
          },
        ]}
      />
    </Section>
  );
}

/** What the administrator was shown; shipped tables have no such report. */
function Report({ digest }: { readonly digest: string }) {
  const { t } = useTranslation();
  const listed = useOne<Population[]>('populations', '/api/reference/populations?state=all');
  const isImported = listed.data?.some((each) => each.digest === digest && each.origin === 'imported') === true;
  const report = useQuery({
    queryKey: ['report', digest],
    queryFn: () => get<TableReport>(`/api/reference/populations/${digest}/report`),
    enabled: isImported,
  });
  if (!isImported || report.data === undefined) return null;
  return <ReportOf report={report.data} title={t('reference.reportThen')} />;
}
