import { DEFAULT_SETTINGS, readSettings, writeFamFile, writePedFile } from '@kinledger/kinship';
import { cmfMisfit, writeCmf, writeCsv, writeJson } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.ts';
import { readingsOf } from '../access/reads.ts';
import type { CasePersonView } from '../cases/cases.dto.ts';
import { CasesService } from '../cases/cases.service.ts';
import { absent, Problem } from '../problem.ts';
import { recordAll } from '../record.ts';
import { ReferenceService } from '../reference/reference.service.ts';
import type { Category } from '../submissions/categories.ts';
import { cmfFacts, cmfUnfit, type ExportedSample, mappedSpecimen, type Unfit } from '../submissions/export-cmf.ts';
import { type ProfileFacts, ProfilesService } from '../submissions/profiles.service.ts';
import { type AskedFamily, type FamilyMember, type FamWish, famFile, pedFamily } from './case-export-family.ts';
import { ChecksStore } from './checks.store.ts';
import type { CheckInputs } from './inputs.ts';

export const CASE_FORMATS = ['csv', 'json', 'cmf', 'fam', 'ped'] as const;
export type CaseFormat = (typeof CASE_FORMATS)[number];

/** What a caseworker wants of a case. */
export interface CaseWish {
  readonly format: CaseFormat;
  /** A check of the case: its persons alone, in the versions it was asked with, as its hypotheses relate them. */
  readonly check: string | undefined;
  /** The frequency table of a file for Familias, where no check names one. */
  readonly population: string | undefined;
  readonly unfit: Unfit;
  readonly laboratory: string | undefined;
}

export interface CaseFile {
  readonly name: string;
  readonly text: string;
}

/** A person of the case with the profile that is exported. */
interface Chosen {
  readonly person: CasePersonView;
  readonly facts: ProfileFacts;
}

/** Writes the profiles of a case, under the codes of its persons, in the forms that other programs read. */
@Injectable()
export class CaseExport {
  constructor(
    private readonly cases: CasesService,
    private readonly checks: ChecksStore,
    private readonly profiles: ProfilesService,
    private readonly reference: ReferenceService,
    @InjectDataSource() private readonly database: DataSource,
  ) {}

  /** Recorded as a reading before it leaves. Whoever was erased is not in it. */
  async write(actor: Actor, caseId: string, wish: CaseWish, now: Date): Promise<CaseFile> {
    const { number, persons } = await this.cases.view(actor, caseId);
    const inputs = wish.check === undefined ? undefined : await this.inputs(caseId, wish.check);
    const chosen = await this.chosen(persons, inputs);
    const text = await this.text(actor, number, chosen, inputs, wish, now);
    const profiles = chosen.map(({ facts }) => facts.id);
    const shown = { cases: [caseId], profiles, ...(wish.check === undefined ? {} : { check: wish.check }) };
    await recordAll(this.database.manager, actor, readingsOf(actor, shown));
    return { name: number, text };
  }

  private async inputs(caseId: string, checkId: string): Promise<CheckInputs> {
    const check = await this.checks.find(checkId);
    if (check === null || check.caseId !== caseId) throw absent('check in this case');
    return JSON.parse(check.inputs) as CheckInputs;
  }

  private async chosen(
    persons: readonly CasePersonView[],
    inputs: CheckInputs | undefined,
  ): Promise<readonly Chosen[]> {
    const asked = inputs && [inputs.child, inputs.parent, ...(inputs.otherParent ? [inputs.otherParent] : [])];
    const wanted = persons.flatMap((person) => {
      const input = asked?.find(({ personId }) => personId === person.id);
      if (asked !== undefined && input === undefined) return [];
      return [{ person, profileId: input?.profileId ?? person.profileId }];
    });
    const found = await Promise.all(
      wanted.map(async ({ person, profileId }) => ({ person, facts: await this.profiles.version(profileId) })),
    );
    const left = found.filter(({ facts }) => facts.erased === null);
    if (left.length === 0) throw new Problem(422, 'nothing-to-export', 'There are no profiles in this case to export.');
    return left;
  }

