import { ConfigError, readConfig } from './config.ts';

test('an empty environment is the trial: bundled database, in-process runner, port 3000', () => {
  const config = readConfig({}, '/srv/kinledger');
  expect(config).toMatchObject({ port: 3000, databaseUrl: undefined, redisUrl: undefined, logLevel: 'warn' });
  expect(config.dataFolder).toBe('/srv/kinledger/.kinledger');
  expect(config.logKeyFile).toBe('/srv/kinledger/.kinledger/log-key');
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
  ['KINLEDGER_DTAA', '/tmp'],
])('%s=%s is refused with a sentence that names it', (name, value) => {
  expect(() => readConfig({ [name]: value }, '/srv')).toThrow(ConfigError);
  expect(() => readConfig({ [name]: value }, '/srv')).toThrow(name);
});

test('a refused address is not repeated: it may hold a password', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://user:secret@host/db' }, '/srv')).toThrow(/^(?!.*secret)/);
});
