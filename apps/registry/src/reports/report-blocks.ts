import type { Block, DrawnHypothesis, DrawnPerson, FamilyDrawing, Paper } from './blocks.ts';
import type { ReportContent, ReportPerson } from './report-content.ts';
import { lociBlocks } from './report-loci.ts';
import { log10Line, ratioLine, readableRatio } from './verbal-scale.ts';
import { en, type ReportWords } from './words.en.ts';
import { zh } from './words.zh.ts';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

const WORDS: Readonly<Record<Language, ReportWords>> = { en, zh };

/** The report in the words of a language. The same content gives the same paper. */
export function reportPaper(content: ReportContent, language: Language): Paper {
  const words = WORDS[language];
  const { report, withdrawal, signatures } = content;
  return {
    title: words.title,
    language: language === 'zh' ? 'zh-CN' : 'en',
    at: withdrawal?.at ?? signatures.at(-1)?.at ?? content.case.openedAt,
    header: words.header(content.case.number, report.id, report.version),
    footer: words.confidential,
    page: words.page,
    withdrawn: withdrawal && {
      words: words.withdrawn(timeLine(withdrawal.at), withdrawal.leafIndex),
      mark: words.watermark,
    },
    blocks: [
      { kind: 'title', text: words.title },
      ...conclusion(content, words),
      ...hypotheses(content, words),
      ...facts(content, words),
      ...persons(content, words),
      ...lociBlocks(content, words),
      ...rule(content, words),
      ...settings(content, words),
      { kind: 'heading', text: words.limits.heading, keep: 60 },
      ...words.limits.lines.map((text): Block => ({ kind: 'text', text })),
      ...signed(content, words),
      ...verification(content, words),
      { kind: 'end', text: `——  ${words.end}  ——` },
    ],
  };
}

