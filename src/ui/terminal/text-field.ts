import { graphemesOf } from './graphemes.js';

/** A line of text that is being typed, counted in what a person takes for one character. */
export interface TextField {
  readonly text: string;
  /** How many characters stand before the cursor. */
  readonly at: number;
}

export const fieldOf = (text: string): TextField => ({ text, at: charactersOf(text).length });

/** Nobody's answer is longer. */
const longest = 1024;

export const charactersOf = (text: string): readonly string[] => Array.from(graphemesOf(text));

export type Editing = 'left' | 'right' | 'home' | 'end' | 'backspace' | 'delete' | 'clear';

export function edited({ text, at }: TextField, how: Editing): TextField {
  const characters = charactersOf(text);
  switch (how) {
    case 'left':
      return { text, at: Math.max(0, at - 1) };
    case 'right':
      return { text, at: Math.min(characters.length, at + 1) };
    case 'home':
      return { text, at: 0 };
    case 'end':
      return { text, at: characters.length };
    case 'backspace':
      return at === 0
        ? { text, at }
        : { text: [...characters.slice(0, at - 1), ...characters.slice(at)].join(''), at: at - 1 };
    case 'delete':
      return { text: [...characters.slice(0, at), ...characters.slice(at + 1)].join(''), at };
    case 'clear':
      return { text: '', at: 0 };
  }
}

/** Typed or pasted: control characters are not part of an answer. */
export function inserted({ text, at }: TextField, given: string): TextField {
  const typed = given.replaceAll(/\p{Cc}/gu, '');
  if (text.length + typed.length > longest) return { text, at };
  const characters = charactersOf(text);
  const before = characters.slice(0, at).join('') + typed;
  return { text: before + characters.slice(at).join(''), at: charactersOf(before).length };
}

/**
 * A secret that is being typed. The text is held here and nowhere else: a screen learns only how many characters it has, and
 * `take` hands it out once.
 */
export class SecretField {
  #field: TextField = { text: '', at: 0 };

  get length(): number {
    return charactersOf(this.#field.text).length;
  }

  edit(how: Editing): void {
    this.#field = edited(this.#field, how);
  }

  insert(given: string): void {
    this.#field = inserted(this.#field, given);
  }

  take(): string {
    const { text } = this.#field;
    this.#field = { text: '', at: 0 };
    return text;
  }
}
