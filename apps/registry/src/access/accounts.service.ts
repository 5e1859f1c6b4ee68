import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { absent, Problem } from '../problem.ts';
import { recordRow } from '../record.ts';
import { breaks } from '../violations.ts';
import type {
  AcceptInvitation,
  AccountView,
  InvitationView,
  LaboratoryView,
  ListedAccount,
  NewInvitation,
  NewLaboratory,
} from './access.dto.ts';
import type { Invitation } from './access.entity.ts';
import { type AccountRow, AccountsStore } from './accounts.store.ts';
import type { Actor } from './actor.ts';
import { Idempotency } from './idempotency.ts';
import { createAccount, createLaboratory } from './new-accounts.ts';
import { Passwords } from './passwords.ts';
import { digestOf, newToken } from './secrets.ts';

const INVITATION_HOURS = 7 * 24;

@Injectable()
export class AccountsService {
  constructor(
    private readonly database: DataSource,
    private readonly store: AccountsStore,
    private readonly passwords: Passwords,
    private readonly idempotency: Idempotency,
  ) {}

  async list(): Promise<ListedAccount[]> {
    return (await this.store.list()).map(listed);
  }

  async laboratories(): Promise<LaboratoryView[]> {
    return (await this.store.laboratories()).map(({ id, name }) => ({ id, name }));
  }

  addLaboratory(actor: Actor, { name }: NewLaboratory, key?: string): Promise<LaboratoryView> {
    return this.idempotency.once({ actor, key, request: { addLaboratory: name } }, async (tx) => {
      const id = await createLaboratory(tx, this.store, actor, name).catch(nameTaken);
      return { id, name };
    });
  }

  /** Invites someone to become an account. The token is returned once and stored only as a digest. */
  invite(actor: Actor, request: NewInvitation, key?: string): Promise<InvitationView> {
    const act = (tx: EntityManager) => this.addInvitation(tx, actor, request);
    return this.idempotency.once({ actor, key, request: { invite: { ...request } } }, act, (answer) => ({
      ...answer,
      invitation: null,
    }));
  }

  /** Makes the account an invitation stands for. Unknown, used and expired invitations get the same answer. */
  async accept({ invitation: token, password }: AcceptInvitation): Promise<AccountView> {
    const invitation = await this.store.invitation(digestOf(token));
    if (invitation === null) throw noInvitation();
    this.passwords.check(password, invitation.name);
    const passwordHash = await this.passwords.hash(password);
    return this.database.transaction((tx) => this.useInvitation(tx, invitation, passwordHash));
  }

  /** Ends an account with its sessions and keys. It stays in the list: past signatures name it. */
  disable(actor: Actor, id: string, key?: string): Promise<ListedAccount> {
    return this.idempotency.once({ actor, key, request: { disableAccount: id } }, async (tx) => {
      const administrators = await this.store.lockAdministrators(tx);
      const account = await this.store.view(id, tx);
      if (account === undefined) throw absent('account');
      if (administrators.length === 1 && administrators[0] === id) throw lastAdministrator();
      if (account.disabledAt === null) await this.end(tx, actor, id);
      return listed((await this.store.view(id, tx)) ?? account);
    });
  }

  private async addInvitation(tx: EntityManager, actor: Actor, request: NewInvitation): Promise<InvitationView> {
    const { name, role, laboratoryId = null } = request;
    if ((role === 'laboratory') !== (laboratoryId !== null)) {
      const detail = 'laboratoryId is required for the role laboratory and absent for every other role.';
      throw new Problem(422, 'laboratory-mismatch', detail);
    }
    if (laboratoryId !== null && (await this.store.laboratory(tx, laboratoryId)) === null) throw absent('laboratory');
    if ((await this.store.named(name, tx)) !== null || (await this.store.isInvited(tx, name))) throw taken();
    const [id, token] = [newId(), newToken()];
    const createdBy = actor.accountId;
    const row = { id, tokenHash: digestOf(token), name, role, laboratoryId, createdBy, validHours: INVITATION_HOURS };
    const act = { type: 'account.invited', facts: { invitation: id, role } };
    const expiresAt = await this.store.insertInvitation(tx, await recordRow(tx, actor, act, 'invitation', [id, row]));
    return { invitation: token, expiresAt: expiresAt.toISOString() };
  }

  private async useInvitation(tx: EntityManager, invitation: Invitation, passwordHash: string): Promise<AccountView> {
    if ((await this.store.invitation(invitation.tokenHash, tx)) === null) throw noInvitation();
    const { name, role, laboratoryId, id: invitationId } = invitation;
    const account = { name, role, laboratoryId, invitationId, passwordHash };
    const id = await createAccount(tx, this.store, account, { invitation: invitationId }).catch(usedOrTaken);
    return { id, name, role, laboratory: (await this.store.view(id, tx))?.laboratory ?? null };
  }

  private async end(tx: EntityManager, actor: Actor, id: string): Promise<void> {
    const disabled = { accountId: id, disabledBy: actor.accountId };
    const act = { type: 'account.disabled', facts: { account: id } };
    await this.store.disable(tx, await recordRow(tx, actor, act, 'account_disabled', [id, disabled]));
    for (const key of await this.store.validKeys(tx, id)) {
      const revoked = { keyId: key, revokedBy: actor.accountId };
      const ending = { type: 'key.revoked', facts: { key } };
      await this.store.revokeKey(tx, await recordRow(tx, actor, ending, 'api_key_revoked', [key, revoked]));
    }
  }
}

function listed({ id, name, role, laboratory, createdAt, disabledAt }: AccountRow): ListedAccount {
  const times = { createdAt: createdAt.toISOString(), disabledAt: disabledAt?.toISOString() ?? null };
  return { id, name, role, laboratory, ...times };
}

function noInvitation(): Problem {
  const detail = 'This invitation is unknown, was used already or has expired. Ask an administrator for a new one.';
  return new Problem(404, 'invitation-not-valid', detail);
}

function lastAdministrator(): Problem {
  const detail = 'This is the last administrator. Invite another one, who accepts, before disabling this account.';
  return new Problem(409, 'last-administrator', detail);
}

function taken(): Problem {
  return new Problem(409, 'name-taken', 'This name is in use or invited already. Choose another one.');
}

/** Two requests may use an invitation at the same moment; the unique index decides. */
function usedOrTaken(error: unknown): never {
  if (breaks(error, 'account_invitation')) throw noInvitation();
  return nameTaken(error);
}

/** Two requests may choose the same name at the same moment; the unique index decides. */
function nameTaken(error: unknown): never {
  throw breaks(error, 'laboratory_name') || breaks(error, 'account_name') ? taken() : error;
}
