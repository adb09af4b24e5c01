import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import wrapAnsi from 'wrap-ansi';
import { broken, cut, fit, labelled, lineWidth, widthOf, within } from '../../../src/ui/terminal/text.js';
import { runs } from '../../support/runs.js';
import { textOf } from '../../support/screens.js';
import { longTexts } from '../../support/texts.js';

const unicode = { characters: 'unicode' } as const;
const ascii = { characters: 'ascii' } as const;
const known = fc.oneof(
  fc.lorem({ maxCount: 3 }),
  fc.stringMatching(/^[!-~]{1,90}$/),
  fc.constantFrom(
    '交換伺服器',
    '工作階段'.repeat(9),
    '👨‍👩‍👧‍👦',
    '🇸🇪🇳🇱',
    'e\u0301e\u0301',
    'Donaudampfschiffahrtsgesellschaft',
    'ﾊﾝｶｸ',
  ),
);
const sentences = fc.array(known).map((all) => all.join(' '));
/** Signs of any script there is, too. */
const any = fc
  .array(fc.oneof(known, fc.string({ unit: 'grapheme' })))
  .map((all) => all.join(' ').replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\u200d' ? character : '')));
/** Longer words are measured in parts. */
const hasNoEndlessWord = (text: string): boolean => text.split(' ').every((word) => word.length <= 1000);
const widths = fc.integer({ min: 1, max: 60 });

describe('a text that is measured', () => {
  it('is as wide as it is as a whole', () => {
    fc.assert(
      fc.property(longTexts, (text) => {
        expect(widthOf(text)).toBe(stringWidth(text));
      }),
      { numRuns: runs(60, 600) },
    );
  });
});

describe('a text that is cut', () => {
  it.each([
    ['fits', 'Checks', 6, 'Checks', 'Checks'],
    ['has a sign that there is more', 'Connection', 6, 'Conne…', 'Con...'],
    ['of wide characters ends before the one that does not fit', '交換伺服器', 6, '交換…', '交...'],
    ['of wide characters, one column more', '交換伺服器', 7, '交換伺…', '交換...'],
    ['has no room at all', 'x', 0, '', ''],
    ['has room for the sign alone', 'xyz', 1, '…', '.'],
  ])('%s', (_what, text, columns, expected, plain) =>
    expect([cut(text, columns, unicode), cut(text, columns, ascii)]).toEqual([expected, plain]),
  );

  it('is never wider than its place, and one that is filled is as wide as it', () => {
    fc.assert(
      fc.property(any, widths, fc.constantFrom(unicode, ascii), (text, columns, style) => {
        expect(stringWidth(cut(text, columns, style))).toBeLessThanOrEqual(columns);
        expect(stringWidth(fit(text, columns, style))).toBe(columns);
      }),
      { numRuns: runs(150, 1000) },
    );
  });
});

describe('a long text that is cut', () => {
  const characters = (text: string): readonly string[] =>
    Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  it('is the longest beginning that leaves room for the mark', () => {
    fc.assert(
      fc.property(
        longTexts,
        fc.integer({ min: 4, max: 90 }),
        fc.constantFrom(unicode, ascii),
        (text, columns, style) => {
          const mark = style === ascii ? '...' : '…';
          const all = characters(text);
          const fits = (count: number): boolean => stringWidth(all.slice(0, count).join('')) <= columns - mark.length;
          let count = 0;
          while (count < all.length && fits(count + 1)) count++;
          expect(cut(text, columns, style)).toBe(
            stringWidth(text) <= columns ? text : all.slice(0, count).join('') + mark,
          );
        },
      ),
      { numRuns: runs(60, 600) },
    );
  });
});

describe('a text that is broken', () => {
  it('is broken as a whole', () => {
    fc.assert(
      fc.property(fc.oneof(sentences, longTexts.filter(hasNoEndlessWord)), widths, (text, columns) => {
        const whole = wrapAnsi(text, columns, { hard: true, trim: true });
        expect(broken(text, columns)).toEqual(
          stringWidth(text) <= columns ? [text] : whole.split('\n').filter((line) => line !== ''),
        );
      }),
      { numRuns: runs(100, 1000) },
    );
  });

  it.each([2, 7, 60])('has lines that fit in %i columns, whatever the length of a word', (columns) => {
    for (const text of ['交換'.repeat(3000), `a bc ${'x'.repeat(2500)} end`, `${'e\u0301'.repeat(1500)} end`]) {
      const lines = broken(text, columns);
      expect(lines.filter((one) => stringWidth(one) > columns)).toEqual([]);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.normalize().replaceAll(' ', ''));
    }
  });

  it('has lines that fit, and loses nothing but blanks', () => {
    fc.assert(
      fc.property(sentences, fc.integer({ min: 2, max: 60 }), (text, columns) => {
        const lines = broken(text, columns);
        expect(lines.filter((one) => stringWidth(one) > columns)).toEqual([]);
        expect(lines.join('').normalize().replaceAll(/\s/gu, '')).toBe(text.normalize().replaceAll(/\s/gu, ''));
      }),
      { numRuns: runs(150, 1000) },
    );
  });

  it('keeps to its column beside a name, and goes below it where too little would be left', () => {
    const beside = labelled('Who', 'the administrator of the tenant', { columns: 40, indent: 11 }).map(textOf);
    expect(beside).toEqual(['Who        the administrator of the', '           tenant']);
    expect(labelled('Who', 'the administrator of the tenant', { columns: 30, indent: 11 }).map(textOf)).toEqual([
      'Who',
      '  the administrator of the',
      '  tenant',
    ]);
  });
});

describe('a line on a screen too narrow for it', () => {
  it('is cut where the screen ends, its parts keeping their meaning', () => {
    const spans = [{ text: '✘ FAILED    ', tone: 'bad' }, { text: 'PowerShell may run scripts' }] as const;
    expect(within(spans, 80, unicode)).toBe(spans);
    expect(within(spans, 20, unicode)).toEqual([{ text: '✘ FAILED    ', tone: 'bad' }, { text: 'PowerSh…' }]);
    expect(within(spans, 5, unicode)).toEqual([{ text: '✘ FA…', tone: 'bad' }]);
    expect(lineWidth(within(spans, 12, unicode))).toBe(12);
  });
});
