/** What may be wrong with an account, seen from the outside. */
export type AccountHint = 'stray-space' | 'domain-backslash' | 'not-an-address' | 'customer-account';

/** Who signs in, without the password: all that a plan, a sentence, a prompt or a report needs. */
export class Account {
  readonly user: string;
  readonly #isPasswordPadded: boolean;

  /** `isPasswordPadded`: a space begins or ends the password, which is easily copied along with it. */
  constructor(user: string, { isPasswordPadded = false }: { readonly isPasswordPadded?: boolean } = {}) {
    this.user = user;
    this.#isPasswordPadded = isPasswordPadded;
  }

  /** `tenant`: of the customer, where the partner signs in for one; `online`: an address is wanted as the name. */
  hints(tenant: string | undefined, online: boolean): readonly AccountHint[] {
    const hints: AccountHint[] = [];
    if (this.user !== this.user.trim() || this.#isPasswordPadded) hints.push('stray-space');
    if (online && this.user.includes('\\')) hints.push('domain-backslash');
    else if (online && !this.user.includes('@')) hints.push('not-an-address');
    const domain = this.user.trim().split('@')[1]?.toLowerCase();
    if (tenant !== undefined && domain === tenant) hints.push('customer-account');
    return hints;
  }
}
