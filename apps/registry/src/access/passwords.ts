import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { Problem } from '../problem.ts';

/** OWASP Password Storage Cheat Sheet: argon2id (the package's default) with 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const SHORTEST = 12;
const LONGEST = 200;

@Injectable()
export class Passwords {
  /** A hash nobody knows the password of, so that an unknown name costs the same work as a known one. */
  private readonly nobody = this.hash(randomBytes(32).toString('base64url'));

  hash(password: string): Promise<string> {
    return hash(password.normalize('NFKC'), COST);
  }

  /** Takes about the same time whether the account exists or not. */
  async fits(password: string, passwordHash: string | undefined): Promise<boolean> {
    const fits = await verify(passwordHash ?? (await this.nobody), password.normalize('NFKC'));
    return fits && passwordHash !== undefined;
  }

  /** NIST SP 800-63B: length counts, composition does not. Throws a Problem that says what to do. */
  check(password: string, name: string): void {
    const length = [...password.normalize('NFKC')].length;
    if (length < SHORTEST || length > LONGEST) {
      throw new Problem(422, 'password-length', `Choose a password of ${SHORTEST} to ${LONGEST} characters.`);
    }
    if (password.toLowerCase() === name.toLowerCase()) {
      throw new Problem(422, 'password-is-name', 'Choose a password that is not the sign-in name.');
    }
  }
}
