import { Button, Group } from '@mantine/core';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { saveDrawing } from '../frame/save-drawing.ts';
import type { Member } from './family.ts';
import { type Layout, layoutOf } from './layout.ts';
import { Lines } from './lines.tsx';
import { LETTERS, PEDIGREE_STYLE, RADIUS, STEP, sideOf } from './measures.ts';
import { PersonSymbol } from './symbol.tsx';

interface DrawingFacts {
  readonly family: readonly Member[];
  readonly title: string;
  /** What the picture says, in words. */
  readonly words: string;
  /** Without ending. */
  readonly fileName: string;
}

/** A family as a genetic pedigree, to read, to walk through by keyboard and to keep as a picture. */
export function PedigreeDrawing({ family, title, words, fileName }: DrawingFacts) {
  const { t } = useTranslation();
  const id = useId();
  const picture = useRef<SVGSVGElement>(null);
  const layout = layoutOf(family);
  const [width, height] = sizeOf(layout);
  const inOrder = [...layout.places.values()].sort((a, b) => a.row - b.row || a.x - b.x);
  return (
    <figure className="kl-figure">
      <div className="kl-scroll">
        {/* biome-ignore lint/a11y/useSemanticElements: the persons inside are met one by one, so it is no img */}
        <svg
          ref={picture}
          role="group"
          aria-labelledby={`${id}title`}
          aria-describedby={`${id}words`}
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          className="kl-pedigree"
        >
          <title id={`${id}title`}>{title}</title>
          <desc id={`${id}words`}>{words}</desc>
          <Lines layout={layout} />
          {inOrder.map((place) => (
            <PersonSymbol key={place.member.id} place={place} />
          ))}
        </svg>
      </div>
      <Group gap="xs" className="kl-not-printed">
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t('pedigree.saveNamed', { title })}
          onClick={() => picture.current !== null && saveDrawing(fileName, picture.current, PEDIGREE_STYLE)}
        >
          {t('pedigree.save')}
        </Button>
      </Group>
    </figure>
  );
}

function sizeOf({ columns, rows }: Layout): readonly [number, number] {
  return [Math.max(1, columns) * STEP, sideOf(Math.max(0, rows - 1)) + RADIUS + LETTERS];
}

/** The signs that these families show. */
export function PedigreeLegend({ families }: { readonly families: readonly (readonly Member[])[] }) {
  const { t } = useTranslation();
  const all = families.flat();
  const kinds = [
    ['typed', all.some(({ typed }) => typed)],
    ['untyped', all.some(({ typed, nobody }) => !typed && nobody !== true)],
    ['nobody', all.some(({ nobody }) => nobody === true)],
    ['doubted', all.some(({ doubted }) => doubted === true)],
    ['deceased', all.some(({ deceased }) => deceased === true)],
  ] as const;
  return (
    <ul className="kl-legend">
      {kinds
        .filter(([, present]) => present)
        .map(([kind]) => (
          <li key={kind}>
            <svg width="14" height="14" aria-hidden="true" className="kl-pedigree">
              <rect
                x="1.5"
                y="1.5"
                width="11"
                height="11"
                className="kl-person"
                data-typed={kind === 'typed'}
                data-nobody={kind === 'nobody'}
                data-doubted={kind === 'doubted'}
              />
              {kind === 'deceased' && <line x1="0" y1="14" x2="14" y2="0" className="kl-kin" />}
            </svg>
            {t(`pedigree.signs.${kind}`)}
          </li>
        ))}
      <li>{t('pedigree.shapes')}</li>
    </ul>
  );
}
