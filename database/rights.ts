import type { QueryRunner } from 'typeorm';

// What the service's login may do with each table. Nothing else is granted anywhere: a table that does not stand here, the
// service cannot even read.

type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** A record is added and read. */
const RECORD: readonly Right[] = ['SELECT', 'INSERT'];
/** What says nothing of the past: it comes, changes and goes. */
const OPERATIONAL: readonly Right[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

export const RIGHTS: Readonly<Record<string, readonly Right[]>> = {
  // Written by a function of the owner, which gives each event its time and its id.
  'audit.event': ['SELECT'],
  // Filled by a trigger of the owner; emptied by the sealing, of sealed events only.
  'audit.pending': ['SELECT', 'DELETE'],
  'audit.leaf': RECORD,
  'audit.tile': RECORD,
  'audit.checkpoint': RECORD,
  'audit.cosignature': RECORD,
  'audit.timestamp': RECORD,
  'audit.disclosure': RECORD,
  'public.installation': RECORD,
  'public.demo_load': RECORD,
  'public.laboratory': RECORD,
  'public.account': RECORD,
  'public.account_disabled': RECORD,
  // An old password is not kept. A trigger asks for the event of the new one.
  'public.account_password': ['SELECT', 'INSERT', 'UPDATE'],
  'public.invitation': RECORD,
  'public.api_key': RECORD,
  'public.api_key_revoked': RECORD,
  'public.api_key_use': OPERATIONAL,
  'public.session': OPERATIONAL,
  'public.sign_in_failure': OPERATIONAL,
  'public.idempotency': OPERATIONAL,
  'public.submission': RECORD,
  'public.submission_row': RECORD,
  'public.profile': RECORD,
  'public.submission_outcome': RECORD,
  'public.quality_rules': RECORD,
  'public.column_mapping': RECORD,
  'public.elimination_profile': RECORD,
  'public.elimination_unmarked': RECORD,
  'public.match_rules': RECORD,
  'public.stated_family': RECORD,
  'public.upload': ['SELECT', 'INSERT', 'UPDATE'],
  'public.upload_piece': ['SELECT', 'INSERT', 'DELETE'],
  'public.upload_arrival': OPERATIONAL,
  // A trigger takes out what was erased. No record: it could be made again from the profiles.
  'public.profile_fingerprint': ['SELECT', 'INSERT', 'DELETE'],
  'public.fingerprint_key': ['SELECT'],
  'public.case_file': RECORD,
  'public.case_person': RECORD,
  'public.kinship_check': RECORD,
  'public.check_result': RECORD,
  'public.confirmation': RECORD,
  'public.confirmation_signature': RECORD,
  'public.withdrawal': RECORD,
  'public.report': RECORD,
  // An approved erasure overwrites rows by a function of the owner, which the service may call.
  'public.erasure': RECORD,
  'public.erasure_approval': RECORD,
  'public.erased_row': RECORD,
  'public.person_key': RECORD,
  'public.reference_version': RECORD,
  'public.reference_retired': RECORD,
  'public.reference_effect': RECORD,
  // A trigger takes out what stands beside a result or a profile that was erased; nothing else is ever changed.
  'public.reference_effect_row': RECORD,
  'public.reference_effect_profile': RECORD,
  'public.search': RECORD,
  'public.search_ended': RECORD,
  'public.search_receipt': RECORD,
  'public.search_candidate': RECORD,
  'public.candidate_disposition': RECORD,
  'public.search_progress': OPERATIONAL,
  // Written by triggers of the owner; the service marks what standing searches were asked about, and takes out old ones.
  'public.registry_change': ['SELECT', 'UPDATE', 'DELETE'],
  'public.job': OPERATIONAL,
  'public.migrations': ['SELECT'],
};

interface Found {
  readonly name: string;
  /** The name as it stands in a statement. */
  readonly quoted: string;
  readonly rights: readonly string[];
}

/** The tables of the database, each with what `role` was granted there. */
const FOUND = `
SELECT n.nspname || '.' || c.relname AS name, format('%I.%I', n.nspname, c.relname) AS quoted,
       ARRAY(SELECT a.privilege_type FROM aclexplode(c.relacl) a WHERE a.grantee = $1::regrole) AS rights
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname IN ('audit', 'public') AND c.relkind IN ('r', 'p')`;

/** Gives `role` what stands above, and takes from it what does not. Requires a connection of the tables' owner. */
export async function grantRights(owner: QueryRunner, role: string): Promise<void> {
  const grantee = `"${role.replaceAll('"', '""')}"`;
  await owner.startTransaction();
  try {
    await owner.query(`GRANT USAGE ON SCHEMA audit, public TO ${grantee}`);
    await owner.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${grantee}`);
    await owner.query(`GRANT EXECUTE ON FUNCTION audit.append TO ${grantee}`);
    for (const { name, quoted, rights } of (await owner.query(FOUND, [grantee])) as Found[]) {
      const wanted = RIGHTS[name] ?? [];
      if (rights.length === wanted.length && wanted.every((right) => rights.includes(right))) continue;
      await owner.query(`REVOKE ALL ON ${quoted} FROM ${grantee}`);
      if (wanted.length > 0) await owner.query(`GRANT ${wanted.join(', ')} ON ${quoted} TO ${grantee}`);
    }
    await owner.commitTransaction();
  } catch (error) {
    await owner.rollbackTransaction();
    throw error;
  }
}
