import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  checkSignature,
  createMlDsaSigner,
  createSigner,
  type LogSigner,
  mlDsaPem,
  parseCheckpoint,
  parseVerifierKey,
} from '@kinledger/audit';
import { type Config, ConfigError } from '../config.ts';

/** The log's signing keys: private keys in PEM, readable by their owner only. */
export class LogKey {
  private constructor(
    /** Ed25519: signs every checkpoint. */
    readonly signer: LogSigner,
    /** The key before it, while it is being replaced. */
    readonly former: LogSigner | undefined,
    /** The second, ML-DSA-44 signature. */
    readonly mlDsa: LogSigner | undefined,
  ) {}

  /** Who signs beside the signer. */
  get alsoSigning(): readonly LogSigner[] {
    return [this.former, this.mlDsa].filter((signer) => signer !== undefined);
  }

  /**
   * Opens the keys, or makes them when nothing was ever signed. `checkpoints`: what this log signed before, as the
   * database and the file beside the key hold it. Throws ConfigError when neither key nor former key, or not the origin,
   * is the one they were signed with: a log that goes on under another key can no longer be verified.
   */
  static async open(config: Config, checkpoints: readonly string[]): Promise<LogKey> {
    const { logKeyFile: file, logFormerKeyFile, logMlDsaKeyFile, logOrigin } = config;
    if (!existsSync(file)) {
      if (checkpoints.length > 0) throw new ConfigError(`LOG_KEY_FILE ${file} is missing, and ${SIGNED_BEFORE}`);
      makeKey(file, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
    }
    const signer = ed25519('LOG_KEY_FILE', file, logOrigin);
    const former = logFormerKeyFile && ed25519('LOG_FORMER_KEY_FILE', logFormerKeyFile, logOrigin);
    const key = new LogKey(signer, former || undefined, await mlDsaKey(logMlDsaKeyFile, logOrigin));
    for (const note of checkpoints) key.assertSigned(note);
    key.assertTrusted(config);
    return key;
  }

  /** True if it is a checkpoint of this log, signed by the key or the one before it. */
  hasSigned(note: string): boolean {
    const checkpoint = parseCheckpoint(note);
    if (checkpoint.origin !== this.signer.name) return false;
    const keys = [this.signer, this.former].filter((signer) => signer !== undefined);
    return keys.some(({ verifierKey }) => checkSignature(checkpoint.note, parseVerifierKey(verifierKey)) === 'valid');
  }

  private assertSigned(note: string): void {
    const { origin } = parseCheckpoint(note);
    if (origin !== this.signer.name) {
      throw new ConfigError(`LOG_ORIGIN is not ${origin}, the name this log has had; a log keeps its name.`);
    }
    if (!this.hasSigned(note)) throw new ConfigError(`LOG_KEY_FILE holds another key, and ${SIGNED_BEFORE}`);
  }

  /** Receipts that nobody who follows our own policy would accept are worth nothing. */
  private assertTrusted({ logPolicy }: Config): void {
    const trusted = logPolicy?.logKeys.map(({ key }) => key);
    const missing = [this.signer, ...this.alsoSigning].find(
      (signer) => trusted?.includes(signer.verifierKey) === false,
    );
    if (missing === undefined) return;
    throw new ConfigError(`LOG_POLICY_FILE does not name a key of this log; add { "key": "${missing.verifierKey}" }.`);
  }
}

const SIGNED_BEFORE = 'this log was signed before. Restore the key it was signed with; nothing was started.';

function makeKey(file: string, pem: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, pem, { mode: 0o600, flag: 'wx' });
}

/** `setting`: the name of the setting that names the file. */
function readKey(setting: string, file: string): string {
  if (!existsSync(file)) throw new ConfigError(`${setting} ${file} is missing; restore it from your backup.`);
  if ((statSync(file).mode & 0o077) === 0) return readFileSync(file, 'utf8');
  throw new ConfigError(`${setting} ${file} can be read by others; make it readable by its owner only (chmod 600).`);
}

function ed25519(setting: string, file: string, origin: string): LogSigner {
  const pem = readKey(setting, file);
  try {
    return createSigner(pem, origin);
  } catch {
    throw new ConfigError(`${setting} ${file} holds no Ed25519 private key in PEM form; restore it from your backup.`);
  }
}

/** Unlike the first key it may be lost and made anew: what it signed still verifies, and a policy says for which sizes. */
async function mlDsaKey(file: string | undefined, origin: string): Promise<LogSigner | undefined> {
  if (file === undefined) return undefined;
  if (!existsSync(file)) makeKey(file, mlDsaPem(randomBytes(32)));
  const pem = readKey('LOG_ML_DSA_KEY_FILE', file);
  try {
    return await createMlDsaSigner(pem, origin);
  } catch {
    throw new ConfigError(
      `LOG_ML_DSA_KEY_FILE ${file} holds no ML-DSA-44 private key in PEM form (RFC 9881, the seed).`,
    );
  }
}
