import { type ParentageInput, type Participant, readSettings, type SettingsText } from '@kinledger/kinship';
import { type FrequencyTable, type Profile, readFrequencyTable } from '@kinledger/profile';
import type { Check, CheckPerson } from '../api.ts';
import { type Curve, curvesOf, gainsOf, type Kit, type KitGain } from './expected.ts';
import { type Sensitivity, sensitivityOf } from './sensitivity.ts';

/** What the figures beside a result are computed from. */
export interface FiguresAsked {
  readonly check: Check;
  /** Files of frequency tables as the service hands them out, the one of the check among them. */
  readonly tables: readonly unknown[];
  readonly kits: readonly Kit[];
}

export interface Figures {
  readonly curves: readonly Curve[];
  readonly gains: readonly KitGain[];
  readonly sensitivity: Sensitivity;
}

/** Requires an answered check with all its persons. Everything is computed here, with the engine of the service. */
export function figuresOf({ check, tables: files, kits }: FiguresAsked): Figures | null {
  const tables = files.map(readFrequencyTable);
  const table = tables.find(({ digest }) => digest === check.population.digest);
  const { result } = check;
  if (table === undefined || result === null) return null;
  const input = inputOf(check, table);
  const used = result.loci.map(({ locus }) => locus);
  return {
    curves: curvesOf(input, used, result.combined.log10),
    gains: result.verdict === 'inconclusive' ? gainsOf(input, used, result.combined.log10, kits) : [],
    sensitivity: sensitivityOf(input, tables),
  };
}

function inputOf({ question, persons, result, settings }: Check, table: FrequencyTable): ParentageInput {
  const { child, parent, otherParent } = persons;
  return {
    question,
    child: participant(child),
    parent: participant(parent),
    ...(otherParent !== undefined && { otherParent: participant(otherParent) }),
    table,
    settings: readSettings((result?.settings ?? settings) as unknown as SettingsText),
  };
}

const participant = ({ code, sex, genotypes }: CheckPerson): Participant => ({
  code,
  sex,
  profile: genotypes as Profile,
});
