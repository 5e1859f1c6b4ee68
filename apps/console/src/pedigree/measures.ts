/** Measures of the drawing, in pixels. */
export const STEP = 116;
export const ROW = 118;
export const RADIUS = 19;
export const TOP = 8;
/** Two lines of letters below a symbol. */
export const LETTERS = 42;

/** The middle of a place, and of a generation. */
export const middleOf = (x: number): number => x * STEP + STEP / 2;
export const sideOf = (row: number): number => TOP + RADIUS + row * ROW;

/** How the picture looks outside of the pages: on white, whatever colours the pages have. */
export const PEDIGREE_STYLE = `
text { font: 13px sans-serif; fill: #111; text-anchor: middle }
.kl-more { font-size: 11px; fill: #444 }
.kl-person { fill: #fff; stroke: #111; stroke-width: 1.5 }
.kl-person[data-typed="true"] { fill: #b8cfdd }
.kl-person[data-nobody="true"] { stroke-dasharray: 4 3 }
.kl-person[data-doubted="true"] { stroke: #a15c07; stroke-width: 3 }
.kl-kin { fill: none; stroke: #111; stroke-width: 1.5 }
.kl-kin[data-related="true"] { stroke-width: 5 }
.kl-between { fill: none; stroke: #fff; stroke-width: 2 }
`;
