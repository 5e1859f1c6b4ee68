import type { DataSource } from 'typeorm';
import { AccountsStore } from '../../apps/registry/src/access/accounts.store.ts';
import type { Actor } from '../../apps/registry/src/access/actor.ts';
import { IdempotencyStore } from '../../apps/registry/src/access/idempotency.store.ts';
import { Idempotency } from '../../apps/registry/src/access/idempotency.ts';
import { createAccount, createLaboratory } from '../../apps/registry/src/access/new-accounts.ts';
import { JobsService } from '../../apps/registry/src/jobs/jobs.service.ts';
import { JobsStore } from '../../apps/registry/src/jobs/jobs.store.ts';
import { ArrivalsStore } from '../../apps/registry/src/submissions/arrivals.store.ts';
import { EliminationStore } from '../../apps/registry/src/submissions/elimination.store.ts';
import { Elimination } from '../../apps/registry/src/submissions/elimination.ts';
import { FamiliesStore } from '../../apps/registry/src/submissions/families.store.ts';
import { Families } from '../../apps/registry/src/submissions/families.ts';
import { Intake } from '../../apps/registry/src/submissions/intake.ts';
import { MappingsService } from '../../apps/registry/src/submissions/mappings.service.ts';
import { MappingsStore } from '../../apps/registry/src/submissions/mappings.store.ts';
import { Preview } from '../../apps/registry/src/submissions/preview.ts';
import { ProfilesService } from '../../apps/registry/src/submissions/profiles.service.ts';
import { ProfilesStore } from '../../apps/registry/src/submissions/profiles.store.ts';
import { UploadReading } from '../../apps/registry/src/submissions/reading.ts';
import type { ReceivedFile } from '../../apps/registry/src/submissions/receive.ts';
import { RulesService } from '../../apps/registry/src/submissions/rules.service.ts';
import { RulesStore } from '../../apps/registry/src/submissions/rules.store.ts';
import { spooled } from '../../apps/registry/src/submissions/spool.ts';
import { SubmissionsJob } from '../../apps/registry/src/submissions/submissions.job.ts';
import { SubmissionsService } from '../../apps/registry/src/submissions/submissions.service.ts';
import { SubmissionsStore } from '../../apps/registry/src/submissions/submissions.store.ts';
import { TwinsStore } from '../../apps/registry/src/submissions/twins.store.ts';
import { Twins } from '../../apps/registry/src/submissions/twins.ts';
import { UploadsStore } from '../../apps/registry/src/submissions/uploads.store.ts';

export type SubmissionServices = ReturnType<typeof submissionServices>;

/** The services of `submissions/` on a database, without a runner: jobs wait until a test works them off. */
export function submissionServices(source: DataSource) {
  const idempotency = new Idempotency(source, new IdempotencyStore(source));
  const twins = new Twins(new TwinsStore(source));
  const store = new ProfilesStore(source);
  const rules = new RulesService(new RulesStore(source), idempotency);
  const profiles = new ProfilesService(store, twins, rules, idempotency);
  const submissionsStore = new SubmissionsStore(source);
  const uploads = new UploadsStore(source);
  const intake = new Intake(store, submissionsStore, twins);
  const reading = new UploadReading({ kits: async () => [] });
  const families = new Families(new FamiliesStore(source));
  const mappings = new MappingsService(new MappingsStore(source), idempotency);
  const jobsStore = new JobsStore(source);
  const jobs = new JobsService(source, jobsStore);
  const submissions = new SubmissionsService(
    ...([
      submissionsStore,
      uploads,
      new ArrivalsStore(source),
      intake,
      reading,
      rules,
      mappings,
      families,
      jobs,
      idempotency,
      source,
    ] as const),
  );
  const previews = new Preview(submissions, reading, intake, source);
  const elimination = new Elimination(new EliminationStore(source), profiles, source);
  const job = new SubmissionsJob(jobs, uploads, intake, reading, rules, mappings, source);
  return { profiles, submissions, previews, rules, mappings, elimination, uploads, jobs, jobsStore, job };
}

/** An account of a new laboratory. */
export async function newLaboratory(source: DataSource, name: string): Promise<Actor> {
  const store = new AccountsStore(source);
  return source.transaction(async (tx) => {
    const laboratoryId = await createLaboratory(tx, store, null, name);
    const account = { name: `${name} account`, role: 'laboratory', laboratoryId, invitationId: null } as const;
    const accountId = await createAccount(tx, store, { ...account, passwordHash: '$argon2id$none' });
    return { accountId, name, role: 'laboratory', laboratoryId, via: 'key' };
  });
}

/** A file as it was received. */
export async function receivedFile(
  content: string | Uint8Array,
  words: { readonly reason?: string; readonly mapping?: string } = {},
): Promise<ReceivedFile> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { ...(await spooled(bytes)), fileName: 'run.csv', reason: words.reason, mapping: words.mapping };
}
