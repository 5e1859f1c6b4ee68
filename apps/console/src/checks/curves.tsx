import { useElementSize } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { powerOfTen, readableRatio, useFormats } from '../format.ts';
import { Rows } from '../frame/rows.tsx';
import type { Curve } from './expected.ts';
import { shareText } from './share-text.ts';

const HEIGHT = 210;
const TOP = 34;
const BOTTOM = 24;
const SIDE = 14;
const NARROWEST = 300;
const TICKS = 8;

interface CurvesFacts {
  readonly curves: readonly Curve[];
  readonly log10: string | null;
  readonly threshold: number;
}

/** The ratio of this check among those of simulated families, as curves and as figures. */
export function Curves({ curves, log10, threshold }: CurvesFacts) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const here = log10 === null ? undefined : Number(log10);
  return (
    <>
      <Picture curves={curves} here={here} threshold={Math.log10(threshold)} />
      <ul className="kl-legend">
        {curves.map(({ truth }) => (
          <li key={truth}>
            <svg width="30" height="10" aria-hidden="true">
              <path d="M0 5H30" className="kl-curve" data-truth={truth} />
            </svg>
            {t(`figures.truth.${truth}`)}
          </li>
        ))}
      </ul>
      <Rows
        label={t('figures.curves')}
        rows={curves}
        keyOf={({ truth }) => truth}
        empty=""
        columns={[
          { title: t('figures.who'), words: true, cell: ({ truth }) => t(`figures.truth.${truth}`) },
          {
            title: t('figures.reachThreshold', { threshold: number(threshold) }),
            number: true,
            cell: ({ reachThreshold }) => shareText(reachThreshold, number),
          },
          ...(here === undefined
            ? []
            : [
                {
                  title: t('figures.reachThis', { ratio: readableRatio(log10) }),
                  number: true,
                  cell: ({ reachThis }: Curve) => shareText(reachThis, number),
                },
              ]),
        ]}
      />
    </>
  );
}

interface PictureFacts {
  readonly curves: readonly Curve[];
  readonly here: number | undefined;
  readonly threshold: number;
}

function Picture({ curves, here, threshold }: PictureFacts) {
  const { t } = useTranslation();
  const { ref, width: measured } = useElementSize();
  const width = Math.max(NARROWEST, measured);
  const xs = curves.flatMap(({ points }) => points.map(([x]) => x));
  const [low, high] = [Math.min(...xs, threshold, here ?? 0), Math.max(...xs, threshold, here ?? 0)];
  const most = Math.max(...curves.flatMap(({ points }) => points.map(([, share]) => share)));
  const x = (log10: number) => SIDE + ((log10 - low) / (high - low)) * (width - 2 * SIDE);
  const y = (share: number) => HEIGHT - BOTTOM - (share / most) * (HEIGHT - TOP - BOTTOM);
  const every = Math.max(1, Math.ceil((high - low) / TICKS));
  const first = Math.ceil(low / every) * every;
  // a label stands on the side that has room, and off its own line
  const side = (log10: number) => (x(log10) > width / 2 ? 'end' : 'start');
  const ticks = Array.from({ length: Math.floor((high - first) / every) + 1 }, (_, i) => first + i * every);
  return (
    <div ref={ref}>
      <svg width={width} height={HEIGHT} role="img" aria-label={t('figures.describe')}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={x(tick)} x2={x(tick)} y1={TOP} y2={HEIGHT - BOTTOM} className="kl-grid" data-one={tick === 0} />
            <text x={x(tick)} y={HEIGHT - 6} textAnchor="middle" className="kl-tick">
              {tick === 0 ? '1' : powerOfTen(tick)}
            </text>
          </g>
        ))}
        {curves.map(({ truth, points }) => (
          <path
            key={truth}
            d={`M${points.map(([log10, share]) => `${x(log10).toFixed(1)} ${y(share).toFixed(1)}`).join('L')}`}
            className="kl-curve"
            data-truth={truth}
          />
        ))}
        <Mark x={x(threshold)} line={28} anchor={side(threshold)} label={t('figures.threshold')} />
        {here !== undefined && <Mark x={x(here)} line={12} anchor={side(here)} label={t('figures.here')} strong />}
      </svg>
    </div>
  );
}

interface MarkFacts {
  readonly x: number;
  /** Where the label stands. */
  readonly line: number;
  readonly anchor: 'start' | 'end';
  readonly label: string;
  readonly strong?: boolean;
}

function Mark({ x, line, anchor, label, strong = false }: MarkFacts) {
  return (
    <g>
      <line x1={x} x2={x} y1={line - 9} y2={HEIGHT - BOTTOM} className="kl-mark" data-strong={strong} />
      <text x={x + (anchor === 'end' ? -6 : 6)} y={line} textAnchor={anchor} className="kl-label">
        {label}
      </text>
    </g>
  );
}
