import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as newId } from 'uuid';
import { ConfigError } from '../config.ts';
import { recordRow } from '../record.ts';
import { AccountsStore } from './accounts.store.ts';
import { InstallationStore } from './installation.store.ts';
import { digestOf, newToken } from './secrets.ts';

const NAME = 'administrator';
const HOURS = 24;

/** How the first administrator of a database for real cases gets in: by a one-time token that the first start prints. */
@Injectable()
export class FirstInvitation {
  constructor(
    private readonly database: DataSource,
    private readonly accounts: AccountsStore,
    private readonly installation: InstallationStore,
  ) {}

  /**
   * The token of a new invitation for the sign-in name `administrator`, valid for a day; undefined when an account
   * stands, or an invitation that can still be used. Throws on a trial's database. Requires a migrated database.
   */
  ensure(): Promise<string | undefined> {
    return this.database.transaction(async (tx) => {
      await this.accounts.lockFirstAccounts(tx);
      const decided = await this.installation.decide(tx, false);
      if (decided.trial)
        throw new ConfigError(
          'DATABASE_URL leads to the database of a trial; real cases need a database of their own.',
        );
      if ((await this.accounts.count(tx)) > 0 || (await this.accounts.isInvited(tx, NAME))) return undefined;
      const [id, token] = [newId(), newToken()];
      const role = 'administrator' as const;
      const invited = { name: NAME, role, laboratoryId: null, createdBy: null, validHours: HOURS };
      const row = { id, tokenHash: digestOf(token), ...invited };
      const act = { type: 'account.invited', facts: { invitation: id, role } };
      await this.accounts.insertInvitation(tx, await recordRow(tx, null, act, 'invitation', [id, row]));
      return token;
    });
  }
}
