import { Alert, List, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section, Verbatim } from '../frame/page.tsx';
import type { Judgement } from './judge.ts';
import type { TreePath } from './tree-path.ts';
import { TreePathList } from './tree-path-list.tsx';

/** The verdict on a receipt: what was checked, in words, and what a receipt cannot show. */
export function Judged({ judgement }: { readonly judgement: Judgement }) {
  const { t } = useTranslation();
  const { report, event, path } = judgement;
  if (report.fault !== null) {
    return (
      <Section title={t('judged.title')}>
        <Alert color="red" variant="outline" role="alert" title={t('judged.refused')}>
          <Text size="sm">{t(`judged.faults.${report.fault.code}`)}</Text>
          <Text size="sm" c="dimmed" lang="en">
            {report.fault.message}
          </Text>
        </Alert>
        {path !== null && <Path path={path} />}
      </Section>
    );
  }
  const facts = { origin: report.origin, size: report.size, index: report.index };
  return (
    <Section title={t('judged.title')}>
      <Alert color="teal" variant="outline" role="status" title={t('judged.verified')}>
        <List size="sm">
          <List.Item>{t('judged.signed', facts)}</List.Item>
          <List.Item>{t('judged.included', facts)}</List.Item>
          <List.Item>{t('judged.canonical')}</List.Item>
        </List>
      </Alert>
      <Text size="sm">{t('judged.notChecked')}</Text>
      {path !== null && <Path path={path} />}
      <details>
        <summary>{t('judged.ownWords')}</summary>
        <List size="sm" lang="en" mt="xs">
          {[...report.checked, ...report.unchecked].map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
      </details>
      {event !== null && (
        <>
          <Text size="sm">{t('judged.event')}</Text>
          <Verbatim label={t('judged.event')}>{JSON.stringify(JSON.parse(event), null, 2)}</Verbatim>
        </>
      )}
    </Section>
  );
}

function Path({ path }: { readonly path: TreePath }) {
  const { t } = useTranslation();
  return (
    <div>
      <Title order={3}>{t('treePath.title')}</Title>
      <Text size="sm" c="dimmed">
        {t('treePath.lead')}
      </Text>
      <TreePathList path={path} />
    </div>
  );
}
