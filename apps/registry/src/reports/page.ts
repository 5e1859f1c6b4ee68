import type PDFDocument from 'pdfkit';

export type Pdf = InstanceType<typeof PDFDocument>;

/** Points of 1/72 inch on A4. */
export const PAGE = { width: 595.28, left: 48, top: 66, bottom: 781, inner: 499.28 } as const;
export const INK = { text: '#1a1a1a', faint: '#5a5a5a', line: '#b8b8b8', bar: '#2f5d8a', marked: '#9a1f1f' } as const;

/** Goes on on a new page when less than `height` is left of this one. */
export function makeRoom(pdf: Pdf, height: number): void {
  if (pdf.y + height <= PAGE.bottom) return;
  pdf.addPage();
  pdf.y = PAGE.top;
}

export function line(pdf: Pdf, y: number): void {
  pdf
    .moveTo(PAGE.left, y)
    .lineTo(PAGE.left + PAGE.inner, y)
    .lineWidth(0.6)
    .strokeColor(INK.line)
    .stroke();
}
