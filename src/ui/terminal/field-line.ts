import type { TextField } from './text-field.js';
import { charactersOf } from './text-field.js';
import type { Line } from './text.js';
import { cut, widthOf } from './text.js';
import type { TerminalStyle } from './style.js';

/** A line in which something is typed, and the column of the cursor in it. */
export interface Typing {
  readonly line: Line;
  readonly cursor: number;
}

/** A long secret needs no more dots than this to show that it is being typed. */
const mostDots = 24;

/** The end of what is typed stays in sight. */
export function fieldLine(title: string, { text, at }: TextField, columns: number): Typing {
  const room = Math.max(4, columns - widthOf(title) - 1);
  const characters = charactersOf(text);
  let first = 0;
  while (widthOf(characters.slice(first, at).join('')) > room) first++;
  let visible = '';
  for (const character of characters.slice(first)) {
    if (widthOf(visible + character) > room) break;
    visible += character;
  }
  return {
    line: [{ text: title, bold: true }, { text: visible }],
    cursor: widthOf(title) + widthOf(characters.slice(first, at).join('')),
  };
}

/** That a secret is being typed, and nothing of it. */
export function secretLine(title: string, length: number, columns: number, style: TerminalStyle): Typing {
  const shown = cut(title, Math.max(8, columns - mostDots - 1), style);
  const dots = (style.characters === 'ascii' ? '*' : '•').repeat(
    Math.max(0, Math.min(mostDots, length, columns - widthOf(shown) - 1)),
  );
  return { line: [{ text: shown, bold: true }, { text: dots }], cursor: widthOf(shown) + dots.length };
}
