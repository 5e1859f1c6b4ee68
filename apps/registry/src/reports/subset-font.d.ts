declare module 'subset-font' {
  /** The font with the glyphs of `text` only; with all when `keepAllGlyphs` is set and `text` is empty. */
  function subsetFont(
    font: Buffer,
    text: string,
    options: { readonly targetFormat: 'truetype'; readonly keepAllGlyphs?: boolean; readonly noHinting?: boolean },
  ): Promise<Buffer>;
  export = subsetFont;
}
