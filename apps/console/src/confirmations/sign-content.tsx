import { Alert, Button, Checkbox, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Code, Facts, Verbatim } from '../frame/page.tsx';
import { hashOf } from './hash-of.ts';

interface ContentFacts {
  readonly content: string;
  readonly contentHash: string;
}

/** The content exactly as it is signed, and its hash, which this page computes itself. */
export function SignedContent({ content, contentHash }: ContentFacts) {
  const { t } = useTranslation();
  const [exact, setExact] = useState(false);
  const computed = useMemo(() => hashOf(content), [content]);
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        aria-label={t('content.form')}
        value={exact ? 'exact' : 'readable'}
        onChange={(value) => setExact(value === 'exact')}
        data={[
          { value: 'readable', label: t('content.readable') },
          { value: 'exact', label: t('content.exact') },
        ]}
        w="fit-content"
      />
      <Verbatim label={t('content.title')}>{exact ? content : indented(content)}</Verbatim>
      <Facts of={[['SHA-256', <Code key="hash">{contentHash}</Code>]]} />
      {computed === contentHash ? (
        <Text size="sm">✓ {t('content.agrees')}</Text>
      ) : (
        <Alert color="red" variant="outline" role="alert">
          {t('content.disagrees', { computed })}
        </Alert>
      )}
    </Stack>
  );
}

function indented(content: string): string {
  return JSON.stringify(JSON.parse(content), null, 2);
}

interface SignFacts extends ContentFacts {
  readonly meaning: string;
  readonly act: string;
  readonly pending: boolean;
  readonly onSign: (contentHash: string) => void;
}

/** Signs what was read: the button works once the reader has said so, and only for content whose hash is right. */
export function SignContent({ content, contentHash, meaning, act, pending, onSign }: SignFacts) {
  const { t } = useTranslation();
  const [read, setRead] = useState(false);
  const right = useMemo(() => hashOf(content) === contentHash, [content, contentHash]);
  return (
    <Stack gap="sm">
      <SignedContent content={content} contentHash={contentHash} />
      <Checkbox
        label={t('content.read')}
        description={meaning}
        checked={read}
        onChange={(event) => setRead(event.currentTarget.checked)}
      />
      <Group>
        <Button disabled={!read || !right} loading={pending} onClick={() => onSign(contentHash)}>
          {act}
        </Button>
      </Group>
    </Stack>
  );
}
