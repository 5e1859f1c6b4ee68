import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWitness } from '@kinledger/audit';
import { testSigner } from '../../../test/support/audit-log.ts';
import { ConfigError, readConfig } from './config.ts';

test('an empty environment is the trial: bundled database, in-process runner, port 3000', () => {
  const config = readConfig({}, '/srv/kinledger');
  expect(config).toMatchObject({ port: 3000, databaseUrl: undefined, redisUrl: undefined, logLevel: 'warn' });
  expect(config.dataFolder).toBe('/srv/kinledger/.kinledger');
  expect(config.logKeyFile).toBe('/srv/kinledger/.kinledger/log-key');
  expect(config).toMatchObject({ logPolicy: undefined, logCheckpointFile: undefined, logMlDsaKeyFile: undefined });
  expect(config).toMatchObject({ logFormerKeyFile: undefined, logTimestamps: undefined });
});

test('the owner of the database is named beside the database, not alone', () => {
  const [DATABASE_URL, DATABASE_OWNER_URL] = ['postgres://service@db/k', 'postgres://owner@db/k'];
  const config = readConfig({ DATABASE_URL, DATABASE_OWNER_URL }, '/');
  expect(config).toMatchObject({ databaseUrl: DATABASE_URL, databaseOwnerUrl: DATABASE_OWNER_URL });
  expect(() => readConfig({ DATABASE_OWNER_URL }, '/')).toThrow(/DATABASE_OWNER_URL needs DATABASE_URL/);
});

describe('settings that name files', () => {
  const witness = createWitness(new Uint8Array(32).fill(2), 'witness.example').verifierKey;
  const log = [{ key: testSigner().verifierKey }];
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kinledger-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const written = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return name;
  };
  const refusal = (environment: Record<string, string>): string => {
    try {
      readConfig(environment, folder);
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
    }
    return 'not refused';
  };

  test('a policy is read with the addresses of its witnesses', () => {
    const url = 'https://witness.example/w';
    const policy = JSON.stringify({ log, witnesses: [{ key: witness, url }] });
    const config = readConfig({ LOG_POLICY_FILE: written('policy', policy) }, folder);
    expect(config.logPolicy).toMatchObject({ quorum: 1, addresses: [{ key: witness, url }] });
  });

  test.each<[string, string, string]>([
    ['is no JSON', '{', 'not JSON'],
    ['asks for more than there are', JSON.stringify({ log, witnesses: [], quorum: 1 }), 'quorum'],
    ['does not say where a witness is', JSON.stringify({ log, witnesses: [witness] }), 'url'],
  ])('a policy that %s is refused with a sentence that names the setting', (_, policy, what) => {
    const said = refusal({ LOG_POLICY_FILE: written('policy', policy) });
    expect(said).toContain('LOG_POLICY_FILE');
    expect(said).toContain(what);
  });

  test('a file that is not there, and half of what time stamps need, are refused', () => {
    expect(refusal({ LOG_POLICY_FILE: 'absent' })).toContain('LOG_POLICY_FILE');
    expect(refusal({ LOG_TIMESTAMP_URL: 'https://tsa.example' })).toContain('LOG_TIMESTAMP_CERTIFICATE_FILE');
    expect(refusal({ LOG_TIMESTAMP_CERTIFICATE_FILE: written('tsa', 'x') })).toContain('LOG_TIMESTAMP_URL');
  });
});

test.each([
  ['PORT', 'eighty'],
  ['PORT', '70000'],
  ['DATABASE_URL', 'mysql://somewhere/db'],
  ['DATABASE_URL', 'somewhere'],
  ['REDIS_URL', 'http://somewhere'],
  ['PUBLIC_URL', 'somewhere'],
  ['LOG_LEVEL', 'loud'],
  ['LOG_ORIGIN', 'https://example.org'],
  ['UPLOAD_LIMIT_MB', '0'],
  ['TRUST_PROXY', 'maybe'],
  ['LOG_TIMESTAMP_URL', 'tsa.example'],
  ['LOG_TIMESTAMP_MINUTES', '0'],
  ['KINLEDGER_DTAA', '/tmp'],
])('%s=%s is refused with a sentence that names it', (name, value) => {
  expect(() => readConfig({ [name]: value }, '/srv')).toThrow(ConfigError);
  expect(() => readConfig({ [name]: value }, '/srv')).toThrow(name);
});

test('a refused address is not repeated: it may hold a password', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://user:secret@host/db' }, '/srv')).toThrow(/^(?!.*secret)/);
});
