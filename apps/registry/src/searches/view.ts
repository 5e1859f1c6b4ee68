import type { ListedCandidate } from './candidates.store.ts';
import type {
  CandidateView,
  MethodView,
  ReceiptView,
  RegistryStateView,
  RulesOfView,
  SkippedView,
  TermView,
} from './searches.dto.ts';
import type { SearchReceipt } from './searches.entity.ts';

/** What a receipt says, as it is stored; a failed search says less. */
interface StoredReceipt {
  readonly rules?: RulesOfView;
  readonly terms?: TermView[];
  readonly registry?: RegistryStateView;
  readonly methods?: MethodView[];
  readonly compared?: number;
  readonly skipped?: SkippedView;
  readonly found?: number;
  readonly kept?: number;
  readonly expectedByChance?: string;
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
    rules: said.rules ?? null,
    terms: said.terms ?? [],
    methods: said.methods ?? [],
    candidates: said.found ?? null,
    kept: said.kept ?? null,
    expectedByChance: said.expectedByChance ?? null,
    milliseconds: said.milliseconds ?? null,
    engineDigest,
    finishedAt: finishedAt.toISOString(),
  };
}

export function candidateView({ facts, log10, dispositions, ...candidate }: ListedCandidate): CandidateView {
  const { loci = null, inconsistentLoci = null, posterior = null } = JSON.parse(facts) as Partial<CandidateView>;
  const known = log10 === 'erased' ? null : log10;
  return { ...candidate, log10: known, loci, inconsistentLoci, posterior, dispositions: dispositions ?? [] };
}
