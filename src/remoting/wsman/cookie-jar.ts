const maxCookies = 64;
const maxCookieLength = 4096;
/** What Node.js lets into a header. */
const sendable = /^[\x20-\x7e\x80-\xff]*$/;

/**
 * The cookies of one endpoint. Exchange stands behind load balancers that know by a cookie which server holds the shell, so each
 * one that was set goes back with every request; all go to the one URL they came from.
 */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Takes the Set-Cookie lines of an answer; attributes are of no use here. Cookies that are oversized or can not be sent, and more than 64, are dropped. */
  take(lines: readonly string[] = []): void {
    for (const line of lines) {
      const pair = line.split(';', 1)[0]!.trim();
      const name = /^[^=\s]+(?==)/.exec(pair)?.[0];
      if (name === undefined || pair.length > maxCookieLength || !sendable.test(pair)) continue;
      if (this.#cookies.size < maxCookies || this.#cookies.has(name)) this.#cookies.set(name, pair);
    }
  }

  /** The Cookie header; undefined while there is none. */
  header(): string | undefined {
    return this.#cookies.size === 0 ? undefined : [...this.#cookies.values()].join('; ');
  }
}
