import { Alert, Button, Group, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RefusedAct } from '../frame/states.tsx';

interface ActsFacts {
  readonly ready: boolean;
  readonly looking: boolean;
  readonly sending: boolean;
  readonly error: unknown;
  readonly onLook: () => void;
}

/** Look first, then import; what was refused stands above. */
export function ImportActs({ ready, looking, sending, error, onLook }: ActsFacts) {
  const { t } = useTranslation();
  return (
    <>
      <RefusedAct error={error} />
      <Group>
        <Button type="submit" loading={sending} disabled={!ready || looking}>
          {t('reference.import')}
        </Button>
        <Button variant="default" onClick={onLook} loading={looking} disabled={!ready || sending}>
          {t('uploads.preview')}
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {t(looking || sending ? 'upload.sending' : 'uploads.previewRule')}
        </Text>
      </Group>
    </>
  );
}

interface NextFacts {
  readonly newest: { readonly id: string; readonly version: number; readonly digest: string } | undefined;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
}

/** Where something of the id stands, the file becomes its next version, and somebody must say why. */
export function NextVersion({ newest, reason, onReason }: NextFacts) {
  const { t } = useTranslation();
  if (newest === undefined) return null;
  return (
    <TextInput
      label={t('reference.nextReason')}
      description={t('reference.nextRule', {
        id: newest.id,
        version: newest.version,
        digest: newest.digest.slice(0, 8),
      })}
      inputWrapperOrder={['label', 'description', 'input', 'error']}
      required
      minLength={3}
      maxLength={1000}
      value={reason}
      onChange={({ currentTarget }) => onReason(currentTarget.value)}
    />
  );
}

interface JudgedFacts {
  readonly acceptable: boolean;
  /** The code of what stands in the way beside the report. */
  readonly conflict: string | null;
}

/** Whether the file can be imported, and if something that stands already is in its way, what. */
export function Judged({ acceptable, conflict }: JudgedFacts) {
  const { t, i18n } = useTranslation();
  const reason = `refusal.${conflict}`;
  return (
    <Alert color={acceptable ? 'gray' : 'red'} variant="outline" role="status">
      {t(acceptable ? 'reference.acceptable' : 'reference.notAcceptable')}{' '}
      {conflict !== null && i18n.exists(reason) && t(reason as 'refusal.unknown')}
    </Alert>
  );
}