/** `2026-11-24 02:45:10 UTC`, alike in every language. */
export function timeLine(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

const named = (table: Readonly<Record<string, string>>, code: string): string => table[code] ?? code;

function conclusion({ combined, verdict }: ReportContent, { conclusion: words }: ReportWords): Block[] {
  const { log10, support, lociUsed } = combined;
  const { digits, power } = readableRatio(log10);
  const [one, other] = support.for === 'h1' ? ['H1', 'H2'] : ['H2', 'H1'];
  return [
    {
      kind: 'result',
      verdict: named(words.verdict, verdict),
      digits: power === null ? `LR = ${digits}` : `LR = ${digits} × 10`,
      power: power === null ? null : String(power).replace('-', '−'),
      lead: words.lead,
      log10: words.log10(log10Line(log10), lociUsed),
    },
    { kind: 'text', text: (support.for === 'h1' ? words.meaning : words.against)(ratioLine(log10)) },
    { kind: 'text', text: words.support(named(words.strength, support.strength), one!, other!) },
    { kind: 'text', text: words.posterior, small: true },
  ];
}

/** Codes of child, parent and, where there is one, the other parent. */
function codesOf({ persons }: ReportContent): readonly [string, string, string] {
  const [child, parent, other] = persons.map(({ code }) => code);
  return [child!, parent!, other ?? ''];
}

function hypotheses(content: ReportContent, { hypotheses: words }: ReportWords): Block[] {
  const codes = codesOf(content);
  const h2 = content.question === 'known-parent' ? 'only-other-parent' : 'neither';
  const drawn: readonly DrawnHypothesis[] = [
    { name: words.h1, words: words.h1Of[content.question](...codes), drawing: familyUnder(content, 'h1') },
    { name: words.h2, words: words.alternative[h2](...codes), drawing: familyUnder(content, 'h2') },
  ];
  const rows = content.alternatives.map(({ code, log10 }) => ({
    cells: [words.alternative[code](...codes), ratioLine(log10), log10Line(log10)],
  }));
  const [alternative, ratio, log10] = words.columns;
  const columns = [
    { title: alternative!, share: 6 },
    { title: ratio!, share: 2, align: 'right' },
    { title: log10!, share: 1.5, align: 'right' },
  ] as const;
  return [
    { kind: 'heading', text: words.heading, keep: 170 },
    { kind: 'pedigrees', of: drawn },
    { kind: 'text', text: words.legend, small: true },
    { kind: 'text', text: words.alternatives },
    { kind: 'table', columns, rows },
    { kind: 'text', text: words.relatives, small: true },
  ];
}

/** Who is drawn as whose parent under a hypothesis. */
export function familyUnder({ question, persons }: ReportContent, hypothesis: 'h1' | 'h2'): FamilyDrawing {
  const drawn = ({ code, sex }: ReportPerson): DrawnPerson => ({ code, sex });
  const [child, parent, other] = persons.map(drawn) as [DrawnPerson, DrawnPerson, DrawnPerson?];
  const unknownBeside = ({ sex }: DrawnPerson): DrawnPerson => {
    return { sex: sex === 'male' ? 'female' : sex === 'female' ? 'male' : 'unknown' };
  };
  const strangers = [{ sex: 'male' }, { sex: 'female' }] as const;
  if (hypothesis === 'h1') return { couple: [parent, other ?? unknownBeside(parent)], child, apart: [] };
  if (question === 'known-parent' && other) return { couple: [unknownBeside(other), other], child, apart: [parent] };
  return { couple: strangers, child, apart: other ? [parent, other] : [parent] };
}

function foundLine(found: ReportContent['found'], words: ReportWords['facts']): string {
  const how = found === null ? words.foundOtherwise : words.foundBySearch(found, timeLine(found.finishedAt));
  return `${how} ${words.lead}`;
}

function facts({ report, case: file, question, found }: ReportContent, { facts: words, none }: ReportWords): Block[] {
  const { version, supersedes } = report;
  return [
    { kind: 'heading', text: words.heading, keep: 60 },
    {
      kind: 'facts',
      rows: [
        [words.report, words.reportIs(report.id, version)],
        [words.supersedes, supersedes === null ? none : words.version(version - 1, supersedes)],
        [words.case, `${file.number}, ${timeLine(file.openedAt)}`],
        [words.requester, file.report],
        [words.purpose, file.purpose],
        [words.legalBasis, file.legalBasis],
        [words.question, named(words.questions, question)],
        [words.check, report.check],
        [words.found, foundLine(found, words)],
      ],
    },
  ];
}

function persons({ persons: all, question }: ReportContent, { persons: words }: ReportWords): Block[] {
  const shares = [1.1, 1.4, 1.9, 0.9, 1.9, 1.6, 2.4];
  const columns = words.columns.map((title, i) => ({ title, share: shares[i] ?? 1 }));
  const rows = all.map(({ code, role, category, sex, sample, laboratory, version, receivedAt, lociTyped }) => ({
    cells: [
      code,
      named(words.roles[question] ?? {}, role),
      named(words.categories, category),
      named(words.sex, sex),
      sample,
      laboratory,
      words.profile(version, timeLine(receivedAt), lociTyped),
    ],
  }));
  const small = (text: string): Block => ({ kind: 'text', text, small: true });
  return [
    { kind: 'heading', text: words.heading, keep: 30 + 42 * all.length },
    { kind: 'table', columns, rows },
    ...all.flatMap(({ code, version, correctedFor }) =>
      correctedFor === null ? [] : [small(words.corrected(code, version, correctedFor))],
    ),
    ...all.map(({ code, digest }) => small(words.digest(code, digest))),
    small(words.gaps),
  ];
}

function rule({ combined, settings: { threshold }, verdict, advice }: ReportContent, words: ReportWords): Block[] {
  const { smallest, inconsistentLoci } = combined;
  const reached = named(words.conclusion.verdict, verdict);
  const counted = Number(threshold).toLocaleString('en');
  return [
    { kind: 'heading', text: words.rule.heading, keep: 60 },
    { kind: 'text', text: words.rule.rule(counted) },
    { kind: 'text', text: words.rule.verdict(reached, ratioLine(smallest), log10Line(smallest), inconsistentLoci) },
    ...advice.flatMap(({ code, count }): Block[] => {
      const text = words.rule.advice[code]?.(count ?? 0);
      return text === undefined ? [] : [{ kind: 'text', text }];
    }),
  ];
}

function settings({ settings: used }: ReportContent, { settings: words, none, comma }: ReportWords): Block[] {
  const { mutation, mutationTable, engine, population } = used;
  const more = [
    mutation.range === null ? '' : words.range(mutation.range),
    mutation.rate2 === null ? '' : words.rate2(mutation.rate2),
  ].join('');
  const model = named(words.models, mutation.model);
  const rates = mutation.locusRates.map(({ locus, male, female }) => words.locusRate(locus, male, female));
  return [
    { kind: 'heading', text: words.heading, keep: 60 },
    {
      kind: 'facts',
      rows: [
        [words.population, words.populationIs(population)],
        [words.theta, used.theta],
        [words.minimum, named(words.minimums, used.minimumFrequency)],
        [
          words.mutation,
          mutation.model === 'none' ? model : words.mutationIs(model, mutation.maleRate, mutation.femaleRate, more),
        ],
        [words.mutationTable, mutationTable === null ? none : `${mutationTable.id}, SHA-256 ${mutationTable.digest}`],
        ...(rates.length === 0 ? [] : [[words.locusRates, rates.join(comma)] as const]),
        [words.threshold, Number(used.threshold).toLocaleString('en')],
        [words.silent, words.silentIs],
        [words.linkage, words.linkageIs],
        [words.engine, words.engineIs(engine.version, engine.digest)],
      ],
    },
  ];
}

function signed({ signatures, withdrawal }: ReportContent, { signatures: words }: ReportWords): Block[] {
  const columns = words.columns.map((title, i) => ({ title, share: [1, 2, 1.5, 2.2, 1.5][i] ?? 1 }));
  const rows = signatures.map(({ order, name, role, at, leafIndex }) => ({
    cells: [words.orders[order] ?? '', name, named(words.roles, role), timeLine(at), String(leafIndex)],
  }));
  return [
    { kind: 'heading', text: words.heading, keep: 110 },
    { kind: 'text', text: words.lead },
    { kind: 'table', columns, rows },
    { kind: 'text', text: words.meaning },
    ...(withdrawal === null
      ? []
      : [
          {
            kind: 'text',
            text: words.withdrawn(withdrawal.by, timeLine(withdrawal.at), withdrawal.reason, withdrawal.leafIndex),
          } as const,
        ]),
  ];
}

function verification({ digests, log, code, address }: ReportContent, { verification: words }: ReportWords): Block[] {
  return [
    { kind: 'heading', text: words.heading, keep: 150 },
    { kind: 'text', text: words.lead },
    { kind: 'check', label: words.code, code: readableCode(code), address },
    {
      kind: 'facts',
      rows: [
        [words.content, digests.content],
        [words.inputs, digests.inputs],
        [words.result, digests.result],
        [words.log, log.origin],
        [words.leaf, String(log.leafIndex)],
        [words.root(log.size), log.root],
      ],
    },
    { kind: 'text', text: words.how },
  ];
}

/** In groups of four, as people read it out. */
export function readableCode(code: string): string {
  return code.toUpperCase().replace(/(.{4})(?=.)/g, '$1 ');
}

/** Names the characters that are printed by their code points, before the end. */
export function namingCharacters(paper: Paper, language: Language, characters: readonly string[]): Paper {
  if (characters.length === 0) return paper;
  const text = WORDS[language].verification.unprintable(characters.join(', '));
  const { blocks } = paper;
  return { ...paper, blocks: [...blocks.slice(0, -1), { kind: 'text', text }, ...blocks.slice(-1)] };
}
