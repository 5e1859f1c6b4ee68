import { Alert, Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SESSION } from '../access/session.ts';
import { get, lastAnswer, Refusal } from '../request.ts';
import { minutesLeft } from './session-end.ts';

const LOOK_MS = 10_000;

/** Says in time that the session is about to end for want of requests, and lets the reader stay. */
export function SessionWarning() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const look = () => setLeft(minutesLeft(lastAnswer(), Date.now()));
    const timer = setInterval(look, LOOK_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  if (left === null) return null;
  const stay = async () => {
    try {
      await get('/api/session');
      setLeft(null);
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) client.setQueryData(SESSION, null);
    }
  };
  return (
    <Alert color="yellow" variant="outline" role="alert" mb="md" className="kl-not-printed">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{left === 0 ? t('session.ended') : t('session.ends', { count: left })}</Text>
        <Button size="compact-sm" onClick={() => void stay()}>
          {t(left === 0 ? 'session.look' : 'session.stay')}
        </Button>
      </Group>
    </Alert>
  );
}
