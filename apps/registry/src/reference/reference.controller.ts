import { Controller, Get } from '@nestjs/common';
import { Roles } from '../access/actor.ts';
import { LocusView, PopulationView } from './reference.dto.ts';
import { ReferenceService } from './reference.service.ts';

@Controller('api/reference')
export class ReferenceController {
  constructor(private readonly reference: ReferenceService) {}

  /** The frequency tables in use, each with its source and the digest of its figures. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('populations')
  populations(): PopulationView[] {
    return this.reference.populations();
  }

  /** The loci that uploads may name, with their further names and the alleles that are credible. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('loci')
  loci(): LocusView[] {
    return this.reference.loci();
  }
}
