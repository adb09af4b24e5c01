import type { Arg, Json, Kind } from '../vocabulary/index.js';

/**
 * Replaces everything that says who and where by a name that stays the same within one report ("[host 1]"). What is not
 * known to be public is taken to be private.
 */
export class Redaction {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  readonly show = ({ value, kind }: Exclude<Arg, number>): string => this.#hide(value, kind);

  /** The same for structures whose fields tell what they hold. */
  json(value: Json): Json {
    return this.#walk(value, undefined);
  }

  text(value: string, kind: Kind): string {
    return this.#hide(value, kind);
  }

  /**
   * Replaces what was hidden before wherever else it stands inside a text: the last line of defence, for a text whose author
   * forgot to say what it holds. Very short names are left: they would be found in every other word.
   */
  inside(text: string): string {
    const hidden = [...this.#names.keys()].map((key) => ({
      name: this.#names.get(key)!,
      value: key.slice(key.indexOf(' ') + 1),
      kind: key.slice(0, key.indexOf(' ')),
    }));
    return hidden
      .filter(({ value, kind }) => value.length >= 4 && kind !== 'server-text')
      .sort((a, b) => b.value.length - a.value.length)
      .reduce(
        (clean, { name, value }) =>
          clean.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])${escaped(value)}(?![\\p{L}\\p{N}])`, 'giu'), () => name),
        text,
      );
  }

  #hide(value: string, kind: Kind): string {
    if (kind === 'public' || value === '') return value;
    const key = `${kind} ${value.toLowerCase()}`;
    let name = this.#names.get(key);
    if (name === undefined) {
      const count = (this.#counts.get(kind) ?? 0) + 1;
      this.#counts.set(kind, count);
      this.#names.set(key, (name = `[${kind} ${count}]`));
    }
    return name;
  }

  #walk(value: Json, field: string | undefined): Json {
    if (typeof value === 'string')
      return this.#hide(value, field === undefined ? 'server-text' : (fieldKinds[field] ?? 'server-text'));
    if (Array.isArray(value)) return value.map((one: Json) => this.#walk(one, field));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.#walk(one, name)]));
  }
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, '\\$&');

/** Fields of probes and steps; a field that is not here is hidden. */
const fieldKinds: Readonly<Record<string, Kind>> = {
  state: 'public',
  code: 'public',
  via: 'public',
  fault: 'public',
  protocol: 'public',
  trustedBy: 'public',
  validFrom: 'public',
  validTo: 'public',
  date: 'public',
  stack: 'public',
  host: 'host',
  address: 'address',
};
