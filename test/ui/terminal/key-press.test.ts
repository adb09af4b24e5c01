import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyName, KeyPress } from '../../../src/ui/terminal/key-press.js';
import { editingOf, keyPressesOf } from '../../../src/ui/terminal/key-press.js';

const none = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
};
const pressed = (input: string, flags: Partial<typeof none> = {}): readonly KeyPress[] =>
  keyPressesOf(input, { ...none, ...flags });
const name = (one: KeyName): KeyPress => ({ name: one });
const text = (one: string): KeyPress => ({ text: one });

describe('a key', () => {
  it.each<readonly [string, string, Partial<typeof none>, readonly KeyPress[]]>([
    ['a letter', 'r', {}, [text('r')]],
    ['a capital', 'R', { shift: true }, [text('R')]],
    ['an arrow', '', { upArrow: true }, [name('up')]],
    ['page down', '', { pageDown: true }, [name('page-down')]],
    ['home', '', { home: true }, [name('home')]],
    ['Enter', '\r', { return: true }, [name('enter')]],
    ['Esc', '', { escape: true }, [name('escape')]],
    ['Tab', '', { tab: true }, [name('tab')]],
    ['Shift-Tab', '', { tab: true, shift: true }, [name('back-tab')]],
    ['the key over Enter, as a terminal sends it', '', { delete: true }, [name('backspace')]],
    ['the key over Enter, as another sends it', '', { backspace: true }, [name('backspace')]],
    ['Ctrl-C', 'c', { ctrl: true }, [name('interrupt')]],
    ['Ctrl-D', 'd', { ctrl: true }, [name('end-of-input')]],
    ['Ctrl-U', 'u', { ctrl: true }, [name('clear')]],
    ['Ctrl-A', 'a', { ctrl: true }, [name('home')]],
    ['Ctrl-E', 'e', { ctrl: true }, [name('end')]],
    ['Ctrl-J, which some terminals send for Enter', 'j', { ctrl: true }, [name('enter')]],
    ['Ctrl with a letter that means nothing, which must not be the letter', 'r', { ctrl: true }, []],
    ['Alt with a letter', 'q', { meta: true }, []],
    ['a paste that is the name of something every object has', 'constructor', {}, [text('constructor')]],
    ['nothing at all', '', {}, []],
  ])('%s', (_what, input, flags, expected) => expect(pressed(input, flags)).toEqual(expected));

  it('several that came in one piece are taken one after the other', () => {
    expect(pressed('secret\r')).toEqual([text('secret'), name('enter')]);
    expect(pressed('ab\u007fc\n')).toEqual([text('ab'), name('backspace'), text('c'), name('enter')]);
    expect(pressed('x\u0003')).toEqual([text('x'), name('interrupt')]);
  });

  it('a line end in the middle of a paste ends the answer there, and is one, in whatever way it is written', () => {
    for (const end of ['\r', '\n', '\r\n'])
      expect(pressed(`one${end}two`)).toEqual([text('one'), name('enter'), text('two')]);
    expect(pressed('\r\r')).toEqual([name('enter'), name('enter')]);
  });

  it('only those that edit a line do', () => {
    expect((['left', 'right', 'home', 'end', 'backspace', 'delete', 'clear'] as const).map(editingOf)).toEqual([
      'left',
      'right',
      'home',
      'end',
      'backspace',
      'delete',
      'clear',
    ]);
    expect(
      (
        [
          'up',
          'down',
          'page-up',
          'page-down',
          'enter',
          'escape',
          'tab',
          'back-tab',
          'interrupt',
          'end-of-input',
        ] as const
      )
        .map(editingOf)
        .filter((one) => one !== undefined),
    ).toEqual([]);
  });

  it('nothing that is typed is lost but the characters that are keys, and none comes twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (input) => {
        const keys = pressed(input);
        expect(keys.map((key) => ('text' in key ? key.text : '')).join('')).toBe(
          input.replaceAll(/[\r\n\t\u007f\b\u0001\u0003\u0004\u0005\u0015]/gu, ''),
        );
        expect(keys.filter((key) => 'text' in key && key.text === '')).toEqual([]);
      }),
    );
  });
});
