import { Masker } from '../redaction/masker.js';
import { basicAuthorization } from '../remoting/wsman/basic-authorization.js';
import { Account } from './account.js';

/**
 * An account and its password, kept where nothing prints it: no property holds the password, and every way of turning
 * this object into text shows the account's name only. A password is handed out once; a refusal spends it for good.
 */
export class Credential {
  /** For whatever needs only the name. */
  readonly account: Account;
  readonly #password: string;
  readonly #masker = new Masker();
  #state: 'unused' | 'in-use' | 'refused' = 'unused';

  constructor(user: string, password: string) {
    this.account = new Account(user, { isPasswordPadded: password !== password.trim() });
    this.#password = password;
    this.guardedBy(this.#masker);
  }

  get user(): string {
    return this.account.user;
  }

  /** The header of Basic authentication for the one sign-in of a run. Throws once the password was refused. */
  authorization(): string {
    if (this.#state === 'refused') throw new Error('the password was refused before and is not sent again');
    this.#state = 'in-use';
    return basicAuthorization(this.user, this.#password);
  }

  /** The password itself, for the PowerShell of this PC, which signs in by its own means. Throws once it was refused. */
  forPowerShell(): string {
    if (this.#state === 'refused') throw new Error('the password was refused before and is not sent again');
    this.#state = 'in-use';
    return this.#password;
  }

  /** Whether it was ever handed out. */
  get used(): boolean {
    return this.#state !== 'unused';
  }

  /** Whether a server refused it: from then on nobody gets it. */
  get spent(): boolean {
    return this.#state === 'refused';
  }

  refused(): void {
    this.#state = 'refused';
  }

  /** Cuts the password out of a text that came from outside: a server may echo what it was sent. */
  scrub(text: string): string {
    return this.#masker.text(text);
  }

  /** Makes the password known to what guards the ways out of the process. */
  guardedBy(masker: Pick<Masker, 'add'>): this {
    masker.add(this.#password, this.user);
    return this;
  }

  toString(): string {
    return `account ${this.user}`;
  }

  toJSON(): { user: string } {
    return { user: this.user };
  }
}
