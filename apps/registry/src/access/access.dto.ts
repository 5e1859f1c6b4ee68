import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import { ROLES, type Role } from './actor.ts';

/** Names are compared in one Unicode form and without blanks at their ends. */
const Name = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.normalize('NFKC').trim() : value));

const NO_CONTROLS = /^[^\p{C}]+$/u;

export class SignIn {
  @Name()
  @IsString()
  @Length(1, 200)
  @Matches(NO_CONTROLS, { message: 'name must not contain control characters' })
  readonly name: string;

  @IsString()
  @Length(1, 1000)
  readonly password: string;
}

export class LaboratoryView {
  readonly id: string;
  readonly name: string;
}

export class AccountView {
  readonly id: string;
  /** The name to sign in with. */
  readonly name: string;
  readonly role: Role;
  /** Set exactly when the role is `laboratory`. */
  readonly laboratory: LaboratoryView | null;
}

export class SignedIn {
  readonly account: AccountView;
}

export class ListedAccount extends AccountView {
  readonly createdAt: string;
  /** Since when the account cannot sign in any more. */
  readonly disabledAt: string | null;
}

export class NewInvitation {
  /** The name the person will sign in with: a letter or digit, then up to 79 letters, digits or `. _ @ + -`. */
  @Name()
  @Matches(/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,79}$/u, {
    message: 'name must be 1 to 80 letters, digits or . _ @ + - and begin with a letter or digit',
  })
  readonly name: string;

  @IsIn(ROLES)
  readonly role: Role;

  /** Required for the role `laboratory`, absent for every other. */
  @IsOptional()
  @IsUUID()
  readonly laboratoryId?: string;
}

export class InvitationView {
  /** The one-time token to hand to the person. Null when this answer repeats an earlier one: it is shown once. */
  readonly invitation: string | null;
  readonly expiresAt: string;
}

export class AcceptInvitation {
  @IsString()
  @Length(1, 200)
  readonly invitation: string;

  /** 12 to 200 characters, not the sign-in name. */
  @IsString()
  @Length(1, 1000)
  readonly password: string;
}

export class NewPassword {
  /** The password that holds now. */
  @IsString()
  @Length(1, 1000)
  readonly current: string;

  /** 12 to 200 characters, not the sign-in name. */
  @IsString()
  @Length(1, 1000)
  readonly password: string;
}

export class NewLaboratory {
  @Name()
  @IsString()
  @Length(1, 200)
  @Matches(NO_CONTROLS, { message: 'name must not contain control characters' })
  readonly name: string;
}

export class NewKey {
  /** What the key is for, such as the program that will use it. */
  @Name()
  @IsString()
  @Length(1, 100)
  @Matches(NO_CONTROLS, { message: 'label must not contain control characters' })
  readonly label: string;
}

export class KeyView {
  readonly id: string;
  readonly label: string;
  /** The key's first letters, by which it can be recognised: `kl_<prefix>_`. */
  readonly prefix: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

export class IssuedKey extends KeyView {
  /** For `Authorization: Bearer`. Null when this answer repeats an earlier one: the key is shown once. */
  readonly key: string | null;
}

export class StartView {
  /** Whether this is a trial with a bundled database and printed passwords. */
  readonly trial: boolean;
  /** Whether the simulated registry is loaded. */
  readonly demoLoaded: boolean;
  readonly version: string;
}
