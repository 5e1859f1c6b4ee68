/**
 * The slow twin of libs/kinship: sums over every ordered genotype of every person, one after the other, with nothing
 * clever in it, and shares no code with the library. For a handful of persons and alleles only.
 */
export interface SlowPerson {
  readonly id: string;
  readonly male: boolean;
  readonly father: string | null;
  readonly mother: string | null;
  /** An earlier person with the very same genotype. */
  readonly twinOf?: string;
}

export interface SlowQuestion {
  /** Parents stand before their children. */
  readonly persons: readonly SlowPerson[];
  readonly frequencies: readonly number[];
  readonly male: readonly (readonly number[])[];
  readonly female: readonly (readonly number[])[];
  readonly theta: number;
  readonly xLinked: boolean;
  /** P(what was observed of this person | its one or two alleles). */
  readonly evidence: (id: string, alleles: readonly number[]) => number;
}

type Given = ReadonlyMap<string, readonly number[]>;

export function slowLikelihood(question: SlowQuestion): number {
  return fromPerson(question, 0, new Map(), []);
}

function fromPerson(question: SlowQuestion, place: number, given: Given, drawn: readonly number[]): number {
  const person = question.persons[place];
  if (person === undefined) return 1;
  let sum = 0;
  for (const option of genotypes(question, person, given, drawn)) {
    const chance = option.chance * question.evidence(person.id, option.alleles);
    if (chance === 0) continue;
    const next = new Map([...given, [person.id, option.alleles]]);
    sum += chance * fromPerson(question, place + 1, next, option.drawn);
  }
  return sum;
}

interface Option {
  readonly alleles: readonly number[];
  readonly drawn: readonly number[];
  readonly chance: number;
}

function genotypes(question: SlowQuestion, person: SlowPerson, given: Given, drawn: readonly number[]): Option[] {
  const fromFather = (before: Option): Option[] => oneAllele(question, given, person.father, 'male', before);
  const fromMother = (before: Option): Option[] => oneAllele(question, given, person.mother, 'female', before);
  const start: Option = { alleles: [], drawn, chance: 1 };
  if (person.twinOf !== undefined) return [{ ...start, alleles: given.get(person.twinOf) as readonly number[] }];
  if (question.xLinked && person.male) return fromMother(start);
  return fromFather(start).flatMap(fromMother);
}

function oneAllele(
  question: SlowQuestion,
  given: Given,
  parent: string | null,
  sex: 'male' | 'female',
  before: Option,
): Option[] {
  return question.frequencies.map((frequency, allele) => {
    const alleles = [...before.alleles, allele];
    if (parent === null) {
      const alike = before.drawn.filter((other) => other === allele).length;
      const { theta } = question;
      const urn = (alike * theta + (1 - theta) * frequency) / (1 + (before.drawn.length - 1) * theta);
      return { alleles, drawn: [...before.drawn, allele], chance: before.chance * urn };
    }
    const carried = given.get(parent) as readonly number[];
    const rows = carried.map((from) => question[sex][from]?.[allele] as number);
    const passed = rows.reduce((sum, p) => sum + p, 0) / rows.length;
    return { alleles, drawn: before.drawn, chance: before.chance * passed };
  });
}
