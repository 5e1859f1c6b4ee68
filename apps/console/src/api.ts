import type {
  AccountView,
  CasePersonView,
  CheckedPerson,
  CheckSummary as CheckSummaryView,
  CheckView,
  ConfirmationView,
  EventSummary,
  LogView,
  PopulationView,
  ResultView,
  SettingsView,
  SubmissionRowView,
} from './api.gen/types.gen.ts';

/**
 * The shapes the service answers with, by the names used in these pages. They come from the OpenAPI file; where that file
 * says less than the service promises, they are narrowed here.
 */
export type {
  CaseSummary,
  CaseView as Case,
  ChosenTableView as ChosenTable,
  ContentView as CheckContent,
  DefaultsView as Defaults,
  EffectView as Effect,
  EliminationView as Elimination,
  ErasureView as Erasure,
  EventView as EventDetail,
  FiguresPreviewView as FiguresPreview,
  FiguresReportView as FiguresReport,
  FrequenciesWithoutNView as FrequenciesWithoutN,
  ImportedFiguresView as ImportedFigures,
  ImportedTableView as ImportedTable,
  ImportPreviewView as TablePreview,
  ImportReportView as TableReport,
  InvitationView as Invitation,
  IssuedKey as NewApiKey,
  KeyView as ApiKey,
  KitView as Kit,
  LaboratoryView as Laboratory,
  ListedAccount as AccountRow,
  LogHealthView as LogHealth,
  MappingView as ColumnMapping,
  MovedProfileView as MovedProfile,
  MovedResultView as MovedResult,
  MutationTableView as MutationTable,
  PreviewView as Preview,
  ProfileSummary,
  ProfileView as Profile,
  ProgressView as UploadProgress,
  ProvenanceView as Provenance,
  QualityRulesView as QualityRules,
  RecomputationView as Recomputation,
  SampleView as Sample,
  StandardEffectView as StandardEffect,
  StartView as Start,
  SubmissionRowsView as SubmissionRowsPage,
  SubmissionSummary,
  SubmissionView as Submission,
  TouchedView as Touched,
} from './api.gen/types.gen.ts';

type Narrowed<View, Facts> = Omit<View, keyof Facts> & Facts;

export type Account = AccountView;
export type Role = AccountView['role'];
export type SubmissionRow = SubmissionRowView;
export type RowStatus = SubmissionRowView['status'];
export type Genotypes = CheckedPerson['genotypes'];
export type CheckPerson = CheckedPerson;
export type Population = PopulationView;
export type LogHead = LogView;
export type Verdict = ResultView['verdict'];
export type Question = CheckView['question'];

interface PopulationName {
  readonly id: string;
  readonly title: string;
  readonly digest: string;
}

interface MutationSettings {
  readonly model: MutationModel;
  readonly maleRate: string;
  readonly femaleRate: string;
  readonly range?: string;
  readonly rate2?: string;
  readonly locusRates?: SettingsView['mutation']['locusRates'];
}

type CheckSettings = Narrowed<SettingsView, { readonly mutation: MutationSettings }>;
export type LocusResult = ResultView['loci'][number];
export type ParentageResult = Narrowed<
  ResultView,
  {
    readonly population: PopulationName;
    readonly settings: CheckSettings;
    /** Results of engine 1.0.0 have one English text here, and neither alternatives nor identical profiles. */
    readonly advice: ResultView['advice'] | string;
    readonly alternatives?: ResultView['alternatives'];
    readonly identicalProfiles?: ResultView['identicalProfiles'];
  }
>;
export type CheckSummary = Narrowed<CheckSummaryView, { readonly verdict: Verdict | null }>;
export type Check = Narrowed<
  CheckView,
  {
    readonly verdict: Verdict | null;
    readonly population: PopulationName;
    readonly settings: CheckSettings;
    readonly result: ParentageResult | null;
  }
>;

type Signature = Narrowed<ConfirmationView['signatures'][number], { readonly role: Role }>;
export type Confirmation = Narrowed<
  ConfirmationView,
  { readonly verdict: Verdict; readonly signatures: readonly Signature[] }
>;
export type EventRow = Narrowed<EventSummary, { readonly role: Role | null }>;

type Category = CasePersonView['category'];
type Sex = CasePersonView['sex'];

export const CATEGORIES: readonly Category[] = [
  'parent-of-abducted-child',
  'parent-of-missing-child',
  'rescued-child',
  'child-of-unexplained-origin',
  'adult-of-unknown-origin',
  'relative',
  'unidentified-remains',
  'personal-item',
];
export const SEXES: readonly Sex[] = ['female', 'male', 'unknown'];
export const QUESTIONS: readonly Question[] = ['one-parent', 'known-parent', 'both-parents'];
export const MUTATION_MODELS = ['none', 'equal', 'proportional', 'onestep', 'stepwise', 'dawid'] as const;
export type MutationModel = (typeof MUTATION_MODELS)[number];
