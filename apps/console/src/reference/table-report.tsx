import { Alert, List, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TableReport } from '../api.ts';
import { useFormats } from '../format.ts';
import { Code, Facts, Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';
import { StandardCases } from './standard-cases.tsx';
import { useReportWords } from './words.ts';

interface ReportFacts {
  readonly report: TableReport;
  readonly title: string;
}

/** What a file of frequencies comes to: what is wrong, what to think about, each locus, the nearest table, standard cases. */
export function ReportOf({ report, title }: ReportFacts) {
  const { t } = useTranslation();
  return (
    <>
      <Section title={title} lead={t('reference.reportLead')}>
        <Stack gap="sm">
          <Problems report={report} />
          <Summary report={report} />
          <Loci report={report} />
        </Stack>
      </Section>
      {report.effect !== null && <StandardCases effect={report.effect} />}
    </>
  );
}

function Problems({ report: { problems, warnings } }: { readonly report: TableReport }) {
  const { t } = useTranslation();
  const words = useReportWords();
  return (
    <>
      {problems.length > 0 && (
        <Alert color="red" variant="outline" role="alert" title={t('reference.problemsTitle')}>
          <List size="sm">
            {problems.map((problem) => (
              <List.Item key={`${problem.code} ${problem.locus ?? ''} ${problem.message}`}>
                {problem.locus === null ? '' : `${problem.locus}: `}
                {words.problem(problem.code)}
                {words.named(problem)}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert color="gray" variant="outline" title={t('reference.warningsTitle')}>
          <List size="sm">
            {warnings.map((code) => (
              <List.Item key={code}>{words.warning(code)}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
}

function Summary({ report }: { readonly report: TableReport }) {
  const { t } = useTranslation();
  const { nearest, leftOut } = report;
  return (
    <Facts
      of={[
        [t('reference.format'), report.nameInFile === '' ? report.format : `${report.format}: ${report.nameInFile}`],
        [t('reference.unit'), t(`reference.units.${report.unit}`)],
        [
          t('reference.nearest'),
          nearest === null
            ? t('reference.noneNear')
            : t('reference.nearestIs', {
                id: nearest.id,
                distance: nearest.distance,
                fst: nearest.fst ?? '–',
                loci: nearest.loci,
              }),
        ],
        ...(leftOut.length === 0
          ? []
          : [
              [
                t('reference.leftOut'),
                leftOut.map(({ locus, reason }) => `${locus} (${t(`reference.left.${reason}`)})`).join(', '),
              ] as const,
            ]),
        [t('reference.file'), <Code key="file">{report.fileSha256}</Code>],
      ]}
    />
  );
}

function Loci({ report: { loci } }: { readonly report: TableReport }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const words = useReportWords();
  return (
    <Rows
      label={t('reference.loci')}
      rows={loci}
      keyOf={({ locus }) => locus}
      empty={t('reference.noLocus')}
      columns={[
        { title: t('reference.locus'), cell: ({ locus }) => locus },
        {
          title: t('reference.chromosomes'),
          number: true,
          cell: ({ chromosomes }) => (chromosomes === null ? '–' : number(chromosomes)),
        },
        { title: t('reference.sum'), number: true, cell: ({ sum }) => Number(sum).toFixed(4) },
        { title: t('reference.alleleCount'), number: true, cell: ({ alleles }) => alleles },
        {
          title: t('reference.minimum'),
          number: true,
          cell: ({ minimumFrequency }) => (minimumFrequency === null ? '–' : Number(minimumFrequency).toFixed(5)),
        },
        { title: t('reference.below'), number: true, cell: ({ belowMinimum }) => belowMinimum },
        { title: t('reference.outliers'), cell: ({ outliers, offLadder }) => strange(outliers, offLadder) },
        {
          title: t('reference.problem'),
          cell: ({ problems }) => problems.map((code) => words.short(code)).join('; ') || '–',
        },
      ]}
    />
  );
}

function strange(outliers: readonly string[], offLadder: readonly string[]): string {
  return [...new Set([...outliers, ...offLadder])].join(' ') || '–';
}
