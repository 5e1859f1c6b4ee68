import { Group, Progress, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../access/session.ts';
import { useAct } from '../act.ts';
import type { Submission, UploadProgress } from '../api.ts';
import { useFormats } from '../format.ts';
import { Section } from '../frame/page.tsx';
import { RefusedAct } from '../frame/states.tsx';
import { Twice } from '../frame/twice.tsx';

const NOTHING_TOLD = { samples: null, taken: 0, rowsPerSecond: null, secondsLeft: null } as const;

/** While a file comes in, its bytes are told instead of its samples. */
type Told = UploadProgress & { readonly bytes?: number | null; readonly bytesExpected?: number | null };

/** How far a large file has come, as the service tells it, and the way to stop it. */
export function SubmissionProgress({ submission }: { readonly submission: Submission }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const progress = useProgress(submission.id);
  const { samples, taken, rowsPerSecond, secondsLeft } = progress ?? NOTHING_TOLD;
  const state: string = (progress ?? submission).state;
  const comes = state === 'receiving';
  const [part, whole] = comes ? [progress?.bytes, progress?.bytesExpected] : [taken, samples];
  const share = part && whole ? Math.min(100, (100 * part) / whole) : 0;
  const percent = Math.floor(share);
  return (
    <Section
      title={t(`submissionState.${state as 'reading'}`)}
      lead={t(comes ? 'uploads.comingLead' : 'uploads.progressLead')}
    >
      <Progress.Root size="lg">
        <Progress.Section value={share} aria-label={t('uploads.progress')} aria-valuetext={`${percent}%`} />
      </Progress.Root>
      <Group justify="space-between" role="status" className="kl-figures">
        <Text size="sm">
          {comes && t('uploads.came', { came: number(megabytes(part)), size: whole ? number(megabytes(whole)) : '?' })}
          {!comes && samples === null && t('uploads.counting')}
          {!comes && samples !== null && t('uploads.taken', { taken: number(taken), samples: number(samples) })}
        </Text>
        {rowsPerSecond !== null && secondsLeft !== null && (
          <Text size="sm">{t('uploads.pace', { rate: number(rowsPerSecond), left: clock(secondsLeft) })}</Text>
        )}
      </Group>
      {!comes && <Cancel id={submission.id} />}
    </Section>
  );
}

function Cancel({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const cancel = useAct<Submission>(`/api/submissions/${id}/cancellation`, { refreshes: ['submissions'] });
  if (useAccount().role !== 'laboratory') return null;
  return (
    <>
      <Group>
        <Twice
          act={t('uploads.cancel')}
          question={t('uploads.cancelSure')}
          pending={cancel.isPending}
          onAct={() => cancel.mutate({})}
        />
      </Group>
      <RefusedAct error={cancel.error} />
    </>
  );
}

/** The last thing told by server-sent events. When the file has ended, the submission is read again. */
function useProgress(id: string): Told | undefined {
  const client = useQueryClient();
  const [told, setTold] = useState<Told>();
  useEffect(() => {
    const events = new EventSource(`/api/submissions/${id}/progress`);
    events.addEventListener('progress', (event: MessageEvent<string>) => {
      const progress = JSON.parse(event.data) as Told;
      setTold(progress);
      if (['receiving', 'reading', 'storing'].includes(progress.state)) return;
      events.close();
      void client.invalidateQueries({ queryKey: ['submissions'] });
      void client.invalidateQueries({ queryKey: ['profiles'] });
    });
    return () => events.close();
  }, [client, id]);
  return told;
}

const megabytes = (bytes: number | null | undefined): number => Math.round((bytes ?? 0) / 1_000_000);

/** Minutes and seconds: 2:05. */
function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
