import { pdfPages } from '../../../../test/support/pdf-text.ts';
import { type ReportCase, reportFacts } from '../../../../test/support/report.ts';
import { type Paper, textsOf, withTexts } from './blocks.ts';
import { drawPaper } from './draw-paper.ts';
import { codePointName, Fonts, spelledOut } from './fonts.ts';
import { familyUnder, LANGUAGES, namingCharacters, reportPaper } from './report-blocks.ts';
import { inconsistencyOf, reportContent } from './report-facts.ts';

const QUESTIONS = ['one-parent', 'known-parent', 'both-parents'] as const;
/** A father who needs a mutation at two loci. */
const MUTATED: ReportCase = {
  question: 'known-parent',
  father: { FGA: ['20', '23'], vWA: ['15', '17'] },
  mother: { TPOX: ['10'] },
};
const fonts = new Fonts(process.cwd());

const contentOf = (asked: ReportCase) =>
  reportContent(reportFacts(asked), asked.withdrawn ? 2 : 1, asked.withdrawn ? 'd4'.repeat(32) : null);
const textOf = (paper: Paper) => textsOf(paper);
const pdfOf = async (paper: Paper) => drawPaper(paper, await fonts.holding(textsOf(paper)));
const plain = (text: string) => text.replace(/\s/g, '');

test.each(QUESTIONS)('the hypotheses of the %s question are worded as the engine words them', (question) => {
  const facts = reportFacts({ question });
  const { hypotheses, alternatives } = facts.check.result;
  const text = textOf(reportPaper(reportContent(facts, 1, null), 'en'));
  for (const words of [hypotheses.h1, hypotheses.h2, ...alternatives.map(({ hypothesis }) => hypothesis)]) {
    expect(text).toContain(words);
  }
});

test.each(LANGUAGES)('a report says everything that the records hold, in %s', (language) => {
  const content = contentOf({ ...MUTATED, withdrawn: true });
  const text = textOf(reportPaper(content, language));
  const { result } = reportFacts(MUTATED).check;
  const expected = [
    ...['2026-000017', 'R 17', 'find a child', 'order 5', content.report.id, content.report.check, 'd4'.repeat(32)],
    ...['C-17', 'F-01', 'M-01', 'S-CHILD', 'S-PARENT', 'S-OTHERPARENT', 'Northern laboratory', 'second typing at TH01'],
    ...['salted-digest-of-C-17', '2026-02-01 00:00:00 UTC', '9.3', '17.3 / 18.3'],
    ...[
      'NIST1036-Asian',
      content.settings.population.digest,
      '194',
      '0.01',
      '0.002',
      '0.0005',
      '0.1',
      '0.000001',
      '10,000',
    ],
    ...['1.2.3', 'e5'.repeat(32), 'a1'.repeat(32), 'b2'.repeat(32), 'c3'.repeat(32)],
    ...['case1', 'review', '2026-03-02 10:11:12 UTC', '2026-03-03 12:11:12 UTC', '100', '103'],
    ...['2026-05-02 12:11:12 UTC', '250', 'the samples were swapped'],
    ...['kinledger.local/log', content.log.root, '3F2A 91C0 7BE4 450D 9A11 88E2 CC06 D5F7', content.address],
    ...result.loci.map(({ locus }) => locus),
    ...['D6S1043', 'LR = 5.81 × 10', '7.7648'],
  ];
  expect(expected.filter((each) => !text.includes(each))).toEqual([]);
  expect(text).not.toMatch(/100\s*%|undefined|null|NaN/);
});

test.each(LANGUAGES)('where a search found the candidate, its figures are told, in %s', (language) => {
  const found = {
    search: 'the-search',
    finishedAt: '2026-02-20T08:00:00.000Z',
    size: 123_456,
    compared: 120_001,
    candidates: 17,
    expectedByChance: '12.5',
    rank: 3,
  };
  const told = textOf(reportPaper(contentOf({ ...MUTATED, found }), language));
  for (const each of ['the-search', '2026-02-20 08:00:00 UTC', '123456', '120001', '17', '12.5', '3']) {
    expect(told).toContain(each);
  }
  expect(textOf(reportPaper(contentOf(MUTATED), language))).not.toContain('the-search');
});

test('numbers and verdict are those of the stored result', () => {
  const { result } = reportFacts(MUTATED).check;
  const { combined, loci, verdict } = contentOf(MUTATED);
  expect(combined).toMatchObject({ ratio: result.combined.ratio, log10: result.combined.log10, inconsistentLoci: 2 });
  expect(loci.map(({ locus, ratio }) => [locus, ratio])).toEqual(result.loci.map(({ locus, ratio }) => [locus, ratio]));
  expect(verdict).toBe('supported');
  const both = contentOf({ question: 'both-parents' });
  expect(Number(both.combined.smallest)).toBe(Math.min(...both.alternatives.map(({ log10 }) => Number(log10))));
});

