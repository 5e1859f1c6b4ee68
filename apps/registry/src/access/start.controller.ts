import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Get } from '@nestjs/common';
import { Config } from '../config.ts';
import { StartView } from './access.dto.ts';
import { Public } from './actor.ts';
import { InstallationStore } from './installation.store.ts';

@Controller('api/start')
export class StartController {
  private readonly version: Promise<string>;

  constructor(
    private readonly installation: InstallationStore,
    config: Config,
  ) {
    this.version = versionOf(config.root);
  }

  /** What the sign-in page must know. */
  @Public()
  @Get()
  async view(): Promise<StartView> {
    return { ...(await this.installation.read()), version: await this.version };
  }
}

async function versionOf(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  return version;
}
