import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Throttle } from '@nestjs/throttler';
import {
  AcceptInvitation,
  InvitationView,
  LaboratoryView,
  ListedAccount,
  NewInvitation,
  NewLaboratory,
  SignedIn,
} from './access.dto.ts';
import { AccountsService } from './accounts.service.ts';
import { type Actor, CurrentActor, Public, Roles } from './actor.ts';
import { IdempotencyKey } from './idempotency.ts';

@Controller('api')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  /** Everyone who has, or had, an account. */
  @Roles('administrator')
  @Get('accounts')
  list(): Promise<ListedAccount[]> {
    return this.accounts.list();
  }

  /** Disables an account; its sessions and keys end at once. */
  @Roles('administrator')
  @Post('accounts/:id/disable')
  @HttpCode(200)
  disable(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @IdempotencyKey() key?: string,
  ): Promise<ListedAccount> {
    return this.accounts.disable(actor, id, key);
  }

  /** Invites a person to an account. The token is shown once and is valid for seven days. */
  @Roles('administrator')
  @Post('invitations')
  invite(
    @CurrentActor() actor: Actor,
    @Body() body: NewInvitation,
    @IdempotencyKey() key?: string,
  ): Promise<InvitationView> {
    return this.accounts.invite(actor, body, key);
  }

  /** Makes the account of an invitation, with the password that its person chose. */
  @Public()
  @Throttle({ default: { limit: 20, ttl: 60_000 } })
  @Post('invitations/accept')
  async accept(@Body() body: AcceptInvitation): Promise<SignedIn> {
    return { account: await this.accounts.accept(body) };
  }

  /** The laboratories that hand in profiles. */
  @Roles('administrator', 'caseworker', 'reviewer', 'auditor')
  @Get('laboratories')
  laboratories(): Promise<LaboratoryView[]> {
    return this.accounts.laboratories();
  }

  /** Adds a laboratory. */
  @Roles('administrator')
  @Post('laboratories')
  addLaboratory(
    @CurrentActor() actor: Actor,
    @Body() body: NewLaboratory,
    @IdempotencyKey() key?: string,
  ): Promise<LaboratoryView> {
    return this.accounts.addLaboratory(actor, body, key);
  }
}
