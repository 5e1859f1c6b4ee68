import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Check, ParentageResult } from '../api.ts';
import { useFormats } from '../format.ts';
import { Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';
import { Waiting } from '../frame/states.tsx';
import { Curves } from './curves.tsx';
import type { KitGain } from './expected.ts';
import { Movements } from './movements.tsx';
import { shareText } from './share-text.ts';
import { useFigures } from './use-figures.ts';

/** What the ratio means among others and how it moves; computed in this browser, and no part of the result. */
export function FiguresSection({ check, result }: { readonly check: Check; readonly result: ParentageResult }) {
  const { t } = useTranslation();
  const figures = useFigures(check);
  if (figures.isError || figures.data === null) {
    return (
      <Section title={t('figures.curves')}>
        <Text size="sm">{t('figures.failed')}</Text>
      </Section>
    );
  }
  const { data } = figures;
  return (
    <>
      {data !== undefined && data.gains.length > 0 && <NextTyping gains={data.gains} />}
      <Section title={t('figures.curves')} lead={t('figures.curvesLead')}>
        {data === undefined ? (
          <Waiting />
        ) : (
          <Curves curves={data.curves} log10={result.combined.log10} threshold={Number(result.settings.threshold)} />
        )}
      </Section>
      <Section title={t('figures.moves')} lead={t('figures.movesLead')}>
        {data === undefined ? (
          <Waiting />
        ) : (
          <Movements sensitivity={data.sensitivity} threshold={Number(result.settings.threshold)} />
        )}
      </Section>
    </>
  );
}

const MOST_KITS = 6;

/** Which kits to type with when the answer is not decided yet. */
function NextTyping({ gains }: { readonly gains: readonly KitGain[] }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  return (
    <Section title={t('figures.next')} lead={t('figures.nextLead')}>
      <Rows
        label={t('figures.next')}
        rows={gains.slice(0, MOST_KITS)}
        keyOf={({ kit }) => kit}
        empty=""
        columns={[
          { title: t('figures.kit'), cell: ({ kit }) => kit },
          { title: t('figures.newLoci'), words: true, cell: ({ loci }) => loci.join(', ') },
          { title: t('figures.gain'), number: true, cell: ({ meanLog10 }) => `+${meanLog10.toFixed(1)}` },
          { title: t('figures.reach'), number: true, cell: ({ reach }) => shareText(reach, number) },
        ]}
      />
    </Section>
  );
}
