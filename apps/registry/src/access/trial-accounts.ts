import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ConfigError } from '../config.ts';
import { AccountsStore } from './accounts.store.ts';
import { type Actor, ROLES, type Role } from './actor.ts';
import { InstallationStore } from './installation.store.ts';
import { createAccount, createLaboratory, replacePassword } from './new-accounts.ts';
import { Passwords } from './passwords.ts';

/** An account for trying out, whose password may be printed. The sign-in name is the role. */
export interface TrialAccount {
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

const LABORATORY = 'Trial laboratory';

/** One account of each role, so that someone who tries the service out can walk every step of it. */
@Injectable()
export class TrialAccounts {
  constructor(
    private readonly database: DataSource,
    private readonly accounts: AccountsStore,
    private readonly installation: InstallationStore,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Makes what is missing and returns all five. The passwords are kept in `dataFolder`, readable by its owner only, so
   * that every start can print them. That file is the truth: when it was lost, new passwords replace the old ones.
   * Throws on a database that was first started for real cases. Requires a migrated database.
   */
  ensure(dataFolder: string): Promise<readonly TrialAccount[]> {
    return this.database.transaction(async (tx) => {
      await this.accounts.lockFirstAccounts(tx);
      const decided = await this.installation.decide(tx, true);
      if (!decided.trial)
        throw new ConfigError('KINLEDGER_DATA holds a database for real cases: it never gets trial accounts.');
      const trial = (await readKept(dataFolder)) ?? (await makeKept(dataFolder));
      const laboratoryId = await this.laboratory(tx);
      for (const account of trial) await this.ensureOne(tx, account, laboratoryId);
      return trial;
    });
  }

  /** The trial's account of this role as a caller. Requires `ensure`. */
  async actor(role: Role): Promise<Actor> {
    const account = await this.accounts.named(role);
    if (account === null) throw new Error(`The trial has no ${role} account.`);
    const { id, name, laboratoryId } = account;
    return { accountId: id, name, role, laboratoryId, via: 'session' };
  }

  private async laboratory(tx: EntityManager): Promise<string> {
    const standing = await this.accounts.laboratoryNamed(tx, LABORATORY);
    if (standing !== null) return standing.id;
    return createLaboratory(tx, this.accounts, null, LABORATORY, { trial: true });
  }

  private async ensureOne(tx: EntityManager, account: TrialAccount, laboratory: string): Promise<void> {
    const { name, role, password } = account;
    const standing = await this.accounts.named(name, tx);
    if (standing !== null && (await this.passwords.fits(password, standing.passwordHash))) return;
    const passwordHash = await this.passwords.hash(password);
    if (standing !== null) return replacePassword(tx, this.accounts, null, standing.id, passwordHash);
    const laboratoryId = role === 'laboratory' ? laboratory : null;
    const facts = { name, role, laboratoryId, invitationId: null, passwordHash };
    await createAccount(tx, this.accounts, facts, { trial: true });
  }
}

const FILE = 'trial-accounts.json';

async function readKept(dataFolder: string): Promise<readonly TrialAccount[] | undefined> {
  const file = join(dataFolder, FILE);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(await readFile(file, 'utf8')) as readonly TrialAccount[];
  } catch {
    throw new Error(`${file} cannot be read. Delete it: the next start makes new passwords.`);
  }
}

/** Written under another name first: a start that is cut off leaves the whole file or none. */
async function makeKept(dataFolder: string): Promise<readonly TrialAccount[]> {
  const accounts = ROLES.map((role) => ({ name: role, role, password: newPassword() }));
  const file = join(dataFolder, FILE);
  await mkdir(dataFolder, { recursive: true });
  await rm(`${file}.new`, { force: true });
  await writeFile(`${file}.new`, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return accounts;
}

/** Four groups such as `kibo-tare-...`: 75^8 possibilities, about 50 bits, easy to read aloud and to type. */
function newPassword(): string {
  const group = () => syllable() + syllable();
  return [group(), group(), group(), group()].join('-');
}

function syllable(): string {
  const [consonants, vowels] = ['bdfghjkmnprstvz', 'aeiou'];
  return consonants.charAt(randomInt(consonants.length)) + vowels.charAt(randomInt(vowels.length));
}
