import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkSignature, createSigner, type LogSigner, parseCheckpoint, parseVerifierKey } from '@kinledger/audit';
import { type Config, ConfigError } from '../config.ts';

/** The log's signing key: an Ed25519 private key in PEM, readable by its owner only. */
export class LogKey {
  private constructor(readonly signer: LogSigner) {}

  /**
   * Opens the key, or makes it when nothing was ever signed. `checkpoints`: what this log signed before, as the database
   * and the file beside the key hold it. Throws ConfigError when the key or the origin is not the one they were signed
   * with: a log that goes on under another key can no longer be verified.
   */
  static open(config: Config, checkpoints: readonly string[]): LogKey {
    const { logKeyFile: file, logOrigin } = config;
    if (!existsSync(file)) {
      if (checkpoints.length > 0) throw new ConfigError(`LOG_KEY_FILE ${file} is missing, and ${SIGNED_BEFORE}`);
      makeKey(file);
    }
    if ((statSync(file).mode & 0o077) !== 0) {
      throw new ConfigError(
        `LOG_KEY_FILE ${file} can be read by others; make it readable by its owner only (chmod 600).`,
      );
    }
    const signer = signerOf(file, logOrigin);
    for (const note of checkpoints) assertSignedBy(signer, note);
    return new LogKey(signer);
  }
}

const SIGNED_BEFORE = 'this log was signed before. Restore the key it was signed with; nothing was started.';

/** The last checkpoint is kept beside the key, outside the database. */
export function checkpointFile(config: Config): string {
  return join(dirname(config.logKeyFile), 'checkpoint');
}

function assertSignedBy(signer: LogSigner, note: string): void {
  const checkpoint = parseCheckpoint(note);
  if (checkpoint.origin !== signer.name) {
    throw new ConfigError(`LOG_ORIGIN is not ${checkpoint.origin}, the name this log has had; a log keeps its name.`);
  }
  if (checkSignature(checkpoint.note, parseVerifierKey(signer.verifierKey)) !== 'valid') {
    throw new ConfigError(`LOG_KEY_FILE holds another key, and ${SIGNED_BEFORE}`);
  }
}

function makeKey(file: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
}

function signerOf(file: string, origin: string): LogSigner {
  try {
    return createSigner(readFileSync(file, 'utf8'), origin);
  } catch {
    throw new ConfigError(
      `LOG_KEY_FILE ${file} holds no Ed25519 private key in PEM form; restore it from your backup.`,
    );
  }
}
