import type { Json, Masked } from '../vocabulary/index.js';
import { formsOf, removed } from './secret-forms.js';

/**
 * Cuts the secrets it knows out of every text that leaves the process. Each way out of it (the streams, the screen, files,
 * the clipboard) passes one of these, and relies on nobody before it having removed anything.
 */
export class Masker {
  readonly #secrets = new Map<string, readonly RegExp[]>();

  /** From now on `secret` is cut out. `user` is the account it belongs to: Basic authentication encodes both together. */
  add(secret: string, user?: string): void {
    const key = JSON.stringify([secret, user]);
    if (!this.#secrets.has(key)) this.#secrets.set(key, formsOf(secret, user));
  }

  /** A function of its own, to be handed on. */
  readonly text = (text: string): Masked => {
    let masked = text;
    for (const forms of this.#secrets.values()) for (const form of forms) masked = masked.replaceAll(form, removed);
    return masked as Masked;
  };

  /** A whole JSON document, which ends with a line end. Its strings are masked before they are escaped, and its syntax is never touched. */
  document(value: unknown): Masked {
    return `${JSON.stringify(this.#inside(JSON.parse(JSON.stringify(value)) as Json), null, 2)}\n` as Masked;
  }

  #inside(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((one: Json) => this.#inside(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [this.text(name), this.#inside(one)]));
  }
}
