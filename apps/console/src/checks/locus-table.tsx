import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Check, CheckPerson, LocusResult, ParentageResult } from '../api.ts';
import { readableRatio } from '../format.ts';
import { type Column, Rows } from '../frame/rows.tsx';
import { useCodeOf } from './code-of.ts';
import { transmission } from './transmission.ts';

/** One row per locus: the alleles of each person, the ratio to read and to the last digit, and what to know about it. */
export function LocusTable({ check, result }: { readonly check: Check; readonly result: ParentageResult }) {
  const { t } = useTranslation();
  return (
    <Rows
      label={t('loci.title')}
      rows={result.loci}
      keyOf={({ locus }) => locus}
      empty={t('loci.none')}
      columns={[
        { title: t('profile.locus'), cell: (locus) => <LocusName locus={locus} /> },
        ...alleleColumns(check),
        ...useTransmissionColumns(check),
        { title: 'LR', number: true, cell: ({ log10 }) => readableRatio(log10) },
        { title: t('loci.digits'), number: true, cell: ({ ratio }) => ratio },
        { title: t('loci.note'), cell: (locus) => <Note check={check} result={result} locus={locus} /> },
      ]}
    />
  );
}

/** One column for each person of the check, with what the person shows at the locus of the row. */
function alleleColumns(check: Check): readonly Column<{ readonly locus: string }>[] {
  const { child, parent, otherParent } = check.persons;
  return [child, parent, ...(otherParent === undefined ? [] : [otherParent])].map(({ code, genotypes }) => ({
    title: code,
    cell: ({ locus }) => <span className="kl-figures kl-together">{genotypes[locus]?.join(' / ') ?? '–'}</span>,
  }));
}

/** What of the child came from whom, as far as the genotypes tell. */
function useTransmissionColumns(check: Check): readonly Column<{ readonly locus: string }>[] {
  const { t } = useTranslation();
  const codeOf = useCodeOf();
  const { child, parent, otherParent } = check.persons;
  const found = (locus: string) => {
    const [ofChild, ofParent] = [child.genotypes[locus], parent.genotypes[locus]];
    if (ofChild === undefined || ofParent === undefined) return undefined;
    return transmission(ofChild, ofParent, otherParent?.genotypes[locus]);
  };
  const said = ([first, second]: readonly string[]) =>
    second === undefined ? (first ?? '–') : t('transmission.or', { first, second });
  const cell = (part: 'fromParent' | 'fromOther') => (row: { readonly locus: string }) => {
    const what = found(row.locus);
    return (
      <span className="kl-together">
        {what?.impossible === true ? `✕ ${t('transmission.none')}` : said(what?.[part] ?? [])}
      </span>
    );
  };
  const other = otherParent === undefined ? t('transmission.fromUnknown') : undefined;
  return [
    { title: t('transmission.from', { code: codeOf(parent) }), cell: cell('fromParent') },
    {
      title: other ?? t('transmission.from', { code: otherParent === undefined ? '' : codeOf(otherParent) }),
      cell: cell('fromOther'),
    },
  ];
}

/** The loci that say nothing in this check, with what is typed there and why they are left out. */
export function SkippedLoci({ check, result }: { readonly check: Check; readonly result: ParentageResult }) {
  const { t } = useTranslation();
  return (
    <Rows
      label={t('skipped.title')}
      rows={result.skipped}
      keyOf={({ locus }) => locus}
      empty=""
      columns={[
        { title: t('profile.locus'), cell: ({ locus }) => locus },
        ...alleleColumns(check),
        { title: t('skipped.reason'), cell: ({ reason }) => t(`skipped.reasons.${reason as 'not-in-table'}`) },
      ]}
    />
  );
}

function LocusName({ locus }: { readonly locus: LocusResult }) {
  if (!locus.inconsistent) return locus.locus;
  return (
    <Text component="span" fw={620} c="var(--kl-inconsistent)" size="sm">
      ✕ {locus.locus}
    </Text>
  );
}

interface NoteFacts {
  readonly check: Check;
  readonly result: ParentageResult;
  readonly locus: LocusResult;
}

/** Explains an inconsistent locus, and figures that rest on a rule rather than on the table alone. */
function Note({ check, result, locus }: NoteFacts) {
  const { t } = useTranslation();
  const { child, parent } = check.persons;
  const sentences: string[] = [];
  if (locus.inconsistent) {
    sentences.push(t(`loci.inconsistent.${check.question}`));
    const mutates = result.settings.mutation.model !== 'none';
    sentences.push(t(mutates ? 'loci.mutationCounted' : 'loci.mutationNotCounted'));
    if (oneAllele(child, locus.locus) && oneAllele(parent, locus.locus)) sentences.push(t('loci.silent'));
  }
  if (locus.inconsistentWithOther === true) sentences.push(t('loci.inconsistentWithOther'));
  if (locus.note !== undefined) sentences.push(t(`loci.notes.${locus.note as 'one-allele-seen'}`));
  return (
    <Text size="sm" maw={320} style={{ whiteSpace: 'normal' }}>
      {sentences.join(' ')}
    </Text>
  );
}

const oneAllele = (person: CheckPerson, locus: string) => new Set(person.genotypes[locus] ?? []).size === 1;
