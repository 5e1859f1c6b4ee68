import type { ChosenTable, PersonInput, SettingsInput } from '../checks/inputs.ts';
import type { MatchTerm } from './match-terms.ts';
import type { Sought } from './searches.dto.ts';

/** Everything the answer of a search depends on besides the registry. Stored as canonical JSON when it is asked. */
export interface SearchInputs {
  readonly sought: Sought;
  /** The person whose relative is sought, and the other parent where one is named. */
  readonly persons: readonly PersonInput[];
  readonly population: ChosenTable;
  readonly settings: SettingsInput;
  readonly rules: { readonly version: number; readonly digest: string };
  /** What the rules allowed; a threshold that was asked for stands in the place of theirs. */
  readonly terms: readonly MatchTerm[];
}