  private async text(
    actor: Actor,
    number: string,
    chosen: readonly Chosen[],
    inputs: CheckInputs | undefined,
    wish: CaseWish,
    now: Date,
  ): Promise<string> {
    const samples = chosen.map(sampleOf);
    const members = chosen.map(memberOf);
    switch (wish.format) {
      case 'csv':
        return [...writeCsv(samples)].join('');
      case 'json':
        return [...writeJson(samples)].join('');
      case 'cmf':
        return cmfText(actor, chosen, wish, now);
      case 'ped':
        return writePedFile([pedFamily(number, members, familyOf(inputs))], 'quickped');
      case 'fam':
        return writeFamFile(famFile(members, familyOf(inputs), await this.famWish(inputs, wish)));
    }
  }

  private async famWish(inputs: CheckInputs | undefined, { population, unfit }: CaseWish): Promise<FamWish> {
    if (inputs !== undefined) {
      const { value: table } = await this.reference.exactTable(inputs.population.digest);
      return { table, settings: readSettings(inputs.settings), unfit };
    }
    if (population !== undefined) {
      return { table: await this.reference.table(population), settings: DEFAULT_SETTINGS, unfit };
    }
    const detail = 'A file for Familias holds the frequencies of a population: name one as "population", or a check.';
    throw new Problem(422, 'needs-population', detail);
  }
}

function familyOf(inputs: CheckInputs | undefined): AskedFamily | undefined {
  if (inputs === undefined) return undefined;
  const { question, child, parent, otherParent } = inputs;
  const other = otherParent === undefined ? {} : { otherParent: otherParent.code };
  return { question, child: child.code, parent: parent.code, ...other };
}

function memberOf({ person: { code, sex }, facts }: Chosen): FamilyMember {
  return { code, sex, profile: facts.genotypes };
}

function sampleOf({ person, facts }: Chosen): ExportedSample {
  return { profileId: facts.id, sample: person.code, profile: facts.genotypes, category: cmfCategory(person) };
}

function cmfText(actor: Actor, chosen: readonly Chosen[], wish: CaseWish, now: Date): string {
  const [laboratory, ...others] = new Map(chosen.map(({ facts }) => [facts.laboratory.id, facts.laboratory])).values();
  const source = others.length === 0 ? laboratory! : { id: chosen[0]!.person.id, name: 'several laboratories' };
  const facts = cmfFacts(actor, source, wish, now);
  const samples = chosen.map(sampleOf);
  if (wish.unfit === 'refuse') {
    const misfits = samples.map((sample) => ({ sample: sample.sample, ...cmfMisfit(sample) }));
    const names = misfits.filter(({ name }) => name).map(({ sample }) => sample);
    const loci = [...new Set(misfits.flatMap((misfit) => misfit.loci))].sort();
    if (names.length > 0 || loci.length > 0) throw cmfUnfit({ count: names.length, some: names.slice(0, 5) }, loci);
  }
  return [...writeCmf(samples.map(mappedSpecimen), facts)].join('');
}

/** The category of the CMF list that says of a person what ours says; `Other` where none does. */
function cmfCategory({ category, sex }: CasePersonView): string {
  const parent = { male: 'Biological Father', female: 'Biological Mother', unknown: 'Other' }[sex];
  const categories: Readonly<Partial<Record<Category, string>>> = {
    'parent-of-abducted-child': parent,
    'parent-of-missing-child': parent,
    'rescued-child': 'Unidentified Person',
    'child-of-unexplained-origin': 'Unidentified Person',
    'adult-of-unknown-origin': 'Unidentified Person',
    'unidentified-remains': 'Unidentified Person',
    'personal-item': 'Missing Person',
  };
  return categories[category] ?? 'Other';
}
