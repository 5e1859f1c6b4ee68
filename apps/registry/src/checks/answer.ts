import { canonicalJson, sha256Hex } from '@kinledger/audit';
import { type ParentageResult, type Participant, parentage, readSettings } from '@kinledger/kinship';
import type { FrequencyTable } from '@kinledger/profile';
import { Injectable } from '@nestjs/common';
import { erased, Problem } from '../problem.ts';
import { ReferenceService } from '../reference/reference.service.ts';
import { ProfilesService } from '../submissions/profiles.service.ts';
import type { CheckInputs, PersonInput } from './inputs.ts';

/** A result with the canonical text it is stored as and that text's SHA-256. */
export interface Answer {
  readonly result: ParentageResult;
  readonly text: string;
  readonly digest: string;
}

/** Computes the answer to stored inputs. The same inputs give the same digits, today and in forty years. */
@Injectable()
export class Answering {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly reference: ReferenceService,
  ) {}

  /** Throws KinshipError when the question has no answer, and Problem when an input is no longer what was asked about. */
  async answer(inputs: CheckInputs): Promise<Answer> {
    return this.answerWith(inputs, (await this.reference.exactTable(inputs.population.digest)).value);
  }

  /** What the answer would be with another table. */
  async answerWith(inputs: CheckInputs, table: FrequencyTable): Promise<Answer> {
    const result = parentage({
      question: inputs.question,
      child: await this.participant(inputs.child),
      parent: await this.participant(inputs.parent),
      ...(inputs.otherParent ? { otherParent: await this.participant(inputs.otherParent) } : {}),
      table,
      settings: readSettings(inputs.settings),
    });
    const text = canonicalJson(result);
    return { result, text, digest: sha256Hex(text) };
  }

  private async participant(person: PersonInput): Promise<Participant> {
    const profile = await this.profiles.version(person.profileId);
    if (profile.erased !== null) throw erased('A profile of this check');
    if (profile.digest !== person.profileDigest) {
      throw new Problem(409, 'profile-changed', 'A stored profile of this check is not the one it was asked with.');
    }
    return { code: person.code, sex: person.sex, profile: profile.genotypes };
  }
}
