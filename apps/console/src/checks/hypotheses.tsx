import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Check, CheckPerson } from '../api.ts';
import { Section } from '../frame/page.tsx';
import { familyOf, type Somebody } from '../pedigree/claim.ts';
import { PedigreeDrawing, PedigreeLegend } from '../pedigree/drawing.tsx';
import { useCodeOf } from './code-of.ts';

/** H1 and H2 as sentences in the reader's language and as pedigrees, both made from the question and the persons' codes. */
export function Hypotheses({ check }: { readonly check: Check }) {
  const { t } = useTranslation();
  const { child, parent, otherParent } = check.persons;
  const codeOf = useCodeOf();
  const somebody = useSomebody();
  const other = otherParent === undefined ? '' : codeOf(otherParent);
  const codes = { child: codeOf(child), parent: codeOf(parent), other };
  const claim = {
    question: check.question,
    child: somebody('child', child),
    parent: somebody('parent', parent),
    ...(otherParent === undefined ? {} : { otherParent: somebody('other-parent', otherParent) }),
  };
  const hypotheses = (['h1', 'h2'] as const).map((name) => ({
    name,
    words: t(`hypotheses.${name}.${check.question}`, codes),
    family: familyOf(claim, name, t('pedigree.unknown')),
  }));
  return (
    <Section title={t('hypotheses.title')}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
        {hypotheses.map(({ name, words, family }) => (
          <Stack key={name} gap="xs">
            <div>
              <Title order={3}>{name.toUpperCase()}</Title>
              <Text>{words}</Text>
            </div>
            <PedigreeDrawing
              family={family}
              title={t(name === 'h1' ? 'pedigree.ifH1' : 'pedigree.ifH2')}
              words={words}
              fileName={`${check.caseNumber}-${name}`}
            />
          </Stack>
        ))}
      </SimpleGrid>
      <PedigreeLegend families={hypotheses.map(({ family }) => family)} />
      <Text size="sm" c="dimmed">
        {t('hypotheses.untyped')}
      </Text>
    </Section>
  );
}

function useSomebody(): (id: string, person: CheckPerson) => Somebody {
  const { t } = useTranslation();
  const codeOf = useCodeOf();
  return (id, person) => {
    const loci = Object.keys(person.genotypes).length;
    return {
      id,
      label: codeOf(person),
      sex: person.sex,
      typed: loci > 0,
      ...(loci > 0 && { more: t('pedigree.loci', { count: loci }) }),
      ...(person.erased === null && { href: `/profiles/${person.profileId}` }),
    };
  };
}
