import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { KitView } from '../api.gen/types.gen.ts';
import type { Check, Population } from '../api.ts';
import { rowsOf } from '../frame/list.ts';
import { get } from '../request.ts';
import type { Figures, FiguresAsked } from './figures.ts';

const MOST_TABLES = 12;

/** The figures beside the result of a check, computed in this browser; null when its table is not to be had. */
export function useFigures(check: Check): UseQueryResult<Figures | null, Error> {
  return useQuery({
    queryKey: ['figures', check.id, check.resultDigest],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const [populations, kits] = await Promise.all([
        get<unknown>('/api/reference/populations'),
        get<unknown>('/api/reference/kits'),
      ]);
      const digests = [check.population, ...sameStudy(rowsOf<Population>(populations), check.population.id)];
      const tables = await Promise.all(
        [...new Set(digests.map(({ digest }) => digest))].map((digest) =>
          get<unknown>(`/api/reference/populations/${digest}/file`),
        ),
      );
      const shortened = rowsOf<KitView>(kits).map(({ title, loci }) => ({
        title,
        loci: loci.map(({ locus }) => locus),
      }));
      return compute({ check, tables, kits: shortened }, signal);
    },
  });
}

/** Other populations of the same study: what else the persons' origin could be, typed in the same way. */
function sameStudy(tables: readonly Population[], id: string): readonly Population[] {
  const study = id.split('-')[0];
  return tables.filter((table) => table.id.split('-')[0] === study).slice(0, MOST_TABLES);
}

/** In a thread of its own, which ends with the answer or when nobody waits for it any more. */
function compute(asked: FiguresAsked, signal: AbortSignal): Promise<Figures | null> {
  const worker = new Worker(new URL('./figures.worker.ts', import.meta.url), { type: 'module' });
  signal.addEventListener('abort', () => worker.terminate());
  const answered = new Promise<Figures | null>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Figures | null>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(asked);
  });
  return answered.finally(() => worker.terminate());
}
