import fc from 'fast-check';
import { vi } from 'vitest';

/** What is hard to cut: wide characters, marks that join what stands before them, pictures made of several code points. */
export const hardUnits = [
  '交',
  'e\u0301',
  '👨‍👩‍👧‍👦',
  '👍🏽',
  '🇸🇪',
  '🇳',
  '한',
  '\u1112\u1161\u11ab',
  'क्षि',
  'ﾊﾞ',
  '1️⃣',
  '\u0301',
  '\u200d',
  '\ud83d',
  ' ',
  'word ',
  'x',
] as const;

/** Long enough that no part of it is looked at as a whole. No control characters: none is ever shown. */
export const longTexts = fc
  .array(
    fc.oneof(
      fc
        .tuple(fc.constantFrom(...hardUnits), fc.integer({ min: 1, max: 200 }))
        .map(([unit, times]) => unit.repeat(times)),
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('').replaceAll(/\p{Cc}/gu, ''));

/**
 * What segmenting costs while something is done, whoever does it: each character that is handed out costs as much as the text it
 * is part of is long, and so does the text itself.
 */
export function segmentingCost(work: () => unknown): number {
  let cost = 0;
  const own = new Intl.Segmenter();
  const segment = own.segment.bind(own);
  const spy = vi.spyOn(Intl.Segmenter.prototype, 'segment').mockImplementation((text) => {
    const segments = segment(text);
    const iterate = segments[Symbol.iterator].bind(segments);
    cost += text.length;
    return Object.assign(segments, {
      *[Symbol.iterator]() {
        for (const one of { [Symbol.iterator]: iterate }) {
          cost += text.length;
          yield one;
        }
      },
    });
  });
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  return cost;
}
