import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ProfileSummary } from '../api.ts';
import { rowsOf } from '../frame/list.ts';
import { get } from '../request.ts';

/** Profiles whose sample code holds `sample`; all, newest first, when it is empty. */
export function useProfileSearch(sample: string): UseQueryResult<readonly ProfileSummary[], Error> {
  const path = sample === '' ? '/api/profiles' : `/api/profiles?sample=${encodeURIComponent(sample)}`;
  return useQuery({
    queryKey: ['profiles', path],
    queryFn: async () => rowsOf<ProfileSummary>(await get(path)),
    placeholderData: keepPreviousData,
  });
}
