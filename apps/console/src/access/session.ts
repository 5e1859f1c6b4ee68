import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Account, Start } from '../api.ts';
import { get, Refusal, remove } from '../request.ts';

export const SESSION = ['session'];

/** The account signed in, or null. */
export function useSession(): UseQueryResult<Account | null, Error> {
  return useQuery({
    queryKey: SESSION,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      try {
        return (await get<{ account: Account }>('/api/session')).account;
      } catch (error) {
        if (error instanceof Refusal && error.status === 401) return null;
        throw error;
      }
    },
  });
}

/** The account signed in. Requires to be below the signed-in routes. */
export function useAccount(): Account {
  const session = useSession();
  if (!session.data) throw new Error('No account is signed in.');
  return session.data;
}

export function useStart(): UseQueryResult<Start, Error> {
  return useQuery({ queryKey: ['start'], queryFn: () => get<Start>('/api/start') });
}

/** Ends the session and forgets everything that was read under it. */
export function useSignOut(): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { mutate } = useMutation({
    mutationFn: () => remove('/api/session'),
    onSettled: () => {
      client.clear();
      client.setQueryData(SESSION, null);
      navigate('/');
    },
  });
  return () => mutate();
}
