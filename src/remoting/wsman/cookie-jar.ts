const maxCookies = 64;
const maxCookieLength = 4096;
/** What Node.js accepts in a header. */
const sendable = /^[\x20-\x7e\x80-\xff]*$/;

/**
 * The cookies of one endpoint. Load balancers in front of Exchange find the server that holds the shell by a cookie, so
 * every cookie set is returned with every request; all go to the URL they came from.
 */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /**
   * Stores the Set-Cookie headers of an answer; attributes are ignored. Cookies that are oversized or cannot be sent,
   * and those beyond 64, are dropped.
   */
  take(lines: readonly string[] = []): void {
    for (const line of lines) {
      const pair = line.split(';', 1)[0]!.trim();
      const name = /^[^=\s]+(?==)/.exec(pair)?.[0];
      if (name === undefined || pair.length > maxCookieLength || !sendable.test(pair)) continue;
      if (this.#cookies.size < maxCookies || this.#cookies.has(name)) this.#cookies.set(name, pair);
    }
  }

  /** The Cookie header; undefined without cookies. */
  header(): string | undefined {
    return this.#cookies.size === 0 ? undefined : [...this.#cookies.values()].join('; ');
  }
}
