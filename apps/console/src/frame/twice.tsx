import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface TwiceFacts {
  readonly act: string;
  readonly label?: string;
  readonly question: string;
  readonly pending: boolean;
  readonly onAct: () => void;
}

/** A button for what cannot be undone: it asks before it acts. */
export function Twice({ act, label, question, pending, onAct }: TwiceFacts) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <Button size="compact-sm" variant="default" aria-label={label} onClick={() => setAsked(true)}>
        {act}
      </Button>
    );
  }
  return (
    <Group gap="xs" role="group" aria-label={question}>
      <Text size="sm">{question}</Text>
      <Button size="compact-sm" loading={pending} onClick={onAct}>
        {t('yes')}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsked(false)}>
        {t('cancel')}
      </Button>
    </Group>
  );
}
