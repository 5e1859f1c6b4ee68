import { Controller, Get, Param, Query } from '@nestjs/common';
import { Roles } from '../access/actor.ts';
import { defaultsOfChecks } from './defaults.ts';
import {
  ControlView,
  DefaultsView,
  FrequenciesWithoutNView,
  KitView,
  LocusView,
  MutationTableView,
  PopulationView,
  ProvenanceView,
  StepStudiesView,
  VersionsQuery,
} from './reference.dto.ts';
import { ReferenceService } from './reference.service.ts';

@Controller('api/reference')
export class ReferenceController {
  constructor(private readonly reference: ReferenceService) {}

  /** The frequency tables, each with its source, the chromosomes typed at each locus, and the digest of its figures. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('populations')
  populations(@Query() query: VersionsQuery): Promise<PopulationView[]> {
    return this.reference.populations(query);
  }

  /** Who brought a version of a table or kit in, and who retired it, when and why. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('versions/:digest')
  provenance(@Param('digest') digest: string): Promise<ProvenanceView> {
    return this.reference.provenance(digest);
  }

  /** Frequencies that are shipped for comparison only, because the number of chromosomes typed is not stated. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('frequencies-without-n')
  withoutN(): FrequenciesWithoutNView[] {
    return this.reference.withoutN();
  }

  /** The mutation rates by locus and sex, study by study. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('mutation-rates')
  mutationRates(@Query() query: VersionsQuery): Promise<MutationTableView[]> {
    return this.reference.mutationTables(query);
  }

  /** How many of the mutations that studies saw were by one repeat, study by study. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('mutation-steps')
  mutationSteps(): StepStudiesView[] {
    return this.reference.stepStudies();
  }

  /** The typing kits, each with its loci in order, their ladders and the known microvariants. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('kits')
  kits(@Query() query: VersionsQuery): Promise<KitView[]> {
    return this.reference.kitViews(query);
  }

  /** The loci that uploads may name, with their further names and the alleles that are credible. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('loci')
  loci(): LocusView[] {
    return this.reference.loci();
  }

  /** The control DNAs that uploads are compared with. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('controls')
  controls(): ControlView[] {
    return this.reference.controls();
  }

  /** What a check computes with where the request says nothing else, each with its source. */
  @Roles('laboratory', 'caseworker', 'reviewer', 'auditor', 'administrator')
  @Get('defaults')
  defaults(): DefaultsView {
    return defaultsOfChecks();
  }
}