test('an inconsistent locus is explained: who shares no allele, how far apart, and whether a silent allele may be there', () => {
  const adults = [{ code: 'F', alleles: ['20', '23'] }];
  expect(inconsistencyOf(['22', '24'], adults)).toEqual({
    notShared: [{ code: 'F', steps: '1', silentAllele: false }],
  });
  expect(inconsistencyOf(['9.3', '10'], [{ code: 'F', alleles: ['7', '8.3'] }]).notShared[0]?.steps).toBe('1');
  expect(inconsistencyOf(['9.3'], [{ code: 'F', alleles: ['7'] }]).notShared[0]?.steps).toBe('');
  const opposite = inconsistencyOf(['8', '8'], [{ code: 'F', alleles: ['11', '11'] }]);
  expect(opposite.notShared).toEqual([{ code: 'F', steps: '3', silentAllele: true }]);
  const text = textOf(reportPaper(contentOf(MUTATED), 'en'));
  expect(text).toContain('FGA (LR 0.00313): F-01 and the child share no allele; the nearest two are 1 repeat apart.');
  expect(text).toContain('one allele stated: M-01');
  expect(textOf(reportPaper(contentOf({ question: 'one-parent' }), 'en'))).toContain('No locus is inconsistent');
});

test('the pedigrees show who is whose parent under each hypothesis', () => {
  const codes = (question: ReportCase['question'], hypothesis: 'h1' | 'h2') => {
    const { couple, child, apart } = familyUnder(contentOf({ question }), hypothesis);
    return [couple.map(({ sex, code }) => code ?? sex), child.code, apart.map(({ code }) => code)];
  };
  expect(codes('one-parent', 'h1')).toEqual([['F-01', 'female'], 'C-17', []]);
  expect(codes('one-parent', 'h2')).toEqual([['male', 'female'], 'C-17', ['F-01']]);
  expect(codes('known-parent', 'h1')).toEqual([['F-01', 'M-01'], 'C-17', []]);
  expect(codes('known-parent', 'h2')).toEqual([['male', 'M-01'], 'C-17', ['F-01']]);
  expect(codes('both-parents', 'h2')).toEqual([['male', 'female'], 'C-17', ['F-01', 'M-01']]);
});

test.each(LANGUAGES)(
  'every page of a withdrawn report says so, and which page of how many it is, in %s',
  async (language) => {
    const paper = reportPaper(contentOf({ ...MUTATED, withdrawn: true }), language);
    const pages = pdfPages(await pdfOf(paper));
    expect(pages.length).toBeGreaterThan(2);
    for (const [i, text] of pages.entries()) {
      expect(text).toContain(paper.withdrawn?.words);
      expect(text).toContain(paper.page(i + 1, pages.length));
      expect(text).toContain(paper.header);
    }
    const end = paper.blocks.at(-1);
    expect(plain(pages.at(-1)!)).toContain(plain(end?.kind === 'end' ? end.text : 'no end'));
  },
);

test.each(LANGUAGES)(
  'the file holds every text of the report in %s, no character of it as an empty box, and is small',
  async (language) => {
    const paper = reportPaper(contentOf(MUTATED), language);
    const bytes = await pdfOf(paper);
    expect(bytes.length).toBeLessThan(120_000);
    const all = plain(pdfPages(bytes).join(''));
    expect(all).not.toContain('\u25a1');
    const texts = paper.blocks.flatMap((block) => ('text' in block ? [block.text] : []));
    expect(texts.filter((text) => !all.includes(plain(text)))).toEqual([]);
    expect(all).toContain(paper.language === 'en' ? 'page1of' : '第1页');
  },
);

test('the same confirmation is the same bytes; another version is others', async () => {
  const draw = async (version: number) => pdfOf(reportPaper(reportContent(reportFacts(MUTATED), version, null), 'en'));
  const [one, again, other] = [await draw(1), await draw(1), await draw(2)];
  expect(one.equals(again)).toBe(true);
  expect(one.equals(other)).toBe(false);
});

test('a character that the font lacks is found, and printed by its code point when asked for', async () => {
  const paper = reportPaper(contentOf({ ...MUTATED, legalBasis: '依据 𠮷野 条例 龘' }), 'zh');
  const missing = await fonts.missing(textsOf(paper));
  expect(missing.map(codePointName)).toEqual(['U+20BB7']);
  const complete = withTexts(namingCharacters(paper, 'zh', ['U+20BB7']), (text) => spelledOut(text, missing));
  expect(await fonts.missing(textsOf(complete))).toEqual([]);
  const all = pdfPages(await pdfOf(complete)).join('');
  expect(all).toContain('依据 [[U+20BB7]]野 条例 龘');
  expect(all).toMatch(/码点印出：U\+20BB7。/);
  expect(pdfPages(await pdfOf(paper)).join('')).toContain('\u25a1');
});
