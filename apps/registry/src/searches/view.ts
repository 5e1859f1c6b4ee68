import type { CandidateFacts, ListedCandidate } from './candidates.store.ts';
import type {
  ChanceView,
  MethodView,
  ReceiptView,
  RegistryStateView,
  RulesOfView,
  SkippedView,
  SuggestedView,
  TermView,
} from './receipts.dto.ts';
import type { CandidateView } from './searches.dto.ts';
import type { SearchReceipt } from './searches.entity.ts';

/** What a receipt says, as it is stored; a failed search says less. */
interface StoredReceipt {
  readonly rules?: RulesOfView;
  readonly pairs?: number;
  readonly searches?: number;
  readonly terms?: TermView[];
  readonly registry?: RegistryStateView;
  readonly methods?: MethodView[];
  readonly compared?: number;
  readonly skipped?: SkippedView;
  readonly found?: number;
  readonly kept?: number;
  readonly expectedByChance?: ChanceView;
  readonly suggested?: SuggestedView;
  readonly milliseconds?: number;
}

export function receiptView({
  id,
  kind,
  outcome,
  errorCode,
  receipt,
  engineDigest,
  finishedAt,
}: SearchReceipt): ReceiptView {
  const said = JSON.parse(receipt) as StoredReceipt;
  return {
    id,
    kind,
    outcome,
    error: errorCode,
    registry: said.registry ?? null,
    compared: said.compared ?? null,
    skipped: said.skipped ?? null,
    pairs: said.pairs ?? null,
    searches: said.searches ?? null,
    rules: said.rules ?? null,
    terms: said.terms ?? [],
    methods: said.methods ?? [],
    candidates: said.found ?? null,
    kept: said.kept ?? null,
    expectedByChance: said.expectedByChance ?? null,
    suggested: said.suggested ?? null,
    milliseconds: said.milliseconds ?? null,
    engineDigest,
    finishedAt: finishedAt.toISOString(),
  };
}

export function candidateView({ facts, log10, dispositions, ...candidate }: ListedCandidate): CandidateView {
  const said = JSON.parse(facts) as Partial<CandidateFacts>;
  return {
    ...candidate,
    log10: log10 === 'erased' ? null : log10,
    loci: said.loci ?? null,
    inconsistentLoci: said.inconsistentLoci ?? null,
    posterior: said.posterior ?? null,
    alternatives: [...(said.alternatives ?? [])],
    missed: [...(said.missed ?? [])],
    dispositions: dispositions ?? [],
  };
}
