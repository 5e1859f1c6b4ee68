import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { type Actor, CurrentActor, Roles } from '../access/actor.ts';
import { StatedFamilyView } from './families.dto.ts';
import { Families } from './families.ts';
import { SubmissionsService } from './submissions.service.ts';

@Controller('api/submissions')
export class FamiliesController {
  constructor(
    private readonly submissions: SubmissionsService,
    private readonly families: Families,
  ) {}

  /** How the file of a submission says that its persons are related. */
  @Roles('laboratory', 'auditor')
  @Get(':id/families')
  async list(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<StatedFamilyView[]> {
    await this.submissions.summary(actor, id);
    return this.families.ofSubmission(id);
  }
}
