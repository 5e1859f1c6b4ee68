import { timeLine } from './report-blocks.ts';
import type { NoticeView } from './reports.dto.ts';

const WORDS = {
  'zh-CN': {
    title: '核验通知',
    unknown: '此代码不属于本登记系统出具的任何文件。请核对代码；如代码无误，则该文件不是真实的。',
    genuine: '此代码是真实的。',
    facts: (at: string, leaf: number, log: string) =>
      `确认书由两名不同的人签署，于 ${at} 生效，是日志 ${log} 的第 ${leaf} 条。`,
    withdrawn: (at: string) => `该确认书已于 ${at} 撤回。不得再作为依据。`,
    standing: '该确认书未被撤回。',
    nothing: '本页不显示任何个人信息。结果由办案单位当面告知。',
  },
  en: {
    title: 'Check of a notice',
    unknown:
      'This code stands on no paper that this register has issued. Check the code; if it is the one on the paper, the paper is not genuine.',
    genuine: 'This code is genuine.',
    facts: (at: string, leaf: number, log: string) =>
      `Two different persons signed the confirmation. It was complete on ${at} and is entry ${leaf} of the log ${log}.`,
    withdrawn: (at: string) => `The confirmation was WITHDRAWN on ${at}. It must not be relied on.`,
    standing: 'The confirmation has not been withdrawn.',
    nothing: 'This page shows nothing about any person. The result is told by the office in charge, in person.',
  },
} as const;

/** The page in both languages; it holds nothing that came with the request. */
export function noticePage(notice: NoticeView): string {
  const parts = (Object.keys(WORDS) as (keyof typeof WORDS)[]).map((language) => {
    const lines = linesOf(notice, WORDS[language]).map((line) => `<p>${escaped(line)}</p>`);
    return `<section lang="${language}"><h1>${WORDS[language].title}</h1>${lines.join('')}</section>`;
  });
  const style = 'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem}';
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Kinledger</title><style>${style}</style>`;
  return `<!doctype html><html lang="zh-CN"><head>${head}</head><body><main>${parts.join('')}</main></body></html>`;
}

function linesOf(notice: NoticeView, words: (typeof WORDS)[keyof typeof WORDS]): readonly string[] {
  const { genuine, confirmedAt, log, leafIndex, withdrawnAt } = notice;
  if (!genuine || confirmedAt === null) return [words.unknown, words.nothing];
  const state = withdrawnAt === null ? words.standing : words.withdrawn(timeLine(withdrawnAt));
  return [words.genuine, words.facts(timeLine(confirmedAt), leafIndex ?? 0, log ?? ''), state, words.nothing];
}

function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (each) => `&#${each.charCodeAt(0)};`);
}
