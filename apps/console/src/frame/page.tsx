import { Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

interface PageFacts {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly width?: number;
  readonly children: ReactNode;
}

/** One page: its only first-level heading, what it is for, what can be done, and the rest. */
export function Page({ title, lead, actions, width = 1120, children }: PageFacts) {
  useEffect(() => {
    document.title = `${title} · Kinledger`;
  }, [title]);
  return (
    <Stack gap="md" maw={width} mx={width < 600 ? 'auto' : 0}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} maw={760}>
          <Title order={1}>{title}</Title>
          {lead !== undefined && <Text c="dimmed">{lead}</Text>}
        </Stack>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

interface SectionFacts {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** One part of a page under a second-level heading. */
export function Section({ title, lead, children }: SectionFacts) {
  return (
    <Paper component="section" withBorder p="md" bg="var(--kl-paper)">
      <Stack gap="sm">
        <div>
          <Title order={2}>{title}</Title>
          {lead !== undefined && (
            <Text size="sm" c="dimmed" maw={760}>
              {lead}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  );
}

/** Names and values, such as the facts of a case. */
export function Facts({ of }: { readonly of: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="kl-facts">
      {of.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A digest, key or id: one line of letters that nobody reads aloud but everybody copies. */
export function Code({ children }: { readonly children: ReactNode }) {
  return <span className="kl-code">{children}</span>;
}

/** A text shown letter by letter, in a box that scrolls, by keyboard too. */
export function Verbatim({ label, children }: { readonly label: string; readonly children: string }) {
  return (
    <Box component="section" className="kl-content" aria-label={label} tabIndex={0}>
      {children}
    </Box>
  );
}
