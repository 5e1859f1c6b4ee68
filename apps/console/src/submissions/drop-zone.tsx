import { Button, FileButton, Stack, Text } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../format.ts';

interface DropZoneFacts {
  readonly file: File | null;
  readonly onFile: (file: File | null) => void;
  /** What may be dropped here, where it is not profiles. */
  readonly prompt?: string;
}

/** A place to drop a file on, with a button for those who do not drag. */
export function DropZone({ file, onFile, prompt }: DropZoneFacts) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer.files[0] ?? null);
  };
  return (
    <Stack
      align="center"
      gap="xs"
      p="lg"
      className="kl-drop"
      data-over={over}
      onDrop={drop}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
    >
      <Text>{prompt ?? t('upload.drop')}</Text>
      <FileButton
        onChange={onFile}
        accept=".csv,.tsv,.txt,.json,.xml,.cmf,.fam,.ped,.zip"
        inputProps={{ 'aria-label': t('upload.choose') }}
      >
        {(props) => (
          <Button variant="default" {...props}>
            {t('upload.choose')}
          </Button>
        )}
      </FileButton>
      {file !== null && (
        <Text size="sm" role="status">
          {t('upload.chosen', { name: file.name, kilobytes: number(Math.ceil(file.size / 1024)) })}
        </Text>
      )}
    </Stack>
  );
}
