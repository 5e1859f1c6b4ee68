import type { Cell, Row, TableBlock } from './blocks.ts';
import { INK, makeRoom, PAGE, type Pdf } from './page.ts';

const SIZE = 7.8;
const BAR = 7.6;
const PADDING = 3;

interface Place {
  readonly left: number;
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** A table whose head is repeated where it goes on on another page. No row is parted. */
export function drawTable(pdf: Pdf, { columns, rows }: TableBlock): void {
  const all = columns.reduce((sum, { share }) => sum + share, 0);
  let left: number = PAGE.left;
  const places = columns.map(({ share, align }): Place => {
    const start = left;
    const width = (share / all) * PAGE.inner;
    left += width;
    return { left: start, width, align: align ?? 'left' };
  });
  const head = (): void => drawRow(pdf, { cells: columns.map(({ title }) => title) }, places, 'bold');
  makeRoom(pdf, 40);
  head();
  for (const row of rows) {
    const page = pdf.bufferedPageRange().count;
    makeRoom(pdf, heightOf(pdf, row, places, 'regular'));
    if (pdf.bufferedPageRange().count > page) head();
    drawRow(pdf, row, places, 'regular');
  }
  pdf.y += 6;
}

type Weight = 'regular' | 'bold';

function heightOf(pdf: Pdf, { cells }: Row, places: readonly Place[], font: Weight): number {
  pdf.font(font).fontSize(SIZE);
  const heights = cells.map((cell, i) => {
    const { width } = places[i]!;
    return typeof cell === 'string' ? pdf.heightOfString(cell === '' ? '0' : cell, { width: width - 2 * PADDING }) : 0;
  });
  return Math.max(...heights) + 2 * 1.6;
}

function drawRow(pdf: Pdf, row: Row, places: readonly Place[], font: Weight): void {
  const top = pdf.y;
  const height = heightOf(pdf, row, places, font);
  if (font === 'bold') pdf.rect(PAGE.left, top, PAGE.inner, height).fill('#eef1f4');
  for (const [i, cell] of row.cells.entries())
    drawCell(pdf, cell, places[i]!, { top, height, font, marked: row.marked ?? false });
  const bottom = top + height;
  pdf
    .moveTo(PAGE.left, bottom)
    .lineTo(PAGE.left + PAGE.inner, bottom)
    .lineWidth(0.4)
    .strokeColor(INK.line)
    .stroke();
  pdf.y = bottom;
}

interface Drawn {
  readonly top: number;
  readonly height: number;
  readonly font: Weight;
  readonly marked: boolean;
}

function drawCell(pdf: Pdf, cell: Cell, { left, width, align }: Place, { top, height, font, marked }: Drawn): void {
  if (typeof cell !== 'string') {
    drawBar(pdf, cell, { left, width }, { top, height, marked });
    return;
  }
  pdf
    .font(font)
    .fontSize(SIZE)
    .fillColor(marked ? INK.marked : INK.text);
  pdf.text(cell, left + PADDING, top + 1.6, { width: width - 2 * PADDING, align });
}

/** From zero to the value; minus infinity is an open bar to the left end. Marked ones are hatched, for eyes without colour. */
function drawBar(
  pdf: Pdf,
  { bar, scale: [low, high] }: Exclude<Cell, string>,
  { left, width }: { readonly left: number; readonly width: number },
  { top, height, marked }: { readonly top: number; readonly height: number; readonly marked: boolean },
): void {
  const [from, room] = [left + PADDING, width - 2 * PADDING];
  const at = (value: number): number => from + ((Math.min(Math.max(value, low), high) - low) / (high - low)) * room;
  const zero = at(0);
  const end = at(bar ?? low);
  const [x, length, y] = [Math.min(zero, end), Math.abs(end - zero), top + 3.2];
  const thick = BAR;
  const ink = marked ? INK.marked : INK.bar;
  if (bar === null) pdf.rect(x, y, length, thick).lineWidth(0.7).strokeColor(ink).stroke();
  else pdf.rect(x, y, length, thick).fill(ink);
  if (marked) {
    pdf.save().rect(x, y, length, thick).clip().lineWidth(0.6).strokeColor('#ffffff');
    for (let start = x - thick; start < x + length; start += 4) pdf.moveTo(start, y + thick).lineTo(start + thick, y);
    pdf.stroke().restore();
  }
  pdf
    .moveTo(zero, top)
    .lineTo(zero, top + height)
    .lineWidth(0.5)
    .strokeColor(INK.faint)
    .stroke();
}
