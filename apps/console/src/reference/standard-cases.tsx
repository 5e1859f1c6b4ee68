import { useTranslation } from 'react-i18next';
import type { StandardEffect } from '../api.ts';
import { useFormats } from '../format.ts';
import { Facts, Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';

/** Simulated cases computed before and after, so that a number says what the new figures do. */
export function StandardCases({ effect }: { readonly effect: StandardEffect }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const against = effect.against === 'defaults' ? t('reference.defaults') : effect.against;
  return (
    <Section title={t('reference.standard')} lead={t('reference.standardLead')}>
      <Facts
        of={[
          [t('reference.against'), against],
          [t('reference.largestShift'), shift(effect.largestShift)],
          [t('reference.otherVerdict'), number(effect.otherVerdict)],
        ]}
      />
      <Rows
        label={t('reference.standard')}
        rows={effect.cases}
        keyOf={({ name }) => name}
        empty="–"
        columns={[
          { title: t('reference.case'), cell: ({ name }) => name },
          { title: t('reference.truth'), cell: ({ truth }) => t(`reference.truths.${truth}`) },
          { title: t('reference.before'), number: true, cell: ({ before }) => log10Text(before) },
          { title: t('reference.after'), number: true, cell: ({ after }) => log10Text(after) },
        ]}
      />
    </Section>
  );
}

/** A log10 of a likelihood ratio to three decimals; an LR of 0 has none. */
export function log10Text(log10: string | null): string {
  return log10 === null ? '−∞' : Number(log10).toFixed(3).replace('-', '−');
}

export function shift(text: string): string {
  return Number(text).toFixed(3);
}
