import { basicAuthorization } from '../remoting/wsman/basic-authorization.js';
import type { AccountHint } from './connection.js';

/**
 * An account and its password, kept where nothing prints it: no property holds the password, and every way of turning
 * this object into text shows the account's name only. A password is handed out once; a refusal spends it for good.
 */
export class Credential {
  readonly user: string;
  readonly #password: string;
  #state: 'unused' | 'in-use' | 'refused' = 'unused';

  constructor(user: string, password: string) {
    this.user = user;
    this.#password = password;
  }

  /** The header of Basic authentication for the one sign-in of a run. Throws once the password was refused. */
  authorization(): string {
    if (this.#state === 'refused') throw new Error('the password was refused before and is not sent again');
    this.#state = 'in-use';
    return basicAuthorization(this.user, this.#password);
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

  /** Cuts every form of the password, in any case, out of a text that came from outside: a server may echo what it was sent, and names and types lose their case on the way. */
  scrub(text: string): string {
    return this.#forms().reduce((clean, form) => clean.replaceAll(new RegExp(literally(form), 'giu'), '[removed]'), text);
  }

  hints(tenant: string | undefined, online: boolean): readonly AccountHint[] {
    const hints: AccountHint[] = [];
    if (this.user !== this.user.trim() || this.#password !== this.#password.trim()) hints.push('stray-space');
    if (online && this.user.includes('\\')) hints.push('domain-backslash');
    else if (online && !this.user.includes('@')) hints.push('not-an-address');
    const domain = this.user.trim().split('@')[1]?.toLowerCase();
    if (tenant !== undefined && domain === tenant) hints.push('customer-account');
    return hints;
  }

  toString(): string {
    return `account ${this.user}`;
  }

  toJSON(): { user: string } {
    return { user: this.user };
  }

  #forms(): string[] {
    const password = this.#password;
    if (password.length < 4) return [];
    const pair = `${this.user}:${password}`;
    const json = JSON.stringify(password).slice(1, -1);
    const xml = password.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;');
    const forms = [password, json, xml, encodeURIComponent(password), Buffer.from(pair, 'utf8').toString('base64'), ...base64Inside(password)];
    return [...new Set(forms)].filter((form) => form.length >= 4).sort((a, b) => b.length - a.length);
  }
}

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, '\\$&');

/** How a text looks inside base64 of something longer: three ways, by where it begins; the signs at its edges belong to its neighbours. */
function base64Inside(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64').replaceAll('=', '');
    const skip = offset === 0 ? 0 : offset + 1;
    const whole = Math.floor(((bytes.length + offset) * 8) / 6);
    return encoded.slice(skip, whole);
  });
}
