import { AuditError } from '@kinledger/audit';
import { DatabaseError } from '../../../database/database-error.ts';
import { EmbeddedError } from '../../../database/embedded.ts';
import { ConfigError } from './config.ts';

/** Ends the process in order when the system asks for it; asked twice, it is left to the system. */
export function endOn(signals: readonly NodeJS.Signals[], close: () => Promise<void>): void {
  for (const signal of signals) {
    process.once(signal, () => {
      close().then(
        () => process.exit(0),
        (error: unknown) => endWith(error),
      );
    });
  }
}

/** Says why the process cannot go on, in one sentence where the reason is a setting, and ends it. */
export function endWith(error: unknown): never {
  console.error(sentence(error) ?? error);
  process.exit(1);
}

function sentence(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof EmbeddedError || error instanceof DatabaseError) {
    return error.message;
  }
  if (error instanceof AuditError) return `The log cannot go on: ${error.message}`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'PORT is taken by another program; stop it, or choose another PORT.';
  if (code === 'EACCES') return 'PORT or HOST may not be used by this user; choose a port above 1023.';
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return 'HOST is not an address of this machine.';
  return undefined;
}
