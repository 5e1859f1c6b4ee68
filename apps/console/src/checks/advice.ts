import { useTranslation } from 'react-i18next';
import type { ParentageResult } from '../api.ts';

/** What to do next and what to know, in the reader's language, one sentence or two for each code of the result. */
export function useAdvice(): (result: ParentageResult) => readonly string[] {
  const { t } = useTranslation();
  return ({ advice, identicalProfiles = [] }) => {
    if (typeof advice === 'string') return [advice];
    const who = identicalProfiles.map(({ persons, loci }) =>
      t('advice.identicalPersons', { first: persons[0], second: persons[1], count: loci }),
    );
    return [...who, ...advice.map(({ code, count = 0 }) => t(`advice.${code}`, { count }))];
  };
}
