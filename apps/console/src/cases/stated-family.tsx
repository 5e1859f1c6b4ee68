import { NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Case, CheckSummary } from '../api.ts';
import { useFormats } from '../format.ts';
import { Section } from '../frame/page.tsx';
import { type Claim, familyOf, type Somebody, withOthers } from '../pedigree/claim.ts';
import { PedigreeDrawing, PedigreeLegend } from '../pedigree/drawing.tsx';

interface StatedFacts {
  readonly opened: Case;
  readonly checks: readonly CheckSummary[];
}

/** The family that a check of the case asks about, drawn, with all other persons of the case beside it. */
export function StatedFamily({ opened, checks }: StatedFacts) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const [chosen, setChosen] = useState('');
  const persons = usePersons(opened);
  const stated = checks.flatMap((check) => {
    const claim = claimOf(check, persons);
    return claim === undefined ? [] : [{ check, claim }];
  });
  const shown = stated.find(({ check }) => check.id === chosen) ?? stated[0];
  if (persons.length === 0) return null;
  const family = withOthers(shown === undefined ? [] : familyOf(shown.claim, 'h1', t('pedigree.unknown')), persons);
  const about = ({ about: { child, parent, otherParent } }: CheckSummary) =>
    t('check.aboutWhom', { child, parents: [parent, otherParent].filter(Boolean).join(' + ') });
  const words = shown === undefined ? t('pedigree.noClaim') : about(shown.check);
  return (
    <Section title={t('pedigree.family')} {...(shown !== undefined && { lead: t('pedigree.familyLead') })}>
      {stated.length > 1 && (
        <NativeSelect
          label={t('pedigree.ofCheck')}
          maw={420}
          value={shown?.check.id ?? ''}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={stated.map(({ check }) => ({ value: check.id, label: `${about(check)} · ${date(check.askedAt)}` }))}
        />
      )}
      {shown === undefined && <Text size="sm">{t('pedigree.noClaim')}</Text>}
      <PedigreeDrawing
        family={family}
        title={t('pedigree.family')}
        words={words}
        fileName={`${opened.number}-${t('pedigree.family')}`}
      />
      <PedigreeLegend families={[family]} />
    </Section>
  );
}

function usePersons({ persons }: Case): readonly Somebody[] {
  const { t } = useTranslation();
  return persons.map(({ code, sex, loci, profileId }) => ({
    id: code,
    label: code,
    sex,
    typed: loci > 0,
    ...(loci > 0 && { more: t('pedigree.loci', { count: loci }), href: `/profiles/${profileId}` }),
  }));
}

/** Nothing for a check with somebody whom the case does not have any more. */
function claimOf({ question, about }: CheckSummary, persons: readonly Somebody[]): Claim | undefined {
  const find = (code: string | null | undefined) => persons.find(({ id }) => id === code);
  const [child, parent, otherParent] = [find(about.child), find(about.parent), find(about.otherParent)];
  if (child === undefined || parent === undefined) return undefined;
  if (question !== 'one-parent' && otherParent === undefined) return undefined;
  return { question, child, parent, ...(otherParent !== undefined && { otherParent }) };
}
