import { rowDigest } from '@kinledger/audit';
import type { EntityManager } from 'typeorm';
import { v7 as newId } from 'uuid';
import { newSalt, record, recordRow } from '../record.ts';
import type { Account } from './access.entity.ts';
import type { AccountsStore } from './accounts.store.ts';
import type { Actor } from './actor.ts';

/** What an account is, for ever, and its first password as argon2id. */
export interface AccountFacts extends Pick<Account, 'name' | 'role' | 'laboratoryId' | 'invitationId'> {
  readonly passwordHash: string;
}

type More = Readonly<Record<string, unknown>>;

/** Makes a laboratory and records it, `more` beside its id. Returns the id. */
export async function createLaboratory(
  tx: EntityManager,
  store: AccountsStore,
  actor: Actor | null,
  name: string,
  more: More = {},
): Promise<string> {
  const id = newId();
  const act = { type: 'laboratory.created', facts: { laboratory: id, ...more } };
  await store.insertLaboratory(tx, await recordRow(tx, actor, act, 'laboratory', [id, { id, name }]));
  return id;
}

/** Makes an account with its password, in one event. Returns its id. */
export async function createAccount(
  tx: EntityManager,
  store: AccountsStore,
  { passwordHash, ...account }: AccountFacts,
  more: More = {},
): Promise<string> {
  const row = { id: newId(), ...account };
  const password = { accountId: row.id, passwordHash, salt: newSalt() };
  const facts = { account: row.id, role: account.role, password: rowDigest(password), ...more };
  const recorded = await recordRow(tx, null, { type: 'account.created', facts }, 'account', [row.id, row]);
  await store.insert(tx, recorded);
  await store.setPassword(tx, { ...password, setByEvent: recorded.auditEventId });
  return row.id;
}

/** Replaces an account's password. The event holds a salted digest of the new one. */
export async function replacePassword(
  tx: EntityManager,
  store: AccountsStore,
  actor: Actor | null,
  accountId: string,
  passwordHash: string,
): Promise<void> {
  const password = { accountId, passwordHash, salt: newSalt() };
  const facts = { account: accountId, password: rowDigest(password) };
  await store.setPassword(tx, {
    ...password,
    setByEvent: await record(tx, actor, { type: 'password.changed', facts }),
  });
}
