import { useTranslation } from 'react-i18next';
import type { ParentageResult } from '../api.ts';

/** What to do next, in the reader's language, from the figures of the result. */
export function useAdvice(): (result: ParentageResult) => string {
  const { t, i18n } = useTranslation();
  return (result) => {
    if (i18n.language === 'en') return result.advice;
    const { inconsistentLoci } = result.combined;
    const next =
      result.verdict === 'inconclusive' && result.question === 'one-parent'
        ? t('advice.typeOtherParent')
        : t(`advice.${result.verdict}`);
    if (inconsistentLoci === 0) return next;
    const mutates = result.settings.mutation.model !== 'none';
    const kept = !mutates ? 'withoutModel' : inconsistentLoci > 2 ? 'tooMany' : 'kept';
    return `${next}${t(`advice.${kept}`, { count: inconsistentLoci })}`;
  };
}
