import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { get } from '../request.ts';

/** The rows of a list answer, whether it comes as an array or as an object with the rows under one name. */
export function rowsOf<Row>(answer: unknown): readonly Row[] {
  if (Array.isArray(answer)) return answer as Row[];
  const inside = Object.values((answer ?? {}) as object).find(Array.isArray);
  return (inside ?? []) as Row[];
}

/** Reads a list; an act that refreshes `name` makes it be read again. */
export function useList<Row>(name: string, path: string): UseQueryResult<readonly Row[], Error> {
  return useQuery({ queryKey: [name, path], queryFn: async () => rowsOf<Row>(await get(path)) });
}

/** Reads one thing. */
export function useOne<Thing>(name: string, path: string): UseQueryResult<Thing, Error> {
  return useQuery({ queryKey: [name, path], queryFn: () => get<Thing>(path) });
}
