import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Check, ParentageResult } from '../api.ts';
import { readableRatio } from '../format.ts';
import { Section } from '../frame/page.tsx';
import { Rows } from '../frame/rows.tsx';

/** Of two parents asked about together: H1 against neither, and against each of them alone. */
export function Alternatives({ check, result }: { readonly check: Check; readonly result: ParentageResult }) {
  const { t } = useTranslation();
  const { child, parent, otherParent } = check.persons;
  const { alternatives } = result;
  if (alternatives === undefined || alternatives.length < 2 || otherParent === undefined) return null;
  const [first, second] = [parent.code, otherParent.code];
  const words = {
    neither: t(`hypotheses.h2.${check.question}`, { child: child.code, parent: first, other: second }),
    'only-parent': t('hypotheses.only', { child: child.code, named: first, unnamed: second }),
    'only-other-parent': t('hypotheses.only', { child: child.code, named: second, unnamed: first }),
  };
  return (
    <Section title={t('alternatives.title')} lead={t('alternatives.lead')}>
      <Rows
        label={t('alternatives.title')}
        rows={alternatives}
        keyOf={({ code }) => code}
        empty=""
        columns={[
          { title: t('alternatives.against'), words: true, cell: ({ code }) => words[code] },
          { title: 'LR', number: true, cell: ({ log10 }) => readableRatio(log10) },
          { title: 'log₁₀ LR', number: true, cell: ({ log10 }) => log10 ?? '−∞' },
        ]}
      />
    </Section>
  );
}

/** Persons of the check who cannot be told apart by their profiles. */
export function IdenticalProfiles({ result }: { readonly result: ParentageResult }) {
  const { t } = useTranslation();
  return (result.identicalProfiles ?? []).map(({ persons, loci }) => (
    <Alert key={persons.join(' ')} color="red" variant="outline" title={t('identical.title')}>
      {t('identical.words', { persons: persons.join(', '), count: loci })}
    </Alert>
  ));
}
