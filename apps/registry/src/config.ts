import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AuditError, type Policy, parsePolicy } from '@kinledger/audit';

/** A setting that cannot be used. The message names the setting and says what is expected. */
export class ConfigError extends Error {}

/** Everything the service reads from its environment, read once at start. Used as the injection token too. */
export class Config {
  /** The project's root folder: shipped tables and built pages lie below it. */
  readonly root: string;
  readonly port: number;
  readonly host: string;
  /** A real PostgreSQL (>= 14), or undefined for the bundled trial database. */
  readonly databaseUrl: string | undefined;
  /** The login that owns its tables and brings them up to date, or undefined where DATABASE_URL's does. */
  readonly databaseOwnerUrl: string | undefined;
  /** Redis (>= 6) for Bull, or undefined for the in-process runner. */
  readonly redisUrl: string | undefined;
  /** Holds the bundled database and the log's signing key. */
  readonly dataFolder: string;
  /** The log's name in its checkpoints; a log keeps it for life. */
  readonly logOrigin: string;
  /** The log's signing key (Ed25519), made at first start, readable by its owner only. */
  readonly logKeyFile: string;
  /** While a key is being replaced: the file of the one before, which signs as well. */
  readonly logFormerKeyFile: string | undefined;
  /** A second, ML-DSA-44 key of the log, or undefined; made at first start, readable by its owner only. */
  readonly logMlDsaKeyFile: string | undefined;
  /** Witnesses and how many of them a receipt needs; undefined when the log has none. */
  readonly logPolicy: Policy | undefined;
  /** A file that every checkpoint is appended to, best on another host, or undefined. */
  readonly logCheckpointFile: string | undefined;
  /** Who stamps checkpoints with the time, or undefined. */
  readonly logTimestamps: TimestampConfig | undefined;
  /** The address people use, when it differs from localhost; `https:` makes cookies Secure. */
  readonly publicUrl: string | undefined;
  readonly logLevel: LogLevel;
  readonly uploadLimitBytes: number;
  /** True behind a reverse proxy that sets X-Forwarded-For. */
  readonly trustProxy: boolean;
}

/** A time-stamping authority (RFC 3161). */
export interface TimestampConfig {
  readonly url: string;
  /** In PEM: the certificates whose signatures are believed, or those of who issued them. */
  readonly certificates: string;
  readonly everyMinutes: number;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];
type Environment = Readonly<Record<string, string | undefined>>;

/** Names that may stand in the environment under our prefix; anything else is a typing error worth telling. */
const OWN_NAMES = ['KINLEDGER_DATA', 'KINLEDGER_KEY'];

/** Reads the environment, or throws a `ConfigError` naming the first setting that is wrong. */
export function readConfig(environment: Environment, root: string): Config {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('KINLEDGER_') && !OWN_NAMES.includes(name)) {
      throw new ConfigError(`${name} is not a setting of Kinledger; known are ${OWN_NAMES.join(', ')}.`);
    }
  }
  const databaseUrl = url(environment, 'DATABASE_URL', ['postgres:', 'postgresql:']);
  const dataFolder = resolve(root, text(environment, 'KINLEDGER_DATA') ?? '.kinledger');
  return {
    root,
    port: integer(environment, 'PORT', 3000, 0, 65_535),
    host: text(environment, 'HOST') ?? '127.0.0.1',
    databaseUrl,
    databaseOwnerUrl: ownerUrl(environment, databaseUrl),
    redisUrl: url(environment, 'REDIS_URL', ['redis:', 'rediss:']),
    dataFolder,
    logOrigin: origin(text(environment, 'LOG_ORIGIN') ?? 'kinledger.local/log'),
    logKeyFile: resolve(root, text(environment, 'LOG_KEY_FILE') ?? join(dataFolder, 'log-key')),
    logFormerKeyFile: file(environment, 'LOG_FORMER_KEY_FILE', root),
    logMlDsaKeyFile: file(environment, 'LOG_ML_DSA_KEY_FILE', root),
    logPolicy: policy(environment, root),
    logCheckpointFile: file(environment, 'LOG_CHECKPOINT_FILE', root),
    logTimestamps: timestamps(environment, root),
    publicUrl: url(environment, 'PUBLIC_URL', ['http:', 'https:']),
    logLevel: oneOf(environment, 'LOG_LEVEL', LOG_LEVELS, databaseUrl === undefined ? 'warn' : 'info'),
    uploadLimitBytes: integer(environment, 'UPLOAD_LIMIT_MB', 2_000, 1, 20_000) * 1024 * 1024,
    trustProxy: oneOf(environment, 'TRUST_PROXY', ['yes', 'no'], 'no') === 'yes',
  };
}

