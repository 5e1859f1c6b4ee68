import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { FiguresReport, Kit, MutationTable } from '../api.ts';
import { useList } from '../frame/list.ts';
import { NotFound } from '../frame/not-found.tsx';
import { Facts, Page, Section } from '../frame/page.tsx';
import { Loaded, Rows } from '../frame/rows.tsx';
import { get } from '../request.ts';
import { FiguresReportOf } from './figures-report.tsx';
import { VersionFacts } from './version-facts.tsx';

/** The mutation rates of one study, locus by locus. */
export function RatesPage() {
  const { t } = useTranslation();
  const { digest = '' } = useParams();
  const all = useList<MutationTable>('rates', '/api/reference/mutation-rates?state=all');
  return (
    <Loaded query={all}>
      {(tables) => {
        const found = tables.find((each) => each.digest === digest);
        if (found === undefined) return <NotFound />;
        return (
          <Page title={found.title} lead={t('reference.rates')}>
            <Section title={t('reference.about')}>
              <Facts
                of={[
                  [t('reference.name'), found.id],
                  [t('reference.source'), found.source],
                  [t('reference.citation'), found.citation],
                  [t('reference.notes'), found.notes.join(' ')],
                ]}
              />
            </Section>
            <Section title={t('reference.ratesBy')} lead={t('reference.ratesByLead')}>
              <Rows
                label={t('reference.ratesBy')}
                rows={found.loci}
                keyOf={({ locus }) => locus}
                empty="–"
                columns={[
                  { title: t('reference.locus'), cell: ({ locus }) => locus },
                  { title: t('reference.paternal'), number: true, cell: ({ paternal }) => paternal },
                  { title: t('reference.maternal'), number: true, cell: ({ maternal }) => maternal },
                ]}
              />
            </Section>
            <VersionFacts digest={digest} />
            <ReportThen digest={digest} isImported={found.origin === 'imported'} kind="mutation" />
          </Page>
        );
      }}
    </Loaded>
  );
}

/** One typing kit: its loci in its own order, with their ladders. */
export function KitPage() {
  const { t } = useTranslation();
  const { digest = '' } = useParams();
  const all = useList<Kit>('kits', '/api/reference/kits?state=all');
  return (
    <Loaded query={all}>
      {(kits) => {
        const found = kits.find((each) => each.digest === digest);
        if (found === undefined) return <NotFound />;
        return (
          <Page title={found.title} lead={found.manufacturer}>
            <Section title={t('reference.about')}>
              <Facts
                of={[
                  [t('reference.name'), found.id],
                  [t('reference.manufacturer'), found.manufacturer],
                  [t('reference.source'), found.source],
                  [t('reference.verified'), found.verified],
                  [t('reference.aliases'), found.aliases.join(', ') || '–'],
                ]}
              />
            </Section>
            <Section title={t('reference.ladders')} lead={t('reference.laddersLead')}>
              <Rows
                label={t('reference.ladders')}
                rows={found.loci}
                keyOf={({ locus }) => locus}
                empty="–"
                columns={[
                  { title: t('reference.locus'), cell: ({ locus }) => locus },
                  { title: t('reference.dye'), cell: ({ dye }) => dye },
                  { title: t('reference.ladder'), cell: ({ ladder }) => ladder.join(' ') },
                  { title: t('reference.further'), cell: ({ further }) => further.join(' ') || '–' },
                ]}
              />
            </Section>
            <VersionFacts digest={digest} />
            <ReportThen digest={digest} isImported={found.origin === 'imported'} kind="kit" />
          </Page>
        );
      }}
    </Loaded>
  );
}

interface ThenFacts {
  readonly digest: string;
  readonly isImported: boolean;
  readonly kind: 'mutation' | 'kit';
}

/** What the administrator was shown; what is shipped has no such report. */
function ReportThen({ digest, isImported, kind }: ThenFacts) {
  const { t } = useTranslation();
  const report = useQuery({
    queryKey: ['report', digest],
    queryFn: () => get<FiguresReport>(`/api/reference/figures/${digest}/report`),
    enabled: isImported,
  });
  if (report.data === undefined) return null;
  return <FiguresReportOf report={report.data} title={t('reference.reportThen')} kind={kind} />;
}
