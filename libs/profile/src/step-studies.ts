import { createHash } from 'node:crypto';
import { ProfileError } from './error.ts';

/** How many of the mutations that a study saw were by one repeat. */
export interface StepStudy {
  readonly population: string;
  readonly source: string;
  readonly loci: number;
  readonly mutations: number;
  readonly oneStep: number;
}

export interface StepStudies {
  readonly id: string;
  readonly title: string;
  readonly notes: readonly string[];
  readonly digest: string;
  readonly studies: readonly StepStudy[];
}

/** Reads such studies in the shipped form. Refuses figures that do not match the digest in the file. */
export function readStepStudies(json: unknown): StepStudies {
  const { studies, digest } = (typeof json === 'object' && json !== null ? json : {}) as Partial<StepStudies>;
  if (!Array.isArray(studies) || studies.length === 0 || !studies.every(isStudy)) {
    throw new ProfileError(
      'bad-table',
      'The studies of mutation steps cannot be used: a study lacks its source or counts.',
    );
  }
  const lines = studies.map((one) => `${one.population} ${one.loci} ${one.mutations} ${one.oneStep}\n`);
  if (createHash('sha256').update(lines.join('')).digest('hex') !== digest) {
    throw new ProfileError(
      'table-changed',
      'The studies of mutation steps are not the ones that their digest stands for.',
    );
  }
  return json as StepStudies;
}

function isStudy(value: unknown): value is StepStudy {
  const { population, source, loci, mutations, oneStep } = (value ?? {}) as Partial<StepStudy>;
  const counts = [loci, mutations, oneStep].every((count) => Number.isSafeInteger(count) && count! > 0);
  return Boolean(population && source) && counts && oneStep! <= mutations!;
}
