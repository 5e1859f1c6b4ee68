import { type QueryClient, type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { newIdempotencyKey, post, type Refusal } from './request.ts';

/**
 * An act of the person at the page. Pressing again after a failure repeats the same request under the same key, so a lost
 * reply never makes a second effect; another body or a success starts a new one.
 */
export function useAct<Answer, Body extends object | FormData | undefined = object>(
  path: string,
  options: { readonly refreshes?: readonly string[]; readonly onDone?: (answer: Answer) => void } = {},
): UseMutationResult<Answer, Refusal, Body> {
  const client = useQueryClient();
  const open = useRef<{ print: string; key: string } | null>(null);
  return useMutation<Answer, Refusal, Body>({
    mutationFn: (body) => {
      const print = `${path} ${fingerprint(body)}`;
      if (open.current?.print !== print) open.current = { print, key: newIdempotencyKey() };
      return post<Answer>(path, body, open.current.key);
    },
    onSuccess: async (answer) => {
      open.current = null;
      await Promise.all((options.refreshes ?? []).map((name) => readAgain(client, name)));
      options.onDone?.(answer);
    },
  });
}

/** What no page shows is forgotten rather than shown once more: rows must not move under a hand that is about to choose one. */
function readAgain(client: QueryClient, name: string): Promise<void> {
  client.removeQueries({ queryKey: [name], type: 'inactive' });
  return client.invalidateQueries({ queryKey: [name] });
}

function fingerprint(body: object | FormData | undefined): string {
  if (!(body instanceof FormData)) return JSON.stringify(body ?? null);
  const parts = [...body.entries()].map(([name, value]) =>
    typeof value === 'string' ? [name, value] : [name, value.name, value.size, value.lastModified],
  );
  return JSON.stringify(parts);
}
