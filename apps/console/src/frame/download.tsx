import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type FetchedFile, getFile, type Refusal } from '../request.ts';
import { saveFile } from './save-file.ts';
import { RefusedAct } from './states.tsx';

interface DownloadFacts {
  readonly path: string;
  readonly children: ReactNode;
  /** What the button is called where several say the same. */
  readonly label?: string;
  readonly compact?: boolean;
  readonly onSaved?: (file: FetchedFile) => void;
}

/** A button that fetches a file and hands it over, or says beside it why it was refused. */
export function Download({ path, children, label, compact = false, onSaved }: DownloadFacts) {
  const fetched = useMutation<FetchedFile, Refusal>({
    mutationFn: () => getFile(path),
    onSuccess: (file) => {
      saveFile(file.name, file.bytes);
      onSaved?.(file);
    },
  });
  return (
    <>
      <Button
        variant="default"
        size={compact ? 'compact-sm' : 'sm'}
        aria-label={label}
        loading={fetched.isPending}
        onClick={() => fetched.mutate()}
      >
        {children}
      </Button>
      <RefusedAct error={fetched.error} />
    </>
  );
}
