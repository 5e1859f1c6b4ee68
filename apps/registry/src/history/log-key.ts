import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createSigner, type LogSigner } from '@kinledger/audit';
import { Injectable } from '@nestjs/common';
import { Config, ConfigError } from '../config.ts';

/** The log's signing key: an Ed25519 private key in PEM, made at first start, readable by its owner only. */
@Injectable()
export class LogKey {
  readonly signer: LogSigner;

  constructor(config: Config) {
    const { logKeyFile: file, logOrigin } = config;
    if (!existsSync(file)) makeKey(file);
    if ((statSync(file).mode & 0o077) !== 0) {
      throw new ConfigError(
        `LOG_KEY_FILE ${file} can be read by others; make it readable by its owner only (chmod 600).`,
      );
    }
    this.signer = signerOf(file, logOrigin);
  }
}

function makeKey(file: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
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
