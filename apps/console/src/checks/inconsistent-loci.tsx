import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Check, LocusResult, ParentageResult } from '../api.ts';
import { readableRatio } from '../format.ts';
import { useCodeOf } from './code-of.ts';
import { nearestMutation } from './transmission.ts';

interface InconsistentFacts {
  readonly check: Check;
  readonly result: ParentageResult;
  readonly chosen: string | null;
  readonly onChoose: (locus: string | null) => void;
}

/** A button for each inconsistent locus, and the explanation of the one that was chosen. */
export function InconsistentLoci({ check, result, chosen, onChoose }: InconsistentFacts) {
  const { t } = useTranslation();
  const loci = result.loci.filter(({ inconsistent }) => inconsistent);
  const open = loci.find(({ locus }) => locus === chosen);
  if (loci.length === 0) return null;
  return (
    <Stack gap="xs">
      <Group gap="xs" role="group" aria-label={t('transmission.inconsistent')}>
        {loci.map(({ locus }) => (
          <Button
            key={locus}
            size="compact-sm"
            variant="default"
            aria-expanded={locus === chosen}
            aria-label={t('transmission.explain', { locus: `✕ ${locus}` })}
            onClick={() => onChoose(locus === chosen ? null : locus)}
          >
            ✕ {locus}
          </Button>
        ))}
      </Group>
      {open !== undefined && <Explained check={check} result={result} locus={open} />}
    </Stack>
  );
}

interface ExplainedFacts {
  readonly check: Check;
  readonly result: ParentageResult;
  readonly locus: LocusResult;
}

function Explained({ check, result, locus: { locus, log10 } }: ExplainedFacts) {
  const { t } = useTranslation();
  const codeOf = useCodeOf();
  const { child, parent, otherParent } = check.persons;
  const { model, maleRate, femaleRate, locusRates = [] } = result.settings.mutation;
  const shown = [child, parent, ...(otherParent === undefined ? [] : [otherParent])].map((person) =>
    t('transmission.alleles', { code: codeOf(person), alleles: person.genotypes[locus]?.join(' / ') ?? '–' }),
  );
  const [ofChild, ofParent] = [child.genotypes[locus], parent.genotypes[locus]];
  const nearest =
    ofChild === undefined || ofParent === undefined
      ? undefined
      : nearestMutation(ofChild, ofParent, otherParent?.genotypes[locus]);
  const own = locusRates.find((rates) => rates.locus === locus);
  const rates = t('settings.ratesOf', { male: own?.maleRate ?? maleRate, female: own?.femaleRate ?? femaleRate });
  return (
    <div role="status">
      <Text fw={620}>
        {locus} · LR {readableRatio(log10)}
      </Text>
      <Text size="sm">{shown.join(' · ')}</Text>
      <Text size="sm">{t(`loci.inconsistent.${check.question}`)}</Text>
      {nearest?.steps === null && <Text size="sm">{t('transmission.noSteps')}</Text>}
      {nearest !== undefined && nearest.steps !== null && (
        <Text size="sm">
          {t('transmission.nearest', {
            from: nearest.from,
            to: nearest.to,
            count: nearest.steps,
            parent: codeOf(parent),
            child: codeOf(child),
          })}
        </Text>
      )}
      <Text size="sm">{model === 'none' ? t('loci.mutationNotCounted') : t('transmission.rate', { rates })}</Text>
    </div>
  );
}
