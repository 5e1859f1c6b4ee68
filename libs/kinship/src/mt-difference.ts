import { KinshipError } from './errors.ts';

/** Length of the revised Cambridge Reference Sequence (Andrews et al. 1999, doi:10.1038/13779; GenBank NC_012920). */
export const RCRS_LENGTH = 16_569;

/** One difference from the reference sequence: what stands at a position, or was inserted behind it. */
export interface MtDifference {
  readonly position: number;
  /** 0: at the position itself; 1, 2 ...: the first, second base inserted behind it. */
  readonly inserted: number;
  /** The bases that were seen: one, or several in a mixed position; empty for a deletion. */
  readonly bases: string;
  /** The base of the reference, where the list states it. */
  readonly reference: string | undefined;
}

/** Codes of bases and mixtures (IUPAC; Cornish-Bowden 1985). */
const CODES: Readonly<Record<string, string>> = {
  A: 'A',
  C: 'C',
  G: 'G',
  T: 'T',
  R: 'AG',
  Y: 'CT',
  S: 'CG',
  W: 'AT',
  K: 'GT',
  M: 'AC',
  B: 'CGT',
  D: 'AGT',
  H: 'ACT',
  V: 'ACG',
  N: 'ACGT',
};

const FORM = /^(?<reference>[ACGT-]?)(?<position>[1-9]\d{0,4})(?:\.(?<inserted>[1-9]\d?))?(?<seen>[A-Z]|-|del|DEL|d)$/;

/**
 * Reads `263G`, `A263G`, `315.1C`, `-315.1C`, `523d`, `A249del`, `249-`, `16093Y`. Requires the lists of EMPOP: insertions
 * numbered, length changes at the 3' end of a stretch. The message names the person and the place in the list only.
 */
export function readDifferences(person: string, list: readonly string[]): readonly MtDifference[] {
  const seen = new Set<string>();
  return list.map((text, i) => {
    const groups = FORM.exec(text.trim())?.groups ?? {};
    const position = Number(groups.position);
    const inserted = Number(groups.inserted ?? 0);
    const deleted = /^(?:-|del|DEL|d)$/.test(groups.seen ?? '');
    const bases = deleted ? '' : CODES[groups.seen ?? ''];
    if (bases === undefined || !(position <= RCRS_LENGTH) || (deleted && inserted > 0)) {
      throw fault(person, i, 'is not readable as a difference from the rCRS');
    }
    const place = `${position}.${inserted}`;
    if (seen.has(place)) throw fault(person, i, 'names a place that the list names already');
    seen.add(place);
    return { position, inserted, bases, reference: /[ACGT]/.exec(groups.reference ?? '')?.[0] };
  });
}

function fault(person: string, i: number, what: string): KinshipError {
  return new KinshipError('genotype-invalid', `Person ${person}, difference ${i + 1} of the list ${what}.`);
}
