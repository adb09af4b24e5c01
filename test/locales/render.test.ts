import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, fill, render, renderReading, showAll } from '../../src/locales/render.js';
import { catalog } from '../../src/locales/en/index.js';
import { arg, message, pub } from '../../src/vocabulary/index.js';

const words = {
  catalogs: [
    { own: 'own {a}', both: 'first' },
    {
      both: 'second',
      'reading.absent': 'not there',
      'reading.unreadable': 'could not be read ({why})',
      why: 'because',
    },
  ],
  language: 'en',
  show: showAll,
};

describe('a message', () => {
  it('is looked up in its own catalog first', () => expect(render(message('both'), words)).toBe('first'));
  it('has its arguments filled in', () => expect(render(message('own', { a: pub('thing') }), words)).toBe('own thing'));
  it('that nobody has words for shows its id', () =>
    expect(render(message('nobody.knows'), words)).toBe('[nobody.knows]'));
  it('counts in words', () => {
    expect(fill('{n|one thing|# things}', { n: 1 }, words)).toBe('one thing');
    expect(fill('{n|one thing|# things}', { n: 12 }, words)).toBe('12 things');
  });
  it('shows a missing argument as missing', () => expect(fill('{who} did it', {}, words)).toBe('{who} did it'));
  it('does not take an argument for a template', () =>
    expect(fill('{a}{b}', { a: pub('{b}'), b: pub('$&') }, words)).toBe('{b}$&'));
  it('is not fooled by the names of objects', () =>
    expect(render(message('constructor'), words)).toBe('[constructor]'));
});

describe('a reading', () => {
  it('tells a value, its absence, and why it could not be read apart', () => {
    expect(renderReading({ state: 'value', value: 42 }, words)).toBe('42');
    expect(renderReading({ state: 'absent' }, words)).toBe('not there');
    expect(renderReading({ state: 'unreadable', why: message('why') }, words)).toBe('could not be read (because)');
  });
});

describe('text from outside', () => {
  it.each([
    ['escape sequences', '\u001b[2J\u001b]0;title\u0007hello', '[2J]0;titlehello'],
    ['text turned around', 'invoice\u202Egpj.exe', 'invoicegpj.exe'],
    ['isolates and marks', '\u2066a\u2069\u200Fb\u061C', 'ab'],
    ['invisible signs', 'a\u200Bb\uFEFFc\u00ADd', 'abcd'],
    ['line ends', 'one\r\ntwo\u2028three', 'one two three'],
    ['half a surrogate pair', 'a\uD800b', 'ab'],
    ['a C1 control', 'a\u009Bb', 'ab'],
    ['letters and emoji as they are', 'Ænïgma 😀 日本', 'Ænïgma 😀 日本'],
  ])('%s', (_what, text, expected) => expect(clean(text)).toBe(expected));

  it('never reaches a terminal with anything it could obey, and never without end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const shown = clean(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(shown.length).toBeLessThanOrEqual(601);
      }),
    );
  });

  it('is cleaned wherever it is an argument', () => {
    expect(render(message('own', { a: arg('server-text', '\u001b[31mred') }), words)).toBe('own [31mred');
  });
});

describe('the English catalog', () => {
  it('has no empty sentence and no open brace', () => {
    for (const [id, text] of Object.entries(catalog)) {
      expect(text.trim(), id).not.toBe('');
      expect(text.replaceAll(/\{\w+(?:\|[^|}]*\|[^|}]*)?\}/gu, ''), id).not.toMatch(/[{}]/u);
    }
  });
});
