import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChecksModule } from '../checks/checks.module.ts';
import { ConfirmationsController } from './confirmations.controller.ts';
import { Confirmation, Signature, Withdrawal } from './confirmations.entity.ts';
import { ConfirmationsService } from './confirmations.service.ts';
import { ConfirmationsStore } from './confirmations.store.ts';
import { Receipts } from './receipts.ts';

@Module({
  imports: [TypeOrmModule.forFeature([Confirmation, Signature, Withdrawal]), ChecksModule],
  controllers: [ConfirmationsController],
  providers: [ConfirmationsService, ConfirmationsStore, Receipts],
  exports: [ConfirmationsService, Receipts],
})
export class ConfirmationsModule {}
