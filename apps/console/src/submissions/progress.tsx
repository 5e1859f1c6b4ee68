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

/** How far a large file has come, as the service tells it, and the way to stop it. */
export function SubmissionProgress({ submission }: { readonly submission: Submission }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const progress = useProgress(submission.id);
  const { samples, taken, rowsPerSecond, secondsLeft } = progress ?? NOTHING_TOLD;
  const { state } = progress ?? submission;
  const share = samples === null || samples === 0 ? 0 : Math.min(100, (100 * taken) / samples);
  const percent = Math.floor(share);
  return (
    <Section title={t(`submissionState.${state as 'reading'}`)} lead={t('uploads.progressLead')}>
      <Progress.Root size="lg">
        <Progress.Section value={share} aria-label={t('uploads.progress')} aria-valuetext={`${percent}%`} />
      </Progress.Root>
      <Group justify="space-between" role="status" className="kl-figures">
        <Text size="sm">
          {samples === null
            ? t('uploads.counting')
            : t('uploads.taken', { taken: number(taken), samples: number(samples) })}
        </Text>
        {rowsPerSecond !== null && secondsLeft !== null && (
          <Text size="sm">{t('uploads.pace', { rate: number(rowsPerSecond), left: clock(secondsLeft) })}</Text>
        )}
      </Group>
      <Cancel id={submission.id} />
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
function useProgress(id: string): UploadProgress | undefined {
  const client = useQueryClient();
  const [told, setTold] = useState<UploadProgress>();
  useEffect(() => {
    const events = new EventSource(`/api/submissions/${id}/progress`);
    events.addEventListener('progress', (event: MessageEvent<string>) => {
      const progress = JSON.parse(event.data) as UploadProgress;
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

/** Minutes and seconds: 2:05. */
function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
