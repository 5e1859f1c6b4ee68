import { useTranslation } from 'react-i18next';
import type { Check, ParentageResult } from '../api.ts';
import { readableRatio } from '../format.ts';
import { Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';

/** Of two parents asked about together: H1 against neither, and against each of them alone. */
export function Alternatives({ check, result }: { readonly check: Check; readonly result: ParentageResult }) {
  const { t } = useTranslation();
  const { child, parent, otherParent } = check.persons;
  if (check.question !== 'both-parents' || result.alternatives === undefined || otherParent === undefined) return null;
  const words = {
    neither: t('hypotheses.h2.both-parents', { child: child.code, parent: parent.code, other: otherParent.code }),
    'only-parent': t('hypotheses.h2.known-parent', {
      child: child.code,
      parent: otherParent.code,
      other: parent.code,
    }),
    'only-other-parent': t('hypotheses.h2.known-parent', {
      child: child.code,
      parent: parent.code,
      other: otherParent.code,
    }),
  };
  return (
    <Section title={t('alternatives.title')} lead={t('alternatives.lead')}>
      <Rows
        label={t('alternatives.title')}
        rows={result.alternatives}
        keyOf={({ code }) => code}
        empty=""
        columns={[
          { title: t('alternatives.against'), cell: ({ code }) => words[code] },
          { title: t('outcome.ratio'), number: true, cell: ({ log10 }) => readableRatio(log10) },
          { title: 'log₁₀ LR', number: true, cell: ({ log10 }) => log10 ?? '−∞' },
        ]}
      />
    </Section>
  );
}
