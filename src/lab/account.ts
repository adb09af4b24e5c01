import type * as NodeCrypto from 'node:crypto';
import { decodeBase64 } from '../remoting/base64.js';

type Crypto = Pick<typeof NodeCrypto, 'createHash' | 'timingSafeEqual'>;

/**
 * The lab's only account. Keeps digests of its user name and password, and nothing a client sent. User names are
 * case-insensitive, passwords are not.
 */
export class Account {
  readonly user: string;
  readonly #crypto: Crypto;
  readonly #expected: readonly [Uint8Array, Uint8Array];

  constructor(user: string, password: string, crypto: Crypto) {
    this.user = user;
    this.#crypto = crypto;
    this.#expected = [this.#digest(user.toLowerCase()), this.#digest(password)];
  }

  /**
   * Whether the value of an Authorization header is this account's by Basic authentication (RFC 7617, UTF-8). Takes the
   * same time for every answer.
   */
  accepts(authorization: string): boolean {
    const credential = credentialIn(authorization);
    const isUser = this.#crypto.timingSafeEqual(this.#digest(credential?.user.toLowerCase() ?? ''), this.#expected[0]);
    const isPassword = this.#crypto.timingSafeEqual(this.#digest(credential?.password ?? ''), this.#expected[1]);
    return credential !== undefined && isUser && isPassword;
  }

  #digest(text: string): Uint8Array {
    return new Uint8Array(this.#crypto.createHash('sha256').update(text, 'utf8').digest());
  }
}

function credentialIn(authorization: string): { readonly user: string; readonly password: string } | undefined {
  const bytes = decodeBase64(/^Basic +(\S+) *$/i.exec(authorization)?.[1] ?? '');
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const digits = '23456789';
/** Each is special in XML, in a URL, at the edge of base64 or in a shell. */
const characters = '&<>"\'%+:;$`';

/**
 * 24 characters: letters, digits and four that need escaping somewhere. Begins and ends with a letter, so that trimming
 * does not matter.
 */
export function newPassword({ randomInt }: Pick<typeof NodeCrypto, 'randomInt'>): string {
  const pick = (from: string): string => from[randomInt(from.length)]!;
  const inside = [
    ...Array.from({ length: 4 }, () => pick(characters)),
    ...Array.from({ length: 4 }, () => pick(digits)),
    ...Array.from({ length: 14 }, () => pick(letters)),
  ];
  for (let last = inside.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [inside[last], inside[other]] = [inside[other]!, inside[last]!];
  }
  return pick(letters) + inside.join('') + pick(letters);
}
