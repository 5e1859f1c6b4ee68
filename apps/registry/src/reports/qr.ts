import QRCode from 'qrcode';

/** A QR code as squares of one unit, dark ones by column and row, with the quiet border of four units around it. */
export interface QrSquares {
  readonly size: number;
  readonly dark: readonly (readonly [column: number, row: number])[];
}

const BORDER = 4;

/** ISO/IEC 18004, error correction M. */
export function qrSquares(text: string): QrSquares {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const dark: (readonly [number, number])[] = [];
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column)) dark.push([column + BORDER, row + BORDER]);
    }
  }
  return { size: modules.size + 2 * BORDER, dark };
}
