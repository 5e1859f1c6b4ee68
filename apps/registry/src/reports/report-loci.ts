import type { Block, Column, Row } from './blocks.ts';
import type { ReportContent, ReportLocus } from './report-content.ts';
import { log10Line, ratioLine } from './verbal-scale.ts';
import type { ReportWords } from './words.en.ts';

/** The ratio of each locus as a table with a picture in it, what was left out, and what is inconsistent and why. */
export function lociBlocks(content: ReportContent, words: ReportWords): Block[] {
  const { loci, persons } = content;
  const scale = scaleOf(loci);
  const [locus, ratio, log10, remarks] = words.loci.columns as [string, string, string, string];
  const [low, high] = scale.map((end) => String(end).replace('-', '−')) as [string, string];
  const columns: readonly Column[] = [
    { title: locus, share: 1.7 },
    ...persons.map(({ code }) => ({ title: code, share: 1.5 })),
    { title: ratio, share: 1.6, align: 'right' },
    { title: log10, share: 1.4, align: 'right' },
    { title: words.loci.scale(low, high), share: 3.2 },
    { title: remarks, share: 3 },
  ];
  const rows = loci.map(
    (each): Row => ({
      cells: [
        each.locus,
        ...each.genotypes.map(({ alleles }) => alleles.join(' / ')),
        ratioLine(each.log10),
        log10Line(each.log10),
        { bar: each.log10 === null ? null : Number(each.log10), scale },
        remarksOn(each, content, words),
      ],
      marked: each.inconsistent || each.inconsistentWithOther,
    }),
  );
  const small = (text: string): Block => ({ kind: 'text', text, small: true });
  return [
    { kind: 'heading', text: words.loci.heading, keep: 120 },
    { kind: 'table', columns, rows },
    small(words.loci.legend),
    ...(content.leftOut.length === 0 ? [] : [small(leftOutLine(content, words))]),
    ...inconsistencyBlocks(content, words),
  ];
}

/** Whole numbers around every bar, with zero among them. */
function scaleOf(loci: readonly ReportLocus[]): readonly [number, number] {
  const values = loci.map(({ log10 }) => (log10 === null ? 0 : Number(log10)));
  return [Math.min(-1, Math.floor(Math.min(...values))), Math.max(1, Math.ceil(Math.max(...values)))];
}

function remarksOn(locus: ReportLocus, { persons }: ReportContent, { loci: words, comma }: ReportWords): string {
  const byStatus = new Map<string, string[]>();
  for (const [i, { status }] of locus.genotypes.entries()) {
    const said = status === null ? '' : (words.statuses[status] ?? status);
    if (said !== '') byStatus.set(said, [...(byStatus.get(said) ?? []), persons[i]?.code ?? '']);
  }
  const note = locus.note === null ? '' : (words.notes[locus.note] ?? locus.note);
  return [
    locus.inconsistent ? words.inconsistent : '',
    locus.inconsistentWithOther ? words.inconsistentWithOther : '',
    note,
    ...[...byStatus].map(([said, codes]) => words.status(said, codes.join(comma))),
  ]
    .filter((remark) => remark !== '')
    .join('; ');
}

function leftOutLine({ leftOut }: ReportContent, { loci: words, comma }: ReportWords): string {
  const byReason = new Map<string, string[]>();
  for (const { locus, reason } of leftOut) byReason.set(reason, [...(byReason.get(reason) ?? []), locus]);
  const parts = [...byReason].map(([reason, loci]) => `${loci.join(comma)} (${words.reasons[reason] ?? reason})`);
  return `${words.leftOut}${parts.join('; ')}.`;
}

function inconsistencyBlocks({ loci, combined }: ReportContent, { inconsistencies: words }: ReportWords): Block[] {
  const explained = loci.flatMap(({ locus, log10, explanation }): Block[] =>
    explanation === null ? [] : [{ kind: 'text', text: words.locus(locus, ratioLine(log10), explanation) }],
  );
  const { inconsistentLoci, inconsistentWithOther } = combined;
  const leads = [
    inconsistentLoci > 0 ? words.lead(inconsistentLoci) : '',
    inconsistentWithOther > 0 ? words.leadOther(inconsistentWithOther) : '',
  ].filter((lead) => lead !== '');
  const said = leads.length === 0 ? [words.none] : leads;
  return [
    { kind: 'heading', text: words.heading, keep: 50 },
    ...said.map((text): Block => ({ kind: 'text', text })),
    ...explained,
  ];
}
