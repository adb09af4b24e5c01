import { basicAuthorization } from '../remoting/wsman/basic-authorization.js';

/** What may be wrong with an account, seen from the outside. */
export type AccountHint = 'stray-space' | 'domain-backslash' | 'not-an-address' | 'customer-account';

/**
 * An account and its password, kept where nothing prints it: no property holds the password, and every way of turning
 * this object into text shows the account's name only. A password is handed out once; a refusal spends it for good.
 */
export class Credential {
  readonly user: string;
  readonly #password: string;
  #forms: readonly RegExp[] | undefined;
  #state: 'unused' | 'in-use' | 'refused' = 'unused';

  constructor(user: string, password: string) {
    this.user = user;
    this.#password = password;
  }

  /** The header of Basic authentication for the one character-in of a run. Throws once the password was refused. */
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

  /** Cuts every form of the password, in any case, out of a text that came from outside: a server may echo what it was sent, and names and types lose their case on the way. */
  scrub(text: string): string {
    return (this.#forms ??= formsOf(this.user, this.#password)).reduce(
      (clean, form) => clean.replaceAll(form, '[removed]'),
      text,
    );
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
}

/** A shorter one would be found in every other word. */
const shortest = 4;

/** Every way in which a password may stand in a text: sign by sign in any spelling, or inside base64 or hexadecimal of something longer. */
function formsOf(user: string, password: string): readonly RegExp[] {
  if (password.length < shortest) return [];
  const bytes = [Buffer.from(password, 'utf8'), Buffer.from(password, 'utf16le')];
  const whole = [
    Buffer.from(`${user}:${password}`, 'utf8').toString('base64'),
    ...bytes.flatMap(base64Inside),
    ...bytes.map((one) => one.toString('hex')),
  ];
  const spelled = Array.from(password, (character) => `(?:${spellingsOf(character).map(literally).join('|')})`).join(
    between,
  );
  return [
    new RegExp(spelled, 'giu'),
    ...whole.filter((form) => form.length >= shortest).map((form) => new RegExp(literally(form), 'giu')),
  ];
}

/** Between two characters: what a terminal never shows, such as the zero bytes of UTF-16, would not hide them from a reader. */
const between = '[\\p{Cc}\\p{Cf}]*';

/** One sign as it is, in a URL, as an entity of XML or HTML, and in JSON. */
function spellingsOf(character: string): readonly string[] {
  const code = character.codePointAt(0)!;
  const named =
    {
      '&': ['&amp;'],
      '<': ['&lt;'],
      '>': ['&gt;'],
      '"': ['&quot;', '\\"'],
      "'": ['&apos;', "\\'"],
      '\\': ['\\\\'],
      '/': ['\\/'],
      ' ': ['+', '&nbsp;'],
    }[character] ?? [];
  const url = [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const json = Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
  // The longer ones first: "&" alone is the beginning of "&amp;".
  return [
    ...named,
    url,
    json,
    ...[
      `&#${code};`,
      `&#0${code};`,
      `&#x${code.toString(16)};`,
      `&#x0${code.toString(16)};`,
      `&#x00${code.toString(16)};`,
    ],
    character,
  ];
}

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, '\\$&');

/** How bytes look inside base64 of something longer: three ways, by where they begin; the characters at their edges belong to their neighbours. */
function base64Inside(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const skip = offset === 0 ? 0 : offset + 1;
    const whole = Math.floor(((bytes.length + offset) * 8) / 6);
    return encoded.slice(skip, whole);
  });
}
