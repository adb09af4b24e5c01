import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldLine, secretLine } from '../../../src/ui/terminal/field-line.js';
import { graphemesOf } from '../../../src/ui/terminal/graphemes.js';
import { keyPressesOf } from '../../../src/ui/terminal/key-press.js';
import { edited, fieldOf, inserted } from '../../../src/ui/terminal/text-field.js';
import { broken, cut, fit, widthOf, within } from '../../../src/ui/terminal/text.js';
import { runs } from '../../support/runs.js';
import { hardUnits, longTexts, segmentingCost } from '../../support/texts.js';
import { unicode } from '../../support/screens.js';

const whole = (text: string): readonly string[] =>
  Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);

describe('the characters of a text', () => {
  it('are those of the text as a whole, wherever its windows end', () => {
    fc.assert(
      fc.property(longTexts, (text) => {
        expect(Array.from(graphemesOf(text))).toEqual(whole(text));
      }),
      { numRuns: runs(100, 1000) },
    );
  });

  it.each([250, 251, 252, 253, 254, 255, 256, 257])('are the same behind %i letters', (letters) => {
    for (const unit of hardUnits) {
      const text = 'x'.repeat(letters) + unit.repeat(3);
      expect(Array.from(graphemesOf(text))).toEqual(whole(text));
    }
  });

  it('may be longer than a window', () => {
    const text = `e${'\u0301'.repeat(1000)}x`;
    expect(Array.from(graphemesOf(text))).toEqual([text.slice(0, -1), 'x']);
  });
});

describe('a text ten times as long', () => {
  const once = 1_000;
  const columns = 80;
  const none = {} as Parameters<typeof keyPressesOf>[1];
  const units = { wide: '交', combining: 'e\u0301', pictures: '👨‍👩‍👧‍👦', words: '交換 ', marks: '\u0301' };
  const costOf = (work: (text: string) => unknown, unit: string, length: number): number => {
    const text = unit.repeat(length);
    return segmentingCost(() => work(text));
  };

  it.each<readonly [string, (text: string) => unknown]>([
    ['is measured', widthOf],
    ['is part of a line', (text) => within([{ text: 'a' }, { text }], columns, unicode)],
    ['becomes a field', fieldOf],
    ['is a field whose end is drawn', (text) => fieldLine('Find: ', fieldOf(text), columns)],
    ['is a field whose middle is drawn', (text) => fieldLine('Find: ', { text, at: once / 2 }, columns)],
    ['is edited', (text) => edited({ text, at: once / 2 }, 'backspace')],
  ])('%s at no more than ten times the cost', (_what, work) => {
    for (const unit of Object.values(units))
      expect(costOf(work, unit, 10 * once)).toBeLessThan(15 * costOf(work, unit, once));
  });

  it.each<readonly [string, (text: string) => unknown]>([
    ['is cut', (text) => cut(text, columns, unicode)],
    ['is fitted', (text) => fit(text, columns, unicode)],
    ['is the title of a secret', (text) => secretLine(text, 5, columns, unicode)],
    ['is pasted where it is too long', (text) => inserted(fieldOf('ab'), text.repeat(2))],
    ['is taken for keys', (text) => keyPressesOf(text, none)],
  ])('%s at the same cost', (_what, work) => {
    for (const unit of [units.wide, units.combining, units.pictures, units.words])
      expect(costOf(work, unit, 10 * once)).toBeLessThanOrEqual(costOf(work, unit, once));
  });

  it('is broken into lines at no more than ten times the cost', () => {
    for (const unit of [units.wide, units.words])
      expect(costOf((text) => broken(text, columns), unit, 10 * once)).toBeLessThan(
        15 * costOf((text) => broken(text, columns), unit, once),
      );
  });

  it('would cost a hundred times as much as a whole', () => {
    expect(costOf(whole, units.wide, 10 * once)).toBeGreaterThan(90 * costOf(whole, units.wide, once));
  });
});
