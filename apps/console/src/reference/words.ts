import { useTranslation } from 'react-i18next';

export interface ReportWords {
  /** What is wrong and what to do. */
  readonly problem: (code: string) => string;
  /** The same in two or three words, for a column. */
  readonly short: (code: string) => string;
  readonly warning: (code: string) => string;
  /** The name that the service's sentence has at its end in brackets, such as that of the table copied. */
  readonly named: (problem: { readonly code: string; readonly message: string }) => string;
}

/** The sentences for the codes of a report, in the reader's language; a code that is not known is shown itself. */
export function useReportWords(): ReportWords {
  const { t, i18n } = useTranslation();
  const say = (group: 'problems' | 'short' | 'warnings', code: string): string =>
    i18n.exists(`reference.${group}.${code}`) ? t(`reference.${group}.${code}` as 'reference.name') : code;
  return {
    problem: (code) => say('problems', code),
    short: (code) => say('short', code),
    warning: (code) => say('warnings', code),
    named: ({ code, message }) => {
      const name = NAMED.includes(code) ? /\(([^()]*)\)$/.exec(message)?.[1] : undefined;
      return name === undefined ? '' : ` (${name})`;
    },
  };
}

const NAMED = ['copy-of-table', 'copy-in-file', 'choose-population'];
