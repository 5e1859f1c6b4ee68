import { QueryFailedError } from 'typeorm';

/** Whether PostgreSQL refused a row because a unique key of `table` stands already (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown, table: string): boolean {
  return hasState(error, '23505') && driverFact(error, 'table') === table;
}

/** Whether the named constraint refused the row. */
export function breaks(error: unknown, constraint: string): boolean {
  return driverFact(error, 'constraint') === constraint;
}

function hasState(error: unknown, state: string): boolean {
  return driverFact(error, 'code') === state;
}

function driverFact(error: unknown, name: 'code' | 'table' | 'constraint'): unknown {
  if (!(error instanceof QueryFailedError)) return undefined;
  return Reflect.get(error.driverError, name);
}
