import type { Paper } from './blocks.ts';
import { type Language, readableCode, timeLine } from './report-blocks.ts';

const WORDS = {
  en: {
    title: 'Notice to the family',
    header: 'Notice of a register of kinship',
    footer: 'This notice names nobody and tells no result',
    page: (page: number, pages: number) => `page ${page} of ${pages}`,
    lines: (at: string) => [
      `On ${at} a statement on kinship that concerns you became complete: two persons of the authorities examined and signed it, independently of each other, and it was entered in a public log that nobody can change unnoticed.`,
      'What it says is told to you in person by the office that handed you this notice, and by nobody else.',
    ],
    how: 'You can check that this notice is genuine: type the address below, or point the camera of a telephone at the picture. The page says whether the code is genuine and whether the statement was withdrawn later. It shows nothing about you.',
    code: 'Code of this notice',
    warning:
      'No office will ask you for money, for a password or for another sample because of this notice. If somebody does, tell the police.',
    end: 'End of the notice',
  },
  zh: {
    title: '致家属的通知',
    header: '亲缘关系登记系统的通知',
    footer: '本通知不写明任何人，也不告知任何结果',
    page: (page: number, pages: number) => `第 ${page} 页，共 ${pages} 页`,
    lines: (at: string) => [
      `一份与您有关的亲缘关系结论已于 ${at} 完成：由两名经办人员各自独立审查并签署，并已记入公开的日志；任何人改动日志都会被发现。`,
      '结论的内容由交给您本通知的单位当面告知，不由其他任何人告知。',
    ],
    how: '您可以核验本通知的真伪：输入下面的网址，或用手机摄像头对准图形。页面会说明代码是否真实，以及该结论此后是否被撤回；页面不显示您的任何信息。',
    code: '本通知的代码',
    warning: '任何单位都不会因本通知向您索要钱款、密码或再次采样。如遇此类情况，请报警。',
    end: '通知结束',
  },
} as const;

/** One page that names nobody and tells no result, with the code that anybody checks it by. */
export function noticePaper(language: Language, confirmedAt: string, code: string, address: string): Paper {
  const words = WORDS[language];
  return {
    title: words.title,
    language: language === 'zh' ? 'zh-CN' : 'en',
    at: confirmedAt,
    header: words.header,
    footer: words.footer,
    page: words.page,
    withdrawn: null,
    blocks: [
      { kind: 'title', text: words.title },
      ...words.lines(timeLine(confirmedAt)).map((text) => ({ kind: 'text', text }) as const),
      { kind: 'text', text: words.how },
      { kind: 'check', label: words.code, code: readableCode(code), address },
      { kind: 'text', text: words.warning },
      { kind: 'end', text: `——  ${words.end}  ——` },
    ],
  };
}
