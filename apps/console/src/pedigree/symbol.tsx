import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Member } from './family.ts';
import type { Place } from './layout.ts';
import { middleOf, RADIUS, sideOf } from './measures.ts';

const LONGEST = 16;
const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** A person: a square for a man, a circle for a woman, a diamond where the sex is not stated. Tab reaches whom a page tells more of. */
export function PersonSymbol({ place: { member, x, row } }: { readonly place: Place }) {
  const navigate = useNavigate();
  const name = useSpokenName()(member);
  const [cx, cy] = [middleOf(x), sideOf(row)];
  const picture = (
    <>
      <Shape member={member} cx={cx} cy={cy} />
      {member.nobody === true && (
        <text x={cx} y={cy + 5} className="kl-name">
          ?
        </text>
      )}
      {member.deceased === true && <line x1={cx - 26} y1={cy + 26} x2={cx + 26} y2={cy - 26} className="kl-kin" />}
      <text x={cx} y={cy + RADIUS + 17} className="kl-name">
        {/* parted from the next line for those who hear both */}
        {`${cut(member.label)} `}
      </text>
      {member.more !== undefined && (
        <text x={cx} y={cy + RADIUS + 32} className="kl-more">
          {cut(member.more)}
        </text>
      )}
    </>
  );
  const { href } = member;
  if (href === undefined) {
    return (
      // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: shapes are no control
      <g role="img" aria-label={name}>
        {picture}
      </g>
    );
  }
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a href={href} aria-label={name} onClick={open}>
      {picture}
    </a>
  );
}

function Shape({ member, cx, cy }: { readonly member: Member; readonly cx: number; readonly cy: number }) {
  const look = {
    className: 'kl-person',
    'data-typed': member.typed,
    'data-nobody': member.nobody === true,
    'data-doubted': member.doubted === true,
  };
  if (member.sex === 'female') return <circle cx={cx} cy={cy} r={RADIUS} {...look} />;
  const [x, y, side] = [cx - RADIUS, cy - RADIUS, 2 * RADIUS];
  if (member.sex === 'male') return <rect x={x} y={y} width={side} height={side} {...look} />;
  return <path d={`M${cx} ${y}l${RADIUS} ${RADIUS}l${-RADIUS} ${RADIUS}l${-RADIUS} ${-RADIUS}z`} {...look} />;
}

/** Everything the symbol shows, as a sentence for those who hear the picture. */
function useSpokenName(): (member: Member) => string {
  const { t } = useTranslation();
  return ({ label, more, sex, typed, nobody, doubted, deceased }) => {
    if (nobody === true) return t('pedigree.nobody', { label, sex: t(`sex.${sex}`) });
    const facts = [t(`sex.${sex}`), t(typed ? 'pedigree.signs.typed' : 'pedigree.signs.untyped')];
    if (doubted === true) facts.push(t('pedigree.signs.doubted'));
    if (deceased === true) facts.push(t('pedigree.signs.deceased'));
    if (cut(label) !== label) facts.unshift(label);
    // begins with what is written, so that whoever speaks to the page can call it by that
    const written = more === undefined ? cut(label) : `${cut(label)} ${cut(more)}`;
    return t('pedigree.person', { label: written, facts: facts.join(', ') });
  };
}
