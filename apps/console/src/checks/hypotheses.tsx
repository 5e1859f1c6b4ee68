import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Check } from '../api.ts';
import { Facts, Section } from '../frame/page.tsx';
import { useCodeOf } from './code-of.ts';

/** H1 and H2 as sentences in the reader's language, made from the question and the persons' codes. */
export function Hypotheses({ check }: { readonly check: Check }) {
  const { t } = useTranslation();
  const { child, parent, otherParent } = check.persons;
  const codeOf = useCodeOf();
  const other = otherParent === undefined ? '' : codeOf(otherParent);
  const codes = { child: codeOf(child), parent: codeOf(parent), other };
  return (
    <Section title={t('hypotheses.title')}>
      <Facts
        of={[
          ['H1', t(`hypotheses.h1.${check.question}`, codes)],
          ['H2', t(`hypotheses.h2.${check.question}`, codes)],
        ]}
      />
      <Text size="sm" c="dimmed">
        {t('hypotheses.untyped')}
      </Text>
    </Section>
  );
}
