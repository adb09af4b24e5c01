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

/** What is typed, cut so that the cursor stays in sight: as much as fits before it, then what follows while there is room. */
export function fieldLine(title: string, { text, at }: TextField, columns: number): Typing {
  const titleWidth = widthOf(title);
  const room = Math.max(4, columns - titleWidth - 1);
  const characters = charactersOf(text);
  let first = Math.min(at, characters.length);
  let cursor = 0;
  while (first > 0) {
    const width = widthOf(characters[first - 1]!);
    if (cursor + width > room) break;
    cursor += width;
    first--;
  }
  let last = first;
  for (let used = 0; last < characters.length; last++) {
    used += widthOf(characters[last]!);
    if (used > room) break;
  }
  return {
    line: [{ text: title, bold: true }, { text: characters.slice(first, last).join('') }],
    cursor: titleWidth + cursor,
  };
}

/** Shows that a secret is being typed, and nothing of it. */
export function secretLine(title: string, length: number, columns: number, style: TerminalStyle): Typing {
  const shown = cut(title, Math.max(8, columns - mostDots - 1), style);
  const dots = (style.characters === 'ascii' ? '*' : '•').repeat(
    Math.max(0, Math.min(mostDots, length, columns - widthOf(shown) - 1)),
  );
  return { line: [{ text: shown, bold: true }, { text: dots }], cursor: widthOf(shown) + dots.length };
}
