import type { Layout, PlacedUnion } from './layout.ts';
import { middleOf, RADIUS, sideOf } from './measures.ts';

/** The lines of descent: between partners, and from there to the children. */
export function Lines({ layout }: { readonly layout: Layout }) {
  return layout.unions.map((union, number) => (
    <Family key={union.parents.join(' ')} union={union} layout={layout} number={number} />
  ));
}

interface FamilyFacts {
  readonly union: PlacedUnion;
  readonly layout: Layout;
  readonly number: number;
}

function Family({ union, layout: { places }, number }: FamilyFacts) {
  const [one, two] = union.parents.map((id) => places.get(id)).sort((a, b) => (a?.x ?? 0) - (b?.x ?? 0));
  const children = union.children.flatMap((id) => places.get(id) ?? []);
  const [first] = children;
  if (one === undefined || two === undefined || first === undefined) return null;
  const [left, right] = [middleOf(one.x), middleOf(two.x)];
  const [upper, lower] = [sideOf(one.row), sideOf(two.row)];
  const turn = 8 + 5 * union.depth;
  const level = Math.max(upper, lower) + RADIUS + 34 + 5 * union.depth;
  const across = union.beside
    ? `M${left + RADIUS} ${upper}H${right - RADIUS}`
    : `M${left + RADIUS} ${upper}h${turn}V${level}H${right - RADIUS - turn}V${lower}h${turn}`;
  const middle = union.beside ? (left + right) / 2 : (left + right + (left === right ? 2 * (RADIUS + turn) : 0)) / 2;
  // bars of different families in one line run at different heights
  const bar = sideOf(first.row) - RADIUS - 12 - 5 * (number % 4);
  const ends = [middle, ...children.map(({ x }) => middleOf(x))];
  const drops = children.map(({ x, row }) => `M${middleOf(x)} ${bar}V${sideOf(row) - RADIUS}`).join('');
  return (
    <g>
      <path d={across} className="kl-kin" data-related={union.related} />
      {union.related && <path d={across} className="kl-between" />}
      <path
        d={`M${middle} ${union.beside ? upper : level}V${bar}M${Math.min(...ends)} ${bar}H${Math.max(...ends)}${drops}`}
        className="kl-kin"
      />
    </g>
  );
}
