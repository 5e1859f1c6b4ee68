import { readSettings } from '@kinledger/kinship';
import { Injectable } from '@nestjs/common';
import { erased, Problem } from '../problem.ts';
import { ReferenceService } from '../reference/reference.service.ts';
import { ProfilesService } from '../submissions/profiles.service.ts';
import type { RegistryQuestion } from './registry-search.ts';
import type { SearchInputs } from './search-inputs.ts';

/** More than anybody looks into; the receipt tells how many there were. */
const MOST_CANDIDATES = 1_000;

/** Turns stored inputs into what the index is asked. */
@Injectable()
export class RegistryQuestions {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly reference: ReferenceService,
  ) {}

  /** Genotypes and table are those that the search was asked with. Throws Problem when one of them is not there any more. */
  async of({ sought, persons, population, settings, terms }: SearchInputs): Promise<RegistryQuestion> {
    const typed = await Promise.all(
      persons.map(async ({ sex, profileId, profileDigest }) => {
        const profile = await this.profiles.version(profileId);
        if (profile.erased !== null) throw erased('A profile of this search');
        if (profile.digest !== profileDigest) {
          throw new Problem(
            409,
            'profile-changed',
            'A stored profile of this search is not the one it was asked with.',
          );
        }
        return { sex, profile: profile.genotypes };
      }),
    );
    return {
      sought,
      persons: typed,
      table: (await this.reference.exactTable(population.digest)).value,
      settings: readSettings(settings),
      terms,
      askedAbout: persons.map(({ profileId }) => profileId),
      limit: MOST_CANDIDATES,
    };
  }
}
