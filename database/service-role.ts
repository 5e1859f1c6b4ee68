import { setTimeout as pause } from 'node:timers/promises';
import { QueryFailedError, type QueryRunner } from 'typeorm';

/** The role that the service's connections take when it was given one login only. */
export const SERVICE_ROLE = 'kinledger_service';

/** Roles belong to the whole server: two starts on two of its databases may make them at the same moment. */
const ATTEMPTS = 20;
const MADE_BY_ANOTHER = ['42710', '23505', 'XX000'];

/**
 * Makes the role, and lets the login of `owner` take it. False when that login may not.
 */
export async function ensureServiceRole(owner: QueryRunner): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (await mayTake(owner)) return true;
    try {
      await owner.query(`DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${SERVICE_ROLE}') THEN CREATE ROLE ${SERVICE_ROLE} NOLOGIN; END IF;
        EXECUTE format('GRANT ${SERVICE_ROLE} TO %I', current_user);
      END $$`);
    } catch (error) {
      const code = error instanceof QueryFailedError ? String(Reflect.get(error.driverError, 'code')) : '';
      if (!MADE_BY_ANOTHER.includes(code)) return false;
      await pause(10 * attempt);
    }
  }
  return mayTake(owner);
}

/** PostgreSQL 16 tells membership from the right to take the role. */
async function mayTake(owner: QueryRunner): Promise<boolean> {
  const [{ version }] = await owner.query(`SELECT current_setting('server_version_num')::int AS version`);
  const right = version >= 160_000 ? 'SET' : 'MEMBER';
  const [{ may }] = await owner.query(
    `SELECT coalesce(bool_or(pg_has_role(current_user, oid, '${right}')), false) AS may FROM pg_roles WHERE rolname = '${SERVICE_ROLE}'`,
  );
  return may;
}

/** The same address, with connections that begin in the service's role and, after RESET ROLE too, have no other. */
export function inServiceRole(url: string): string {
  const address = new URL(url);
  const given = address.searchParams.get('options');
  address.searchParams.set('options', `${given === null ? '' : `${given} `}-c role=${SERVICE_ROLE}`);
  address.search = address.search.replaceAll('+', '%20');
  return address.href;
}

/** Whether the connection's role could change the records: as a superuser, as their owner, or by a right of its own. */
export async function mayChangeRecords(service: QueryRunner): Promise<boolean> {
  const [{ may }] = await service.query(
    `SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
         OR bool_or(pg_has_role(current_user, c.relowner, 'MEMBER')
                    OR has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')) AS may
       FROM pg_class c WHERE c.oid IN ('audit.event'::regclass, 'audit.leaf'::regclass, 'profile'::regclass, 'confirmation'::regclass)`,
  );
  return may;
}
