import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { broken, cut, fit, labelled, lineWidth, within } from '../../../src/ui/terminal/text.js';
import { textOf } from '../../support/screens.js';

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
const widths = fc.integer({ min: 1, max: 60 });

describe('a text that is cut', () => {
  it.each([
    ['fits', 'Checks', 6, 'Checks', 'Checks'],
    ['has a sign that there is more', 'Connection', 6, 'Conne…', 'Con...'],
    ['of wide signs ends before the one that does not fit', '交換伺服器', 6, '交換…', '交...'],
    ['of wide signs, one column more', '交換伺服器', 7, '交換伺…', '交換...'],
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
      { numRuns: 1000 },
    );
  });
});

describe('a text that is broken', () => {
  it('has lines that fit, and loses nothing but blanks', () => {
    fc.assert(
      fc.property(sentences, fc.integer({ min: 2, max: 60 }), (text, columns) => {
        const lines = broken(text, columns);
        expect(lines.filter((one) => stringWidth(one) > columns)).toEqual([]);
        expect(lines.join('').normalize().replaceAll(/\s/gu, '')).toBe(text.normalize().replaceAll(/\s/gu, ''));
      }),
      { numRuns: 1000 },
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
