// A report before it is drawn: what stands where, in the words of one language. The drawing adds no text of its own, so that
// what a report says can be read and tested here, and the characters it needs are known before its font is made.

export type Block =
  | { readonly kind: 'title'; readonly text: string }
  /** `keep`: how much room in points must follow on the same page. */
  | { readonly kind: 'heading'; readonly text: string; readonly keep?: number }
  | { readonly kind: 'text'; readonly text: string; readonly small?: boolean }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | TableBlock
  | ResultBlock
  | { readonly kind: 'pedigrees'; readonly of: readonly DrawnHypothesis[] }
  | { readonly kind: 'check'; readonly label: string; readonly code: string; readonly address: string }
  | { readonly kind: 'end'; readonly text: string };

export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** `share`: of the width, in proportion to the other columns. */
export interface Column {
  readonly title: string;
  readonly share: number;
  readonly align?: 'right';
}

export interface Row {
  readonly cells: readonly Cell[];
  /** Something in this row needs a look. */
  readonly marked?: boolean;
}

/** A text, or a bar from zero to `bar` on the scale that all bars of a column share; null for minus infinity. */
export type Cell = string | { readonly bar: number | null; readonly scale: readonly [low: number, high: number] };

export interface ResultBlock {
  readonly kind: 'result';
  readonly verdict: string;
  readonly digits: string;
  readonly power: string | null;
  readonly lead: string;
  readonly log10: string;
}

export interface DrawnHypothesis {
  readonly name: string;
  readonly words: string;
  readonly drawing: FamilyDrawing;
}

export interface DrawnPerson {
  readonly sex: 'male' | 'female' | 'unknown';
  /** Absent for an unknown person who was not typed. */
  readonly code?: string;
}

/** A couple with their child, and who stands apart from them. */
export interface FamilyDrawing {
  readonly couple: readonly [DrawnPerson, DrawnPerson];
  readonly child: DrawnPerson;
  readonly apart: readonly DrawnPerson[];
}

/** A whole paper. `header` and `footer` stand on every page, `withdrawn` as well when there is one. */
export interface Paper {
  readonly title: string;
  readonly language: string;
  /** The time that the file gives as its own, so that the same paper is the same bytes. */
  readonly at: string;
  readonly header: string;
  readonly footer: string;
  readonly page: (page: number, pages: number) => string;
  readonly withdrawn: { readonly words: string; readonly mark: string } | null;
  readonly blocks: readonly Block[];
}

/** Every text that the paper prints, for the font to be made of. */
export function textsOf({ title, header, footer, page, withdrawn, blocks }: Paper): string {
  const texts: string[] = [title, header, footer, page(8, 88), '0123456789?', ...Object.values(withdrawn ?? {})];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner);
  };
  collect(blocks);
  return texts.join('\n');
}

/** The same paper with every text as `change` gives it. */
export function withTexts(paper: Paper, change: (text: string) => string): Paper {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, FIXED.includes(name) ? inner : walk(inner)]),
    );
  };
  const { page } = paper;
  return { ...(walk({ ...paper, page: null }) as Paper), page: (one, all) => change(page(one, all)) };
}

/** Fields that are read by the drawing and never printed as they are. */
const FIXED: readonly string[] = ['kind', 'align', 'sex', 'language', 'at', 'address'];
