import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { migrate } from '../../../database/migrate.ts';
import { AppModule } from './app.module.ts';
import { ConfigError, readConfig } from './config.ts';
import { endOn, endWith } from './process.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');

/** Does jobs and nothing else: no HTTP, no sealing. As many as wanted, on as many machines. */
async function start(): Promise<void> {
  const config = readConfig(process.env, ROOT);
  if (config.databaseUrl === undefined) {
    throw new ConfigError('DATABASE_URL must be set for a worker: it works on the database of a running service.');
  }
  const { url, warning } = await migrate(config.databaseUrl, config.databaseOwnerUrl);
  if (warning !== undefined) console.warn(warning);
  const logger = new ConsoleLogger({ json: true, logLevels: ['error', 'fatal'] });
  const worker = await NestFactory.createApplicationContext(AppModule.worker(config, url), {
    logger,
    abortOnError: false,
  });
  endOn(['SIGTERM', 'SIGINT'], () => worker.close());
  console.log('Kinledger worker is ready');
}

start().catch(endWith);