/** Alone it would migrate a database that the service then does not use. */
function ownerUrl(environment: Environment, databaseUrl: string | undefined): string | undefined {
  const owner = url(environment, 'DATABASE_OWNER_URL', ['postgres:', 'postgresql:']);
  if (owner === undefined || databaseUrl !== undefined) return owner;
  throw new ConfigError(
    'DATABASE_OWNER_URL needs DATABASE_URL beside it: the same database by the login of the service.',
  );
}

/** An empty setting counts as absent, as container platforms pass it. */
function text(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

function integer(environment: Environment, name: string, fallback: number, least: number, most: number): number {
  const value = text(environment, name);
  if (value === undefined) return fallback;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  throw new ConfigError(`${name} must be a whole number from ${least} to ${most}.`);
}

/** The message never repeats the value: database addresses hold passwords. */
function url(environment: Environment, name: string, protocols: readonly string[]): string | undefined {
  const value = text(environment, name);
  if (value === undefined) return undefined;
  if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
  throw new ConfigError(`${name} must be an address that begins with ${protocols.join('// or ')}//.`);
}

function oneOf<T extends string>(environment: Environment, name: string, values: readonly T[], fallback: T): T {
  const value = text(environment, name);
  if (value === undefined) return fallback;
  const known = values.find((candidate) => candidate === value);
  if (known !== undefined) return known;
  throw new ConfigError(`${name} must be one of ${values.join(', ')}.`);
}

function file(environment: Environment, name: string, root: string): string | undefined {
  const value = text(environment, name);
  return value === undefined ? undefined : resolve(root, value);
}

function contentOf(environment: Environment, name: string, root: string): string | undefined {
  const path = file(environment, name, root);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError(`${name} ${path} cannot be read.`);
  }
}

/** The service asks the witnesses itself, so it must know where every one of them is. */
function policy(environment: Environment, root: string): Policy | undefined {
  const content = contentOf(environment, 'LOG_POLICY_FILE', root);
  if (content === undefined) return undefined;
  const read = parsedPolicy(content);
  if (read.addresses.length === read.witnesses.length) return read;
  throw new ConfigError('LOG_POLICY_FILE: every witness needs its url here, { "key": "...", "url": "https://..." }.');
}

function parsedPolicy(content: string): Policy {
  try {
    return parsePolicy(content);
  } catch (error) {
    if (error instanceof AuditError) throw new ConfigError(`LOG_POLICY_FILE: ${error.message}`);
    throw error;
  }
}

function timestamps(environment: Environment, root: string): TimestampConfig | undefined {
  const address = url(environment, 'LOG_TIMESTAMP_URL', ['https:', 'http:']);
  const certificates = contentOf(environment, 'LOG_TIMESTAMP_CERTIFICATE_FILE', root);
  const everyMinutes = integer(environment, 'LOG_TIMESTAMP_MINUTES', 60, 1, 10_080);
  if (address === undefined && certificates === undefined) return undefined;
  if (address !== undefined && certificates !== undefined) return { url: address, certificates, everyMinutes };
  throw new ConfigError(
    'LOG_TIMESTAMP_URL and LOG_TIMESTAMP_CERTIFICATE_FILE belong together: no stamp is kept that was not verified.',
  );
}

/** C2SP tlog-checkpoint: the origin is a schema-less URL without spaces or plus signs. */
function origin(value: string): string {
  if (/^[a-z0-9.-]+(\/[A-Za-z0-9._~/-]*)?$/.test(value)) return value;
  throw new ConfigError('LOG_ORIGIN must be a host name and path without a protocol, such as example.org/kinledger.');
}
