import type { Block, Paper, ResultBlock } from './blocks.ts';
import { drawFamilies } from './draw-families.ts';
import { drawTable } from './draw-table.ts';
import type { PaperFonts } from './fonts.ts';
import { INK, line, makeRoom, PAGE, type Pdf } from './page.ts';
import { type QrSquares, qrSquares } from './qr.ts';

const SIZE = { title: 17, heading: 11.5, text: 9, small: 7.5 } as const;

/**
 * The paper as a PDF, its fonts inside. The same paper and fonts give the same bytes: the only time in it is the paper's
 * own. Requires fonts that hold every character of the paper. `compress`: false leaves its text readable, for tests.
 */
export async function drawPaper(paper: Paper, fonts: PaperFonts, compress = true): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit'); // loaded with the first paper
  const at = new Date(paper.at);
  const pdf = new PDFDocument({
    size: 'A4',
    margins: { top: PAGE.top, bottom: 60, left: PAGE.left, right: PAGE.left },
    bufferPages: true,
    compress,
    pdfVersion: '1.7',
    lang: paper.language,
    displayTitle: true,
    info: { Title: paper.title, Producer: 'Kinledger', Creator: 'Kinledger', CreationDate: at, ModDate: at },
  });
  const pieces: Buffer[] = [];
  pdf.on('data', (piece: Buffer) => pieces.push(piece));
  const ended = new Promise<void>((resolve, reject) => pdf.on('end', resolve).on('error', reject));
  pdf.registerFont('regular', fonts.regular).registerFont('bold', fonts.bold);
  for (const block of paper.blocks) draw(pdf, block);
  furnish(pdf, paper);
  pdf.end();
  await ended;
  return Buffer.concat(pieces);
}

type Of<Kind extends Block['kind']> = Extract<Block, { readonly kind: Kind }>;

const DRAWINGS: { readonly [Kind in Block['kind']]: (pdf: Pdf, block: Of<Kind>) => void } = {
  title: (pdf, { text }) => write(pdf, text, { font: 'bold', size: SIZE.title, after: 6 }),
  heading: (pdf, { text, keep = 40 }) => heading(pdf, text, keep),
  text: (pdf, { text, small }) =>
    write(pdf, text, small ? { size: SIZE.small, ink: INK.faint, after: 3 } : { after: 4 }),
  facts: (pdf, { rows }) => facts(pdf, rows),
  table: drawTable,
  result,
  pedigrees: (pdf, { of }) => drawFamilies(pdf, of),
  check: (pdf, { label, code, address }) => check(pdf, label, code, address),
  end: (pdf, { text }) => end(pdf, text),
};

function draw<Kind extends Block['kind']>(pdf: Pdf, block: Of<Kind>): void {
  DRAWINGS[block.kind as Kind](pdf, block);
}

interface Writing {
  readonly font?: 'regular' | 'bold';
  readonly size?: number;
  readonly ink?: string;
  readonly after?: number;
}

function write(
  pdf: Pdf,
  text: string,
  { font = 'regular', size = SIZE.text, ink = INK.text, after = 0 }: Writing,
): void {
  pdf.font(font).fontSize(size).fillColor(ink);
  const options = { width: PAGE.inner, lineGap: 1.5 };
  const height = pdf.heightOfString(text, options);
  if (height < 120) makeRoom(pdf, height);
  pdf.text(text, PAGE.left, pdf.y, options);
  pdf.y += after;
}

function heading(pdf: Pdf, text: string, keep: number): void {
  makeRoom(pdf, 26 + keep);
  pdf.y += 9;
  pdf.font('bold').fontSize(SIZE.heading).fillColor(INK.text).text(text, PAGE.left, pdf.y, { width: PAGE.inner });
  pdf.y += 2;
  line(pdf, pdf.y);
  pdf.y += 5;
}

const LABEL_WIDTH = 128;

function facts(pdf: Pdf, rows: readonly (readonly [string, string])[]): void {
  const options = { width: PAGE.inner - LABEL_WIDTH, lineGap: 1.5 };
  for (const [label, value] of rows) {
    pdf.font('regular').fontSize(8.5);
    const labelHeight = pdf.heightOfString(label, { width: LABEL_WIDTH - 10, lineGap: 1.5 });
    const height = Math.max(pdf.heightOfString(value, options), labelHeight);
    makeRoom(pdf, height);
    const { y } = pdf;
    pdf.fillColor(INK.faint).text(label, PAGE.left, y, { width: LABEL_WIDTH - 10, lineGap: 1.5 });
    pdf.fillColor(INK.text).text(value, PAGE.left + LABEL_WIDTH, y, options);
    pdf.y = y + height + 2;
  }
  pdf.y += 3;
}

