import type { Editing } from './text-field.js';

/** One key as it was pressed: a name, or what was typed. */
export type KeyPress = { readonly name: KeyName } | { readonly text: string };
export type KeyName =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'page-up'
  | 'page-down'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'tab'
  | 'back-tab'
  | 'backspace'
  | 'delete'
  | 'clear'
  | 'interrupt'
  | 'end-of-input'
  | 'null';

/** What Ink reports about a key, as far as we use it. */
interface InkKey {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageDown: boolean;
  readonly pageUp: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly tab: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly meta: boolean;
}

const named: readonly (readonly [keyof InkKey, KeyName])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
];

const controls = keyMap({
  c: 'interrupt',
  d: 'end-of-input',
  u: 'clear',
  a: 'home',
  e: 'end',
  h: 'backspace',
  j: 'enter',
  m: 'enter',
  '`': 'null',
});
const characters = keyMap({
  '\r\n': 'enter',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0003': 'interrupt',
  '\u0004': 'end-of-input',
  '\u0015': 'clear',
  '\u0001': 'home',
  '\u0005': 'end',
});
/** What is typed is anybody's text, and may be the name of something every object has. */
function keyMap(names: Readonly<Record<string, KeyName>>): ReadonlyMap<string, KeyName> {
  return new Map(Object.entries(names));
}

/** Keys typed fast, or a pasted text, arrive in one piece: a key that ends an answer counts in the middle of it, too. */
export function keyPressesOf(input: string, key: InkKey): readonly KeyPress[] {
  if (key.tab) return [{ name: key.shift ? 'back-tab' : 'tab' }];
  const found = named.find(([flag]) => key[flag]);
  if (found) return [{ name: found[1] }];
  // For the Backspace key most terminals send what Ink calls delete, and Ink does not distinguish the two.
  if (key.delete) return [{ name: 'backspace' }];
  if (key.ctrl) {
    const name = controls.get(input);
    return name === undefined ? [] : [{ name }];
  }
  if (key.meta) return [];
  return input.split(/(\r\n|[\r\n\t\u007f\b\u0001\u0003\u0004\u0005\u0015])/u).flatMap((piece): KeyPress[] => {
    if (piece === '') return [];
    const name = characters.get(piece);
    return name === undefined ? [{ text: piece }] : [{ name }];
  });
}

/**
 * An input that ended before the screen was there (`script … < /dev/null`) has left its mark in the terminal, and the terminal
 * hands it out as a zero once keys are read one by one: as the first key of all it means that nobody will press another.
 */
export const asMeant = (key: KeyPress, isFirst: boolean): KeyPress =>
  isFirst && 'name' in key && key.name === 'null' ? { name: 'end-of-input' } : key;

const edits: Readonly<Partial<Record<KeyName, Editing>>> = {
  left: 'left',
  right: 'right',
  home: 'home',
  end: 'end',
  backspace: 'backspace',
  delete: 'delete',
  clear: 'clear',
};
export const editingOf = (name: KeyName): Editing | undefined => edits[name];
