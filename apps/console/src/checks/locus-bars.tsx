import { useElementSize } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { LocusResult } from '../api.ts';
import { powerOfTen, readableRatio } from '../format.ts';
import { logScale } from './log-scale.ts';

const LINE = 20;
const TOP = 26;
const LABEL = 84;
const VALUE = 92;
const NARROWEST = 300;

interface BarsFacts {
  readonly loci: readonly LocusResult[];
  /** Called with an inconsistent locus that was clicked; by keyboard the buttons below the bars do the same. */
  readonly onExplain: (locus: string) => void;
}

/** The likelihood ratio of each locus as a bar on a log scale: right of 1 speaks for H1, left of it for H2. */
export function LocusBars({ loci, onExplain }: BarsFacts) {
  const { t } = useTranslation();
  const { ref, width: measured } = useElementSize();
  const width = Math.max(NARROWEST, measured);
  const finite = loci.flatMap(({ log10 }) => (log10 === null ? [] : [Number(log10)]));
  const { powers, at } = logScale(finite, LABEL, width - VALUE);
  const height = TOP + loci.length * LINE + 4;
  return (
    <div ref={ref}>
      <svg width={width} height={height} role="img" aria-label={t('bars.describe', { count: loci.length })}>
        {powers.map((power) => (
          <g key={power}>
            <line x1={at(power)} x2={at(power)} y1={TOP - 4} y2={height} className="kl-grid" data-one={power === 0} />
            <text x={at(power)} y={14} textAnchor="middle" className="kl-tick">
              {tick(power)}
            </text>
          </g>
        ))}
        {loci.map((locus, index) => (
          <Bar
            key={locus.locus}
            locus={locus}
            y={TOP + index * LINE}
            at={at}
            left={LABEL}
            right={width - VALUE}
            onExplain={onExplain}
          />
        ))}
      </svg>
      <Legend />
    </div>
  );
}

/** 0.1, 1, 10, 100; from there on powers. */
function tick(power: number): string {
  return Math.abs(power) < 3 ? String(10 ** power) : powerOfTen(power);
}

interface BarFacts {
  readonly locus: LocusResult;
  readonly y: number;
  readonly at: (log10: number) => number;
  readonly left: number;
  readonly right: number;
  readonly onExplain: (locus: string) => void;
}

function Bar({ locus, y, at, left, right, onExplain }: BarFacts) {
  const end = locus.log10 === null ? left : at(Number(locus.log10));
  const kind = locus.inconsistent ? 'inconsistent' : end < at(0) ? 'against' : 'for';
  const click = locus.inconsistent ? { onClick: () => onExplain(locus.locus), style: { cursor: 'pointer' } } : {};
  return (
    <g {...click}>
      <text x={0} y={y + 13} className="kl-label" data-kind={kind}>
        {locus.inconsistent ? `✕ ${locus.locus}` : locus.locus}
      </text>
      <rect
        x={Math.min(at(0), end)}
        y={y + 3}
        width={Math.max(1.5, Math.abs(end - at(0)))}
        height={LINE - 7}
        className="kl-bar"
        data-kind={kind}
      />
      <text x={right + VALUE} y={y + 13} textAnchor="end" className="kl-label" data-kind={kind}>
        {readableRatio(locus.log10)}
      </text>
    </g>
  );
}

function Legend() {
  const { t } = useTranslation();
  return (
    <ul className="kl-legend">
      {(['for', 'against', 'inconsistent'] as const).map((kind) => (
        <li key={kind}>
          <svg width="22" height="10" aria-hidden="true">
            <rect width="22" height="10" className="kl-bar" data-kind={kind} />
          </svg>
          {t(`bars.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
