import type { FamPerson } from './fam-file.ts';
import { type FamLines, unreadable } from './fam-lines.ts';
import { checkPedigree, type Person } from './pedigree.ts';
import type { Hypothesis } from './question.ts';

interface Draft {
  readonly id: string;
  readonly sex: Person['sex'];
  father: string | null;
  mother: string | null;
  twin?: string;
}

/**
 * Reads the known relations and the pedigrees built on them. Each pedigree holds all persons of the file; a file without
 * pedigrees gives one of the known relations. `Direct` between two persons makes them twins.
 */
export function famPedigrees(lines: FamLines, persons: readonly FamPerson[]): readonly Hypothesis[] {
  if (lines.text('"Known relations"') !== 'Known relations') throw lines.fault('"Known relations" should stand here');
  const common = withExtras(
    lines,
    persons.map(({ id, sex }) => ({ id, sex, father: null, mother: null })),
  );
  relate(lines, common);
  const count = lines.integer('the number of pedigrees');
  const hypotheses = Array.from({ length: count }, (): Hypothesis => {
    lines.integer('the number of a pedigree');
    const name = lines.text('the name of a pedigree');
    const drafts = withExtras(
      lines,
      common.map((draft) => ({ ...draft })),
    );
    relate(lines, drafts);
    checkPedigree(drafts);
    return { name, pedigree: drafts };
  });
  if (new Set(hypotheses.map(({ name }) => name)).size < count) throw unreadable('Two pedigrees have the same name.');
  if (count > 0 || common.length === 0) return hypotheses;
  checkPedigree(common);
  return [{ name: 'Known relations', pedigree: common }];
}

/** The persons without a name, women first, named by their sex and number. */
function withExtras(lines: FamLines, drafts: readonly Draft[]): readonly Draft[] {
  const all = [...drafts];
  for (const sex of ['female', 'male'] as const) {
    const more = lines.integer(`the number of ${sex} persons without a name`);
    for (let i = 0; i < more; i++) {
      let number = 1;
      while (all.some(({ id }) => id === `Extra ${sex} ${number}`)) number++;
      all.push({ id: `Extra ${sex} ${number}`, sex, father: null, mother: null });
    }
  }
  return all;
}

/** Pairs of parent and child by their places among the persons, or `3 Direct` and the other twin. */
function relate(lines: FamLines, drafts: readonly Draft[]): void {
  const relations = lines.integer('the number of relations');
  for (let i = 0; i < relations; i++) {
    const first = /^(\d+)( Direct)?$/.exec(lines.text('a parent'));
    const parent = first === null ? undefined : drafts[Number(first[1])];
    if (parent === undefined) throw lines.fault('the place of a parent should stand here');
    const child = drafts[lines.integer('the place of a child', drafts.length)] as Draft;
    if (first?.[2] !== undefined) {
      parent.twin ??= child.twin ?? `twins of ${parent.id}`;
      child.twin = parent.twin;
      continue;
    }
    const role = parent.sex === 'male' ? 'father' : 'mother';
    if (child[role] !== null && child[role] !== parent.id) {
      throw lines.fault(`person ${child.id} has two ${role}s`);
    }
    child[role] = parent.id;
  }
}
