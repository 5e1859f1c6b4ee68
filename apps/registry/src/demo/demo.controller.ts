import { Controller, HttpCode, Post } from '@nestjs/common';
import { Roles } from '../access/actor.ts';
import { Demo } from './demo.ts';

export class DemoLoaded {
  readonly demoLoaded: true;
}

@Controller('api/demo')
export class DemoController {
  constructor(private readonly demo: Demo) {}

  /** Loads the simulated registry; on a trial database only. Asking again adds nothing. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Post()
  @HttpCode(200)
  load(): Promise<DemoLoaded> {
    return this.demo.load();
  }
}
