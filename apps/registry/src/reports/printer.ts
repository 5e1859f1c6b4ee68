import { Injectable } from '@nestjs/common';
import { Config } from '../config.ts';
import { Problem } from '../problem.ts';
import { type Paper, textsOf, withTexts } from './blocks.ts';
import { drawPaper } from './draw-paper.ts';
import { codePointName, Fonts, spelledOut } from './fonts.ts';
import { type Language, namingCharacters } from './report-blocks.ts';

/** What becomes of characters that the font lacks: the paper is refused, or has their code points in their place. */
export type MissingCharacters = 'refuse' | 'code-points';

/** Makes files of papers. */
@Injectable()
export class Printer {
  private readonly fonts: Fonts;

  constructor(private readonly config: Config) {
    this.fonts = new Fonts(config.root);
  }

  /** The file, in which no character is an empty box. */
  async printed(paper: Paper, language: Language, missing: MissingCharacters): Promise<Uint8Array> {
    const lacking = await this.fonts.missing(textsOf(paper));
    if (lacking.length > 0 && missing === 'refuse') throw notInFont(lacking.map(codePointName));
    const complete = withTexts(namingCharacters(paper, language, lacking.map(codePointName)), (text) =>
      spelledOut(text, lacking),
    );
    return drawPaper(complete, await this.fonts.holding(textsOf(complete)));
  }

  /** Where the code on a paper is checked. */
  addressOf(code: string): string {
    return new URL(`/notices/${code}`, this.config.publicUrl ?? `http://localhost:${this.config.port}`).href;
  }
}

function notInFont(characters: readonly string[]): Problem {
  const detail = `The font of the report lacks ${characters.join(', ')}. Ask with missing=code-points to have these code points printed in their place and named in the report.`;
  return new Problem(422, 'characters-not-in-font', detail, { characters });
}
