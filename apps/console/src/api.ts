/** The shapes the service answers with. Numbers that are hashed arrive as decimal strings. */

export type Role = 'laboratory' | 'caseworker' | 'reviewer' | 'auditor' | 'administrator';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly laboratory: { readonly id: string; readonly name: string } | null;
}

export interface Start {
  readonly trial: boolean;
  readonly demoLoaded: boolean;
  readonly version: string;
}

export interface AccountRow extends Account {
  readonly createdAt: string;
  readonly disabledAt: string | null;
}

export interface Laboratory {
  readonly id: string;
  readonly name: string;
}

export interface Invitation {
  /** Null when the answer repeats an earlier one: it is shown once. */
  readonly invitation: string | null;
  readonly expiresAt: string;
}

export interface ApiKey {
  readonly id: string;
  readonly label: string;
  readonly prefix: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

export interface NewApiKey extends ApiKey {
  /** Null when the answer repeats an earlier one: it is shown once. */
  readonly key: string | null;
}

export interface RowProblem {
  readonly row: number;
  readonly locus?: string;
  readonly code: string;
  readonly message: string;
}

export type RowStatus = 'accepted' | 'new-version' | 'unchanged' | 'refused';

export interface SubmissionRow {
  readonly row: number;
  readonly sample: string;
  readonly status: RowStatus;
  readonly profileId?: string;
  readonly version?: number;
  readonly problems: readonly RowProblem[];
}

export interface SubmissionSummary {
  readonly id: string;
  readonly fileName: string;
  readonly format: string;
  readonly receivedAt: string;
  readonly laboratory: Laboratory;
  readonly accepted: number;
  readonly refused: number;
  readonly unchanged: number;
}

export interface Submission extends SubmissionSummary {
  readonly rows: readonly SubmissionRow[];
}

export interface ProfileSummary {
  readonly id: string;
  readonly sample: string;
  readonly laboratory: Laboratory;
  readonly version: number;
  readonly loci: number;
  readonly receivedAt: string;
  readonly current: boolean;
}

export type Genotypes = Readonly<Record<string, readonly string[]>>;

export interface ProfileVersion {
  readonly id: string;
  readonly version: number;
  readonly receivedAt: string;
  readonly reason: string | null;
  readonly by: string;
}

export interface Profile {
  readonly id: string;
  readonly sample: string;
  readonly laboratory: Laboratory;
  readonly version: number;
  readonly current: boolean;
  readonly genotypes: Genotypes;
  readonly versions: readonly ProfileVersion[];
}

export interface Population {
  readonly id: string;
  readonly title: string;
  readonly population: string;
  readonly source: string;
  readonly citation: string;
  readonly licence: string;
  readonly digest: string;
  readonly loci: readonly {
    readonly locus: string;
    readonly chromosomes: number;
    readonly minimumFrequency: string;
  }[];
}

export const CATEGORIES = [
  'parent-of-abducted-child',
  'parent-of-missing-child',
  'rescued-child',
  'child-of-unexplained-origin',
  'adult-of-unknown-origin',
  'relative',
  'unidentified-remains',
  'personal-item',
] as const;
export type Category = (typeof CATEGORIES)[number];

export const SEXES = ['female', 'male', 'unknown'] as const;
export type Sex = (typeof SEXES)[number];

export interface CasePerson {
  readonly id: string;
  readonly code: string;
  readonly category: Category;
  readonly sex: Sex;
  readonly profileId: string;
  readonly sample: string;
  readonly profileVersion: number;
  readonly loci: number;
}

export type CheckState = 'queued' | 'running' | 'done' | 'failed';
export type Verdict = 'supported' | 'excluded' | 'inconclusive';

export interface CheckSummary {
  readonly id: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly question: Question;
  readonly state: CheckState;
  readonly askedAt: string;
  readonly verdict: Verdict | null;
  readonly log10: string | null;
}

export interface CaseSummary {
  readonly id: string;
  readonly number: string;
  readonly report: string;
  readonly openedAt: string;
  /** How many. */
  readonly persons: number;
}

export interface Case extends Omit<CaseSummary, 'persons'> {
  readonly purpose: string;
  readonly legalBasis: string;
  readonly openedBy: string;
  readonly persons: readonly CasePerson[];
}

export const QUESTIONS = ['one-parent', 'known-parent', 'both-parents'] as const;
export type Question = (typeof QUESTIONS)[number];

export const MUTATION_MODELS = ['none', 'equal', 'proportional', 'onestep', 'stepwise', 'dawid'] as const;
export type MutationModel = (typeof MUTATION_MODELS)[number];

export interface CheckPerson {
  readonly personId: string;
  readonly code: string;
  readonly sex: Sex;
  readonly sample: string;
  readonly profileId: string;
  readonly profileVersion: number;
  readonly genotypes: Genotypes;
}

/** What a check is computed with. */
export interface CheckSettings {
  readonly theta: string;
  readonly minimumFrequency: '5/2N' | 'none';
  readonly threshold: string;
  readonly mutation: {
    readonly model: MutationModel;
    readonly maleRate: string;
    readonly femaleRate: string;
    readonly range?: string;
    readonly rate2?: string;
  };
}

export interface PopulationName {
  readonly id: string;
  readonly title: string;
  readonly digest: string;
}

export interface LocusResult {
  readonly locus: string;
  readonly ratio: string;
  readonly log10: string | null;
  readonly inconsistent: boolean;
  readonly note?: string;
}

export interface ParentageResult {
  readonly question: Question;
  readonly population: PopulationName;
  readonly settings: CheckSettings;
  readonly loci: readonly LocusResult[];
  readonly skipped: readonly { readonly locus: string; readonly reason: string }[];
  readonly combined: {
    readonly ratio: string;
    readonly log10: string | null;
    readonly inconsistentLoci: number;
    readonly lociUsed: number;
  };
  readonly verdict: Verdict;
  readonly advice: string;
}

export interface Check extends CheckSummary {
  readonly askedBy: string;
  readonly finishedAt: string | null;
  readonly error: string | null;
  readonly persons: { readonly child: CheckPerson; readonly parent: CheckPerson; readonly otherParent?: CheckPerson };
  readonly settings: CheckSettings;
  readonly population: PopulationName;
  readonly result: ParentageResult | null;
  readonly resultDigest: string | null;
  readonly engine: { readonly version: string; readonly digest: string } | null;
}

export interface CheckContent {
  /** The very text whose SHA-256 is signed. */
  readonly content: string;
  readonly contentHash: string;
}

export interface Recomputation {
  readonly same: boolean;
  readonly storedDigest: string;
  readonly recomputedDigest: string;
  readonly log10Stored: string | null;
  readonly log10Now: string | null;
}

export type ConfirmationState = 'awaiting-second-signature' | 'confirmed' | 'withdrawn';

export interface Confirmation {
  readonly id: string;
  readonly state: ConfirmationState;
  readonly checkId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly question: Question;
  readonly verdict: Verdict;
  readonly log10: string | null;
  readonly content: string;
  readonly contentHash: string;
  readonly signatures: readonly {
    readonly order: 1 | 2;
    readonly accountId: string;
    readonly name: string;
    readonly role: Role;
    readonly at: string;
  }[];
  readonly eventId: string | null;
  readonly leafIndex: number | null;
  readonly receipt: string | null;
  readonly withdrawal: {
    readonly accountId: string;
    readonly by: string;
    readonly at: string;
    readonly reason: string;
    readonly eventId: string;
  } | null;
}

export interface LogHead {
  readonly origin: string;
  readonly verifierKey: string;
  readonly size: number;
  readonly checkpoint: string | null;
}

export interface EventRow {
  readonly eventId: string;
  readonly leafIndex: number;
  readonly at: string;
  readonly type: string;
  readonly actor: string | null;
  readonly role: Role | null;
  readonly case: string | null;
  readonly row: { readonly table: string; readonly id: string; readonly digest: string } | null;
}

export interface EventDetail {
  readonly eventId: string;
  readonly leafIndex: number | null;
  readonly event: string;
  readonly proof: string | null;
}
