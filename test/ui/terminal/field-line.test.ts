import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Typing } from '../../../src/ui/terminal/field-line.js';
import { fieldLine, secretLine } from '../../../src/ui/terminal/field-line.js';
import type { TextField } from '../../../src/ui/terminal/text-field.js';
import { charactersOf, fieldOf } from '../../../src/ui/terminal/text-field.js';
import { runs } from '../../support/runs.js';
import { textOf, unicode } from '../../support/screens.js';
import { longTexts } from '../../support/texts.js';

/** By definition, whatever it costs: the cursor in sight with as much as fits before it, then as much as fits behind. */
function defined(title: string, { text, at }: TextField, columns: number): Typing {
  const room = Math.max(4, columns - stringWidth(title) - 1);
  const characters = charactersOf(text);
  const before = (first: number): number => stringWidth(characters.slice(first, at).join(''));
  let first = 0;
  while (before(first) > room) first++;
  let last = first;
  while (last < characters.length && stringWidth(characters.slice(first, last + 1).join('')) <= room) last++;
  return {
    line: [{ text: title, bold: true }, { text: characters.slice(first, last).join('') }],
    cursor: stringWidth(title) + before(first),
  };
}

describe('a line in which something is typed', () => {
  it.each<readonly [string, TextField, string, number]>([
    ['shows all of it where it fits', fieldOf('clock'), 'Find: clock', 11],
    ['keeps its end in sight', fieldOf('abcdefghijklmnopqrstuvwxyz'), 'Find: nopqrstuvwxyz', 19],
    ['keeps the cursor in sight', { text: 'abcdefghijklmnopqrstuvwxyz', at: 14 }, 'Find: bcdefghijklmn', 19],
    ['begins at home', { text: 'abcdefghijklmnopqrstuvwxyz', at: 0 }, 'Find: abcdefghijklm', 6],
    ['cuts no wide character in two', fieldOf('交換伺服器可以用'), 'Find: 伺服器可以用', 18],
  ])('%s', (_what, field, expected, cursor) => {
    const { line, cursor: at } = fieldLine('Find: ', field, 20);
    expect([textOf(line), at]).toEqual([expected, cursor]);
  });

  it('is what its definition says, of any text and wherever the cursor stands', () => {
    fc.assert(
      fc.property(
        longTexts.map((text) => charactersOf(text).slice(0, 300)),
        fc.nat(),
        fc.constantFrom('Find: ', '交換: ', ''),
        fc.integer({ min: 1, max: 90 }),
        (characters, position, title, columns) => {
          const field = { text: characters.join(''), at: position % (characters.length + 1) };
          expect(fieldLine(title, field, columns)).toEqual(defined(title, field, columns));
        },
      ),
      { numRuns: runs(60, 600) },
    );
  });
});

describe('a line in which a secret is typed', () => {
  it('has a dot for every character, and no more than 24 of them', () => {
    const dots = [0, 3, 24, 1024].map((length) => textOf(secretLine('Password: ', length, 80, unicode).line));
    expect(dots).toEqual([0, 3, 24, 24].map((shown) => `Password: ${'•'.repeat(shown)}`));
  });
});
