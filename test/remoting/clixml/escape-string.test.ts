import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeString, unescapeString } from '../../../src/remoting/clixml/index.js';

describe('escapeString', () => {
  it.each([
    ['plain text, åäö 日本', 'plain text, åäö 日本'],
    ['\r\n', '_x000D__x000A_'],
    ['\u0000\u001F\u007F\u009F\u00A0', '_x0000__x001F__x007F__x009F_\u00A0'],
    ['\u{1F4EC}', '_xD83D__xDCEC_'],
    ['a\uD83Db', 'a_xD83D_b'],
    ['_x0041_', '_x005F_x0041_'],
    ['_X0041_', '_x005F_X0041_'],
    ['_y _ __x', '_y _ __x005F_x'],
    ['\uFFFE\uFFFF', '_xFFFE__xFFFF_'],
  ])('%j becomes %j and comes back', (text, escaped) => {
    expect(escapeString(text)).toBe(escaped);
    expect(unescapeString(escaped)).toBe(text);
  });

  it('comes back for any units, lone surrogates too', () => {
    const units = fc.array(
      fc.oneof(
        fc.integer({ min: 0, max: 0xffff }),
        fc.constantFrom(...Array.from('_xX0041', (unit) => unit.charCodeAt(0))),
      ),
    );
    fc.assert(
      fc.property(units, (codes) => {
        const text = String.fromCharCode(...codes);
        expect(unescapeString(escapeString(text))).toBe(text);
        expect(escapeString(text)).toMatch(/^[^\u0000-\u001F\u007F-\u009F\uD800-\uDFFF]*$/);
      }),
    );
  });
});

describe('unescapeString', () => {
  it.each([
    ['hex in any case', '_x00e5__x00E5_', 'åå'],
    ['either case of x, as XmlConvert.DecodeName', '_X0041_', 'A'],
    ['once, not again in what came out', '_x005F_x0041_', '_x0041_'],
    ['what is not an escape stays', '_x41_ _x00G0_ _x0041', '_x41_ _x00G0_ _x0041'],
    ['an underscore belongs to one escape only', '_x0041_x0042_', 'Ax0042_'],
  ])('%s', (_, escaped, text) => {
    expect(unescapeString(escaped)).toBe(text);
  });
});
