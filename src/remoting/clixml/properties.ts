import type { PsValue } from './value.js';

/**
 * Named values in the order they were written. Names are looked up without regard to case, as PowerShell does; of two that
 * differ only in case the later one stays.
 */
export class PsProperties implements Iterable<readonly [string, PsValue]> {
  readonly #byName = new Map<string, readonly [string, PsValue]>();

  constructor(entries: Iterable<readonly [string, PsValue]> = []) {
    for (const entry of entries) this.#byName.set(entry[0].toLowerCase(), entry);
  }

  get size(): number {
    return this.#byName.size;
  }

  has(name: string): boolean {
    return this.#byName.has(name.toLowerCase());
  }

  get(name: string): PsValue | undefined {
    return this.#byName.get(name.toLowerCase())?.[1];
  }

  [Symbol.iterator](): IterableIterator<readonly [string, PsValue]> {
    return this.#byName.values();
  }
}

export const noProperties = new PsProperties();
