import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Verdict } from '../api.ts';

const MARK = { supported: '＋', excluded: '✕', inconclusive: '?' } as const;
const COLOUR = { supported: '--kl-for', excluded: '--kl-inconsistent', inconclusive: '--kl-against' } as const;

/** The verdict in a word; a sign stands beside the colour for those who do not see it. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const { t } = useTranslation();
  return (
    <Badge
      variant="default"
      tt="none"
      leftSection={
        <span aria-hidden="true" style={{ color: `var(${COLOUR[verdict]})` }}>
          {MARK[verdict]}
        </span>
      }
    >
      {t(`verdict.${verdict}`)}
    </Badge>
  );
}
