/** The code points that a TrueType font has a glyph for: its `cmap`, in the formats 4 and 12 (OpenType 1.9). */
export function codePointsOf(font: Buffer): ReadonlySet<number> {
  const cmap = tableAt(font, 'cmap');
  const found = new Set<number>();
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i += 1) {
    const subtable = cmap + font.readUInt32BE(cmap + 4 + 8 * i + 4);
    const format = font.readUInt16BE(subtable);
    if (format === 4) readSegments(font, subtable, found);
    if (format === 12) readGroups(font, subtable, found);
  }
  return found;
}

function tableAt(font: Buffer, name: string): number {
  for (let i = 0; i < font.readUInt16BE(4); i += 1) {
    const entry = 12 + 16 * i;
    if (font.toString('latin1', entry, entry + 4) === name) return font.readUInt32BE(entry + 8);
  }
  throw new Error(`The font has no table ${name}.`);
}

function readSegments(font: Buffer, subtable: number, found: Set<number>): void {
  const twice = font.readUInt16BE(subtable + 6);
  const [ends, starts] = [subtable + 14, subtable + 16 + twice];
  const [deltas, offsets] = [starts + twice, starts + 2 * twice];
  for (let at = 0; at < twice; at += 2) {
    const [start, end] = [font.readUInt16BE(starts + at), font.readUInt16BE(ends + at)];
    const [delta, offset] = [font.readUInt16BE(deltas + at), font.readUInt16BE(offsets + at)];
    for (let point = start; point <= end && point < 0xffff; point += 1) {
      const stored = offset === 0 ? point : font.readUInt16BE(offsets + at + offset + 2 * (point - start));
      if (offset === 0 ? (stored + delta) % 65_536 !== 0 : stored !== 0) found.add(point);
    }
  }
}

function readGroups(font: Buffer, subtable: number, found: Set<number>): void {
  for (let i = 0; i < font.readUInt32BE(subtable + 12); i += 1) {
    const group = subtable + 16 + 12 * i;
    const [start, end, glyph] = [font.readUInt32BE(group), font.readUInt32BE(group + 4), font.readUInt32BE(group + 8)];
    for (let point = start; point <= end; point += 1) if (glyph + point - start !== 0) found.add(point);
  }
}
