import {
  type CompiledLocus,
  type CompiledQuestion,
  compileQuestion,
  type KinshipQuestion,
  type LinkageWarning,
  type LocusQuestion,
  type LocusTable,
  linkageWarnings,
  type Pedigree,
} from '@kinledger/kinship';
import { claimed, type PlaceQuestion } from './belief-question.ts';
import { SearchError } from './error.ts';
import type { SearchQuestion } from './types.ts';

const STILL = { model: 'none', maleRate: 0, femaleRate: 0 } as const;

/**
 * Works questions out for every genotype, as they are and without mutation and silent alleles. Remembers what a locus
 * comes to: ten thousand parents show no more than a few hundred genotypes there.
 */
export class QuestionCompiler {
  /** By pedigrees and settings, by table, by what is seen. */
  private readonly known = new Map<string, Map<LocusTable, Map<string, CompiledLocus>>>();

  compile(asked: PlaceQuestion): SearchQuestion {
    const { question, place, hypothesis } = asked;
    const loci = question.loci.filter(({ observations }) => Object.keys(observations).length > 0);
    if (loci.length === 0) {
      throw new SearchError('no-common-loci', 'No locus of the tables is typed in anybody of the question.');
    }
    if ((question.linked ?? []).length > 0 || question.settings.chromosome === 'X') {
      throw new SearchError('question-invalid', 'A search takes autosomal loci, each by itself, and no linked pairs.');
    }
    const { silentFrequency: _, ...settings } = question.settings;
    const asIs = { ...question, loci };
    const strict = { ...question, loci, settings: { ...settings, mutation: STILL } };
    const warnings = warningsOf({ ...asked, question: asIs });
    const compiled = (one: KinshipQuestion): CompiledQuestion => {
      const { key, persons } = shapeOf(one, place, hypothesis);
      const ofShape = this.known.get(key) ?? new Map<LocusTable, Map<string, CompiledLocus>>();
      this.known.set(key, ofShape);
      const locusAt = (locus: LocusQuestion): CompiledLocus => {
        const ofTable = ofShape.get(locus.table) ?? new Map<string, CompiledLocus>();
        ofShape.set(locus.table, ofTable);
        const seen = seenAt(locus, persons);
        const known = ofTable.get(seen) ?? compileQuestion({ ...one, loci: [locus] }, place, hypothesis).loci[0];
        ofTable.set(seen, known as CompiledLocus);
        return known as CompiledLocus;
      };
      return { loci: one.loci.map(locusAt), warnings };
    };
    return { compiled: compiled(asIs), strict: compiled(strict) };
  }
}

/** What is seen of whom, the persons by number. */
function seenAt({ observations }: LocusQuestion, persons: ReadonlyMap<string, number>): string {
  let text = '';
  for (const [id, observation] of Object.entries(observations)) {
    text += `${persons.get(id)}:${'seen' in observation ? JSON.stringify(observation) : observation.join('/')};`;
  }
  return text;
}

/** Works one question out. */
export function compileSearch(asked: PlaceQuestion): SearchQuestion {
  return new QuestionCompiler().compile(asked);
}

interface Shape {
  readonly key: string;
  readonly persons: ReadonlyMap<string, number>;
}

/** The pedigrees and settings with numbers in the place of names. */
function shapeOf({ hypotheses, against, settings }: KinshipQuestion, place: string, name: string): Shape {
  const persons = new Map<string, number>();
  const numberOf = (id: string | null): number | null => {
    if (id !== null && !persons.has(id)) persons.set(id, persons.size);
    return id === null ? null : (persons.get(id) as number);
  };
  const drawn = (pedigree: Pedigree): unknown =>
    pedigree.map(({ id, sex, father, mother, twin }) => [
      numberOf(id),
      sex,
      numberOf(father),
      numberOf(mother),
      twin ?? null,
    ]);
  const pedigrees = [name, against].map((one) => drawn(hypotheses.find((h) => h.name === one)?.pedigree ?? []));
  return { key: JSON.stringify([pedigrees, numberOf(place), settings]), persons };
}

function warningsOf(asked: PlaceQuestion): readonly LinkageWarning[] {
  const { question, place, hypothesis } = asked;
  const against = question.hypotheses.filter(({ name }) => name === question.against);
  return linkageWarnings({
    hypotheses: [{ name: hypothesis, pedigree: claimed(asked) }, ...against],
    loci: question.loci.map(({ table, observations }) => ({ table, observations: { ...observations, [place]: [] } })),
    settings: question.settings,
  });
}
