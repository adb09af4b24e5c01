import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Editing, TextField } from '../../../src/ui/terminal/text-field.js';
import { edited, fieldOf, inserted, SecretField, charactersOf } from '../../../src/ui/terminal/text-field.js';
import { runs } from '../../support/runs.js';

const family = '👨‍👩‍👧‍👦';
const flag = '🇸🇪';
const accented = 'e\u0301';
const edits = (field: TextField, ...how: readonly Editing[]): TextField => how.reduce(edited, field);
/** The text with its cursor. */
const seen = ({ text, at }: TextField): string =>
  [...charactersOf(text).slice(0, at), '|', ...charactersOf(text).slice(at)].join('');

describe('a line that is typed', () => {
  it.each<readonly [string, TextField, string]>([
    ['begins with the cursor behind what is there', fieldOf('report.json'), 'report.json|'],
    ['moves to the left and stops at the beginning', edits(fieldOf('ab'), 'left', 'left', 'left'), '|ab'],
    ['moves to the right and stops at the end', edits(fieldOf('ab'), 'home', 'right', 'right', 'right'), 'ab|'],
    ['goes home and to the end', edits(fieldOf('ab'), 'home', 'end'), 'ab|'],
    ['loses the character before the cursor', edits(fieldOf('abc'), 'left', 'backspace'), 'a|c'],
    ['loses nothing before its beginning', edits(fieldOf('abc'), 'home', 'backspace'), '|abc'],
    ['loses the character behind the cursor', edits(fieldOf('abc'), 'home', 'delete'), '|bc'],
    ['loses nothing behind its end', edits(fieldOf('abc'), 'delete'), 'abc|'],
    ['is emptied at once', edits(fieldOf('abc'), 'clear'), '|'],
    ['takes what is typed where the cursor is', inserted(edits(fieldOf('ac'), 'left'), 'b'), 'ab|c'],
    [
      'takes a picture of several characters as one',
      edits(fieldOf(`a${family}${flag}b`), 'left', 'backspace', 'backspace'),
      'a|b',
    ],
    ['takes a letter and its accent as one', edits(fieldOf(`caf${accented}`), 'backspace'), 'caf|'],
    ['takes an accent that is typed after its letter to it', inserted(fieldOf('e'), '\u0301'), `${accented}|`],
    ['steps over a picture in one step', edits(fieldOf(`${family}x`), 'home', 'right'), `${family}|x`],
  ])('%s', (_what, field, expected) => expect(seen(field)).toBe(expected));

  it.each([
    ['line ends', 'one\r\ntwo\n', 'onetwo'],
    ['tabs', 'a\tb', 'ab'],
    ['escape sequences lose what makes them one', '\u001b[31mred\u001b[0m', '[31mred[0m'],
    ['the mark of a paste', '\u001b[200~x\u001b[201~', '[200~x[201~'],
    ['nulls and the second set of control characters', '\u0000a\u009bb\u007f', 'ab'],
  ])('a paste: %s are no part of an answer', (_what, given, expected) =>
    expect(inserted(fieldOf(''), given).text).toBe(expected),
  );

  it('takes 1024 characters and not one more; a paste that is too long is not taken by half', () => {
    const full = inserted(fieldOf(''), 'x'.repeat(1024));
    expect(full.text).toHaveLength(1024);
    expect(inserted(full, 'y')).toEqual(full);
    expect(inserted(fieldOf('a'), 'x'.repeat(5000))).toEqual(fieldOf('a'));
  });

  it('whatever is typed and edited, the cursor stands in the text, and no control character is in it', () => {
    const pieces = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(family, flag, '\u0301', '\u200d', '\ud83d', '\r\n'),
    );
    const moves = fc.oneof(
      pieces,
      fc.constantFrom<Editing>('left', 'right', 'home', 'end', 'backspace', 'delete', 'clear').map((how) => ({ how })),
    );
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 40 }), (all) => {
        let field = fieldOf('');
        for (const one of all) {
          field = typeof one === 'string' ? inserted(field, one) : edited(field, one.how);
          expect(field.at).toBeGreaterThanOrEqual(0);
          expect(field.at).toBeLessThanOrEqual(charactersOf(field.text).length);
          expect(field.text).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: runs(60, 300) },
    );
  });
});

describe('a secret that is typed', () => {
  it('is handed out once, and is gone', () => {
    const secret = new SecretField();
    secret.insert('Tür$1');
    expect([secret.take(), secret.take(), secret.length]).toEqual(['Tür$1', '', 0]);
  });

  it('tells only how many characters it has', () => {
    const secret = new SecretField();
    secret.insert(`pass${accented}${family}`);
    expect(secret.length).toBe(6);
    expect([JSON.stringify(secret), Object.keys(secret)]).toEqual(['{}', []]);
  });

  it('is edited like any other line', () => {
    const secret = new SecretField();
    secret.insert('abd');
    secret.edit('left');
    secret.insert('c');
    secret.edit('end');
    secret.insert('e\r');
    expect(secret.take()).toBe('abcde');
    secret.insert('again');
    secret.edit('clear');
    expect(secret.take()).toBe('');
  });
});
