import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Problem } from '../problem.ts';
import { record } from '../record.ts';
import type { AccountView, NewPassword, SignIn } from './access.dto.ts';
import { AccountsStore } from './accounts.store.ts';
import type { Actor } from './actor.ts';
import { replacePassword } from './new-accounts.ts';
import { Passwords } from './passwords.ts';
import { digestOf, newToken } from './secrets.ts';
import { type Attempt, SessionsStore } from './sessions.store.ts';

export interface OpenedSession {
  readonly token: string;
  readonly account: AccountView;
}

@Injectable()
export class SessionsService {
  constructor(
    private readonly database: DataSource,
    private readonly accounts: AccountsStore,
    private readonly sessions: SessionsStore,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Opens a session and ends the caller's previous one. An unknown name, a disabled account and a wrong password get
   * the same answer after the same work, and the same limit on tries.
   */
  async open({ name, password }: SignIn, address: string, previous?: string): Promise<OpenedSession> {
    const attempt = { nameDigest: digestOf(name.toLowerCase()), addressDigest: digestOf(address) };
    if (!(await this.sessions.admit(attempt))) throw tooManyAttempts();
    const account = await this.accounts.named(name);
    const fits = await this.passwords.fits(password, account?.passwordHash);
    if (account === null || !fits || account.disabled) throw refused();
    const { id: accountId, role, laboratoryId } = account;
    return this.begin({ accountId, name: account.name, role, laboratoryId, via: 'session' }, attempt, previous);
  }

  async account(actor: Actor): Promise<AccountView> {
    return this.view(actor.accountId);
  }

  /** Replaces the caller's password and ends all other sessions. Tries count as sign-ins do. */
  async changePassword(actor: Actor, change: NewPassword, address: string, token: string | undefined): Promise<void> {
    const attempt = { nameDigest: digestOf(actor.name.toLowerCase()), addressDigest: digestOf(address) };
    if (actor.via !== 'session' || token === undefined) throw notByKey();
    if (!(await this.sessions.admit(attempt))) throw tooManyAttempts();
    const account = await this.accounts.named(actor.name);
    if (!(await this.passwords.fits(change.current, account?.passwordHash))) throw wrongPassword();
    this.passwords.check(change.password, actor.name);
    const passwordHash = await this.passwords.hash(change.password);
    await this.database.transaction(async (tx) => {
      await replacePassword(tx, this.accounts, actor, actor.accountId, passwordHash);
      await this.sessions.removeOthers(tx, actor.accountId, digestOf(token));
      await this.sessions.forgive(tx, attempt);
    });
  }

  async close(actor: Actor, token: string | undefined): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (token !== undefined) await this.sessions.remove(tx, digestOf(token));
      await record(tx, actor, { type: 'session.closed' });
    });
  }

  private async begin(actor: Actor, attempt: Attempt, previous: string | undefined): Promise<OpenedSession> {
    const token = newToken();
    await this.database.transaction(async (tx) => {
      await this.sessions.forgive(tx, attempt);
      if (previous !== undefined) await this.sessions.remove(tx, digestOf(previous));
      await this.sessions.insert(tx, digestOf(token), actor.accountId);
      await record(tx, actor, { type: 'session.opened' });
    });
    return { token, account: await this.view(actor.accountId) };
  }

  private async view(id: string): Promise<AccountView> {
    const row = await this.accounts.view(id);
    if (row === undefined) throw refused();
    return { id: row.id, name: row.name, role: row.role, laboratory: row.laboratory };
  }
}

function refused(): Problem {
  return new Problem(401, 'sign-in-refused', 'The name or the password is not right, or the account is disabled.');
}

function tooManyAttempts(): Problem {
  const detail = 'Too many sign-ins have failed. Wait a quarter of an hour, then try again.';
  return new Problem(429, 'too-many-attempts', detail, { retryAfter: 15 * 60 });
}

function wrongPassword(): Problem {
  return new Problem(403, 'wrong-password', 'The current password is not right.');
}

function notByKey(): Problem {
  return new Problem(403, 'not-by-key', 'A password is changed by the person who has signed in with it, not by a key.');
}
