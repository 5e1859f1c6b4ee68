import { canonicalJson, sha256Hex } from '@kinledger/audit';
import type { ParentageResult } from '@kinledger/kinship';
import type { CheckResult, KinshipCheck } from '../checks/checks.entity.ts';
import type { CheckInputs } from '../checks/inputs.ts';

/** What two persons put their names to: the conclusion with the digests of everything it rests on. */
export interface Content {
  readonly text: string;
  readonly hash: string;
}

/** The same check always gives the same text, so that both signers sign the same bytes. */
export function contentOf(check: KinshipCheck, stored: CheckResult, result: ParentageResult): Content {
  const inputs = JSON.parse(check.inputs) as CheckInputs;
  const persons = [inputs.child, inputs.parent, ...(inputs.otherParent ? [inputs.otherParent] : [])];
  const text = canonicalJson({
    statement: 'The named check supports H1; the signer has read its result and confirms H1.',
    case: check.caseId,
    check: check.id,
    question: check.question,
    hypotheses: result.hypotheses,
    persons: persons.map(({ code, profileId, profileDigest }) => ({ code, profile: profileId, digest: profileDigest })),
    population: inputs.population,
    settings: inputs.settings,
    combined: result.combined,
    verdict: result.verdict,
    inputs: check.inputsDigest,
    result: stored.resultDigest,
    engine: { version: stored.engineVersion, digest: stored.engineDigest },
  });
  return { text, hash: sha256Hex(text) };
}
