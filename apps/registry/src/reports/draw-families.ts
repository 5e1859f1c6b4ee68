import type { DrawnHypothesis, DrawnPerson } from './blocks.ts';
import { INK, makeRoom, PAGE, type Pdf } from './page.ts';

const SYMBOL = 26;
const HEIGHT = 118;

/** Hypotheses side by side: each its name and words, and its family below. */
export function drawFamilies(pdf: Pdf, hypotheses: readonly DrawnHypothesis[]): void {
  makeRoom(pdf, HEIGHT + 34);
  const top = pdf.y;
  const width = PAGE.inner / hypotheses.length;
  const bottoms = hypotheses.map((each, i) => drawHypothesis(pdf, each, { left: PAGE.left + i * width, top, width }));
  pdf.y = Math.max(...bottoms) + 4;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

function drawHypothesis(pdf: Pdf, { name, words, drawing }: DrawnHypothesis, { left, top, width }: Box): number {
  pdf.font('bold').fontSize(10).fillColor(INK.text).text(name, left, top, { lineBreak: false });
  pdf
    .font('regular')
    .fontSize(8.5)
    .text(words, left + 24, top + 1, { width: width - 36 });
  const { couple, child, apart } = drawing;
  const places = couple.length + apart.length;
  const step = Math.min(62, (width - 20) / places);
  const first = left + (width - step * places) / 2 + step / 2;
  const adults = Math.max(pdf.y, top + 26) + SYMBOL / 2 + 4;
  const children = adults + 58;
  const [father, mother] = [first, first + step];
  const middle = (father + mother) / 2;
  pdf.lineWidth(1).strokeColor(INK.text);
  pdf
    .moveTo(father + SYMBOL / 2, adults)
    .lineTo(mother - SYMBOL / 2, adults)
    .stroke();
  pdf
    .moveTo(middle, adults)
    .lineTo(middle, children - SYMBOL / 2)
    .stroke();
  for (const [i, person] of [...couple, ...apart].entries()) drawPerson(pdf, person, first + i * step, adults, step);
  drawPerson(pdf, child, middle, children, step);
  return children + SYMBOL / 2 + 13;
}

/** Square, circle or diamond with the code below; dashed with a question mark for an unknown person. */
function drawPerson(pdf: Pdf, { sex, code }: DrawnPerson, x: number, y: number, room: number): void {
  const half = SYMBOL / 2;
  pdf.lineWidth(1.2).strokeColor(INK.text);
  if (code === undefined) pdf.dash(3, { space: 2 });
  if (sex === 'male') pdf.rect(x - half, y - half, SYMBOL, SYMBOL);
  else if (sex === 'female') pdf.circle(x, y, half);
  else pdf.polygon([x, y - half - 2], [x + half + 2, y], [x, y + half + 2], [x - half - 2, y]);
  pdf.fillAndStroke('#ffffff', INK.text).undash();
  pdf
    .font('regular')
    .fontSize(code === undefined ? 11 : 7.5)
    .fillColor(INK.text);
  if (code === undefined) {
    pdf.text('?', x - pdf.widthOfString('?') / 2, y - 7.5, { lineBreak: false });
    return;
  }
  pdf.text(code, x - room / 2 + 1, y + half + 2, { width: room - 2, align: 'center', height: 9, ellipsis: true });
}
