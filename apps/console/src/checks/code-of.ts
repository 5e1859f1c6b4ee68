import { useTranslation } from 'react-i18next';
import type { CheckPerson } from '../api.ts';

/** How a person of a check is called: by the code, or as erased. */
export function useCodeOf(): (person: CheckPerson) => string {
  const { t } = useTranslation();
  return ({ code, erased }) => (erased === null ? code : t('erasure.somebody'));
}
