import { Alert, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FiguresReport } from '../api.ts';
import { Code, Facts, Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';
import { StandardCases } from './standard-cases.tsx';

interface ReportFacts {
  readonly report: FiguresReport;
  readonly title: string;
  readonly kind: 'mutation' | 'kit';
}

/** How rates or a kit differ from the version before, what is unusual, and what standard cases come to. */
export function FiguresReportOf({ report, title, kind }: ReportFacts) {
  const { t } = useTranslation();
  const list = (loci: readonly string[]) => loci.join(', ') || '–';
  return (
    <>
      <Section title={title}>
        <Stack gap="sm">
          {report.unusual.length > 0 && (
            <Alert color="gray" variant="outline" title={t('reference.warningsTitle')}>
              {t('reference.unusual', { loci: report.unusual.join(', ') })}
            </Alert>
          )}
          <Facts
            of={[
              [t('reference.added'), list(report.added)],
              [t('reference.removed'), list(report.removed)],
              [t('reference.changed'), list(report.changed)],
              [t('reference.file'), <Code key="file">{report.fileSha256}</Code>],
            ]}
          />
          {report.changes.length > 0 && (
            <Rows
              label={t('reference.changed')}
              rows={report.changes}
              keyOf={({ locus }) => locus}
              empty="–"
              columns={[
                { title: t('reference.locus'), cell: ({ locus }) => locus },
                {
                  title: t(kind === 'kit' ? 'reference.onlyBefore' : 'reference.before'),
                  cell: ({ before }) => before,
                },
                { title: t(kind === 'kit' ? 'reference.onlyAfter' : 'reference.after'), cell: ({ after }) => after },
              ]}
            />
          )}
        </Stack>
      </Section>
      {report.effect !== null && <StandardCases effect={report.effect} />}
    </>
  );
}
