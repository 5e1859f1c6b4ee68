import { Global, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ACCESS_ENTITIES } from './access.entity.ts';
import { AccessGuard } from './access.guard.ts';
import { AccountsController } from './accounts.controller.ts';
import { AccountsService } from './accounts.service.ts';
import { AccountsStore } from './accounts.store.ts';
import { FirstInvitation } from './first-invitation.ts';
import { IdempotencyStore } from './idempotency.store.ts';
import { Idempotency } from './idempotency.ts';
import { InstallationStore } from './installation.store.ts';
import { KeysController } from './keys.controller.ts';
import { KeysService } from './keys.service.ts';
import { KeysStore } from './keys.store.ts';
import { Passwords } from './passwords.ts';
import { Reads } from './reads.ts';
import { SessionController } from './session.controller.ts';
import { SessionsService } from './sessions.service.ts';
import { SessionsStore } from './sessions.store.ts';
import { StartController } from './start.controller.ts';
import { AccessSweeper } from './sweeper.ts';
import { TrialAccounts } from './trial-accounts.ts';

/** Per address and route; the routes where guessing pays set a lower limit of their own. */
const REQUESTS_A_MINUTE = 30_000;

/** Guards the whole application: first the rate of requests, then who is calling. Requires DataSource and Config. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forFeature(ACCESS_ENTITIES),
    ThrottlerModule.forRoot([{ name: 'default', ttl: 60_000, limit: REQUESTS_A_MINUTE }]),
  ],
  controllers: [SessionController, AccountsController, KeysController, StartController],
  providers: [
    { provide: APP_GUARD, useClass: ThrottlerGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: Reads },
    AccessSweeper,
    AccountsService,
    AccountsStore,
    FirstInvitation,
    Idempotency,
    IdempotencyStore,
    InstallationStore,
    KeysService,
    KeysStore,
    Passwords,
    SessionsService,
    SessionsStore,
    TrialAccounts,
  ],
  exports: [FirstInvitation, Idempotency, InstallationStore, TrialAccounts],
})
export class AccessModule {}
