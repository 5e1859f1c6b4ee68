import { QueryFailedError } from 'typeorm';

/** Whether PostgreSQL refused a row because a unique key of `table` stands already (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown, table: string): boolean {
  return hasState(error, '23505') && driverFact(error, 'table') === table;
}

/** Whether the named constraint refused the row. */
export function breaks(error: unknown, constraint: string): boolean {
  return driverFact(error, 'constraint') === constraint;
}

/** The disk of the service or of PostgreSQL is full, or a quota is (SQLSTATE 53100 and its like). */
export function isOutOfRoom(error: unknown): boolean {
  return ['53100', 'ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error));
}

/** Lost or refused connections, and PostgreSQL's own "shutting down", "starting up", "too many connections". */
export function isUnavailable(error: unknown): boolean {
  if (/^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[1-3]|08\d{3}|53300)$/.test(codeOf(error))) return true;
  const cause = causeOf(error);
  return cause instanceof Error && /Connection terminated|timeout exceeded when trying to connect/.test(cause.message);
}

const causeOf = (error: unknown): unknown => (error instanceof QueryFailedError ? error.driverError : error);

function codeOf(error: unknown): string {
  const cause = causeOf(error);
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

function hasState(error: unknown, state: string): boolean {
  return driverFact(error, 'code') === state;
}

function driverFact(error: unknown, name: 'code' | 'table' | 'constraint'): unknown {
  if (!(error instanceof QueryFailedError)) return undefined;
  return Reflect.get(error.driverError, name);
}
