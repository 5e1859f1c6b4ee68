import { SimpleGrid, Title } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { MutationModel } from '../api.ts';
import { readableRatio } from '../format.ts';
import type { Sensitivity, Variant } from './sensitivity.ts';

const LINE = 22;
const VALUE = 92;
const NARROWEST = 260;
const GROUPS = ['table', 'theta', 'mutation', 'rare'] as const;

interface MovementsFacts {
  readonly sensitivity: Sensitivity;
  readonly threshold: number;
}

/** One small picture for each setting, all on the same scale: where the ratio lies when that setting is another. */
export function Movements({ sensitivity, threshold }: MovementsFacts) {
  const { t } = useTranslation();
  const all = GROUPS.flatMap((group) => sensitivity[group]).flatMap(({ log10 }) => log10 ?? []);
  const values = [...all.map(Number), Math.log10(threshold)];
  const scale: Scale = { low: Math.min(...values), high: Math.max(...values), threshold: Math.log10(threshold) };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      {GROUPS.map((group) => (
        <div key={group}>
          <Title order={3}>{t(`figures.group.${group}`)}</Title>
          <Strip group={group} variants={sensitivity[group]} scale={scale} />
        </div>
      ))}
    </SimpleGrid>
  );
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly threshold: number;
}

interface StripFacts {
  readonly group: (typeof GROUPS)[number];
  readonly variants: readonly Variant[];
  readonly scale: Scale;
}

function Strip({ group, variants, scale }: StripFacts) {
  const { t } = useTranslation();
  const settingName = useSettingName();
  const { ref, width: measured } = useElementSize();
  const width = Math.max(NARROWEST, measured);
  const left = Math.min(200, width * 0.42);
  const room = width - left - VALUE - 12;
  const x = (log10: number) => left + 6 + ((log10 - scale.low) / (scale.high - scale.low || 1)) * room;
  const height = variants.length * LINE + 4;
  const named = variants.map((variant) => ({ ...variant, name: settingName(group, variant.label) }));
  const described = named.map(({ name, log10 }) => `${name}: ${ratioOf(log10)}`).join('; ');
  return (
    <div ref={ref}>
      <svg width={width} height={height} role="img" aria-label={`${t(`figures.group.${group}`)}. ${described}`}>
        <line x1={x(scale.threshold)} x2={x(scale.threshold)} y1={0} y2={height} className="kl-mark" />
        {named.map(({ label, name, log10, asked }, i) => (
          <g key={label}>
            <text x={0} y={i * LINE + 16} className="kl-label" data-asked={asked}>
              {shortened(name, left)}
            </text>
            <line x1={left + 6} x2={width - VALUE - 6} y1={i * LINE + 12} y2={i * LINE + 12} className="kl-grid" />
            {log10 != null && (
              <circle cx={x(Number(log10))} cy={i * LINE + 12} r={5} className="kl-dot" data-asked={asked} />
            )}
            <text x={width} y={i * LINE + 16} textAnchor="end" className="kl-label" data-asked={asked}>
              {ratioOf(log10)}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

const ratioOf = (log10: Variant['log10']): string => (log10 === undefined ? '–' : readableRatio(log10));

/** About seven pixels a letter, twice as many for a Chinese one. */
function shortened(name: string, width: number): string {
  let room = width / 7;
  let kept = '';
  for (const letter of name) {
    room -= letter > '\u2e80' ? 2 : 1;
    if (room < 1) return `${kept}…`;
    kept += letter;
  }
  return kept;
}

/** A setting in words. */
function useSettingName(): (group: StripFacts['group'], label: string) => string {
  const { t } = useTranslation();
  return (group, label) => {
    if (group === 'mutation') return t(`mutationModel.${label as MutationModel}`);
    return group === 'rare' && label === 'refuse' ? t('settings.noMinimumShort') : label;
  };
}
