import { useTranslation } from 'react-i18next';
import type { ParentageResult } from '../api.ts';

/** What to do next and what to know, one sentence for each code, in the reader's language. */
export function useAdvice(): (result: ParentageResult) => readonly string[] {
  const { t } = useTranslation();
  return ({ advice }) => {
    if (typeof advice === 'string') return [advice];
    return advice.map(({ code, count = 0 }) => t(`advice.${code}`, { count }));
  };
}