function result(pdf: Pdf, { verdict, digits, power, lead, log10 }: ResultBlock): void {
  const top = pdf.y;
  pdf.roundedRect(PAGE.left, top, PAGE.inner, 64, 4).lineWidth(1).strokeColor(INK.text).stroke();
  pdf.font('bold').fontSize(14).fillColor(INK.text);
  pdf.text(verdict, PAGE.left + 14, top + 22, { width: 190, lineBreak: true });
  const left = PAGE.left + 215;
  pdf
    .font('bold')
    .fontSize(21)
    .text(digits, left, top + 7, { lineBreak: false });
  const width = pdf.widthOfString(digits);
  if (power !== null) pdf.fontSize(12).text(power, left + width + 1, top + 6, { lineBreak: false });
  pdf.font('regular').fontSize(8.5).fillColor(INK.faint);
  pdf.text(lead, left, top + 37, { lineBreak: false }).text(log10, left, top + 49, { lineBreak: false });
  pdf.y = top + 72;
}

const QR_SIZE = 92;

/** The code, and the address as text and as a picture for a camera. */
function check(pdf: Pdf, label: string, code: string, address: string): void {
  makeRoom(pdf, QR_SIZE + 10);
  const { y } = pdf;
  const squares: QrSquares = qrSquares(address);
  const step = QR_SIZE / squares.size;
  for (const [column, row] of squares.dark) {
    pdf.rect(PAGE.left + column * step, y + row * step, step, step);
  }
  pdf.fill('#000000');
  const left = PAGE.left + QR_SIZE + 16;
  const options = { width: PAGE.inner - QR_SIZE - 16, lineGap: 1.5 };
  pdf
    .font('regular')
    .fontSize(8.5)
    .fillColor(INK.faint)
    .text(label, left, y + 12, options);
  pdf
    .font('bold')
    .fontSize(11)
    .fillColor(INK.text)
    .text(code, left, pdf.y + 2, options);
  pdf
    .font('regular')
    .fontSize(7.5)
    .fillColor(INK.text)
    .text(address, left, pdf.y + 6, options);
  pdf.y = y + QR_SIZE + 8;
}

function end(pdf: Pdf, text: string): void {
  makeRoom(pdf, 30);
  pdf.y += 8;
  pdf.font('regular').fontSize(SIZE.text).fillColor(INK.faint);
  pdf.text(text, PAGE.left, pdf.y, { width: PAGE.inner, align: 'center' });
}

/** What stands on every page, once it is known how many there are. */
function furnish(pdf: Pdf, { header, footer, page, withdrawn }: Paper): void {
  const { count } = pdf.bufferedPageRange();
  for (let i = 0; i < count; i += 1) {
    pdf.switchToPage(i);
    pdf.page.margins.bottom = 0; // text below the margin would begin a page of its own
    pdf.font('regular').fontSize(SIZE.small).fillColor(INK.faint);
    pdf.text(header, PAGE.left, 30, { width: PAGE.inner, lineBreak: false });
    line(pdf, 42);
    line(pdf, 795);
    pdf.fillColor(INK.faint).text(footer, PAGE.left, 800, { lineBreak: false });
    const place = page(i + 1, count);
    const right = PAGE.left + PAGE.inner - pdf.widthOfString(place);
    pdf.text(place, right, 800, { lineBreak: false });
    if (withdrawn !== null) markWithdrawn(pdf, withdrawn);
  }
}

function markWithdrawn(pdf: Pdf, { words, mark }: NonNullable<Paper['withdrawn']>): void {
  pdf.save();
  pdf.rotate(-52, { origin: [PAGE.width / 2, 420] });
  pdf.font('bold').fontSize(92).fillColor(INK.marked, 0.13);
  pdf.text(mark, PAGE.width / 2 - pdf.widthOfString(mark) / 2, 370, { lineBreak: false });
  pdf.restore();
  pdf.rect(PAGE.left, 44, PAGE.inner, 15).fillColor(INK.marked, 1).fill();
  pdf.font('bold').fontSize(8).fillColor('#ffffff', 1);
  pdf.text(words, PAGE.left + 6, 46, { lineBreak: false });
}
