import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FiguresController } from './figures.controller.ts';
import { FiguresService } from './figures.service.ts';
import { ImportsController } from './imports.controller.ts';
import { ImportsService } from './imports.service.ts';
import { ReferenceController } from './reference.controller.ts';
import { ReferenceService } from './reference.service.ts';
import { ReferenceRetired, ReferenceVersion } from './versions.entity.ts';
import { Versions } from './versions.service.ts';
import { VersionsStore } from './versions.store.ts';

@Module({
  imports: [TypeOrmModule.forFeature([ReferenceVersion, ReferenceRetired])],
  controllers: [ReferenceController, ImportsController, FiguresController],
  providers: [ReferenceService, ImportsService, FiguresService, Versions, VersionsStore],
  exports: [ReferenceService],
})
export class ReferenceModule {}
