import type { CheckId } from '../../preflight/index.js';
import { editingOf } from '../terminal/key-press.js';
import type { KeyPress } from '../terminal/key-press.js';
import type { Abilities, KeyId, Request } from './keys.js';
import { chosenCheck, fixable, keysOf } from './keys.js';
import type { ScreenState } from './screen-state.js';
import { views } from './screen-state.js';
import { without } from './without.js';
import { edited, fieldOf, inserted } from '../terminal/text-field.js';

/** What decides about a key besides the state: what can be done, and how the state is laid out. */
export interface Situation {
  readonly can: Abilities;
  /** The rows of the list, in the order in which they are shown. */
  readonly visible: readonly CheckId[];
  /** How far a text that is longer than its place can be scrolled. */
  readonly lastScroll: number;
  readonly pageLines: number;
  /** What a new report would be called. */
  readonly fileName: string;
}

export interface Pressed {
  readonly state: ScreenState;
  readonly request?: Request;
}

/** What a key does in the state it was pressed in. One that is not offered there does nothing. */
export function press(before: ScreenState, key: KeyPress, situation: Situation): Pressed {
  const state: ScreenState = without(before, 'note');
  if ('name' in key && key.name === 'interrupt') return leave(state, 'interrupt');
  if ('name' in key && key.name === 'end-of-input') return state.prompt ? cancelled(state) : leave(state, 'end');
  if (state.prompt) return inPrompt(state, key);
  if ('text' in key) return typed(state, key.text, situation);
  return named(state, key.name, situation);
}

/** Ctrl-C and the end of the input. A run that is under way is ended first. */
function leave(state: ScreenState, how: 'interrupt' | 'end'): Pressed {
  const rest = without(state, 'prompt');
  if (state.work === 'idle') return { state: { ...rest, leaving: true }, request: { type: 'quit' } };
  // Nobody will press another key: the run may go on to its end.
  if (how === 'end' && state.work === 'running')
    return { state: { ...rest, leaving: true }, request: { type: 'quit' } };
  return { state: { ...rest, leaving: true }, request: { type: 'interrupt' } };
}

type NamedKey = Extract<KeyPress, { name: unknown }>['name'];

function named(state: ScreenState, name: NamedKey, situation: Situation): Pressed {
  switch (name) {
    case 'up':
      return { state: moved(state, -1, situation) };
    case 'down':
      return { state: moved(state, 1, situation) };
    case 'page-up':
      return { state: moved(state, -situation.pageLines, situation) };
    case 'page-down':
      return { state: moved(state, situation.pageLines, situation) };
    case 'home':
      return { state: moved(state, -Infinity, situation) };
    case 'end':
      return { state: moved(state, Infinity, situation) };
    case 'tab':
    case 'right':
      return turned(state, 1);
    case 'back-tab':
    case 'left':
      return turned(state, -1);
    case 'enter':
      return act(state, 'enter', situation);
    case 'escape':
      return escaped(state, situation);
    default:
      return { state };
  }
}

const letters: Readonly<Record<string, readonly KeyId[]>> = {
  r: ['rerun'],
  R: ['rerun-all'],
  f: ['fix'],
  w: ['watch', 'stop-watch'],
  a: ['problems', 'all'],
  '/': ['find'],
  c: ['copy-send', 'copy'],
  s: ['save'],
  o: ['open'],
  u: ['undo'],
  '?': ['help'],
  q: ['quit', 'interrupt'],
  y: ['yes'],
  n: ['no'],
};

/** A longer text was pasted: it is no series of quick keys. */
const mostKeys = 6;

function typed(state: ScreenState, text: string, situation: Situation): Pressed {
  const keys = Array.from(text);
  if (keys.length > mostKeys) return { state };
  let pressed: Pressed = { state };
  for (const one of keys) {
    pressed = letter(pressed.state, one, situation);
    // A request comes before the keys after it.
    if (pressed.request || pressed.state.prompt) return pressed;
  }
  return pressed;
}

function letter(state: ScreenState, character: string, situation: Situation): Pressed {
  if (character === 'j') return { state: moved(state, 1, situation) };
  if (character === 'k') return { state: moved(state, -1, situation) };
  const wanted = letters[character] ?? [];
  const key = keysOf(state, situation.can, situation.visible).find(({ id }) => wanted.includes(id));
  return key ? act(state, key.id, situation) : { state };
}

function act(state: ScreenState, id: KeyId, situation: Situation): Pressed {
  if (!keysOf(state, situation.can, situation.visible).some((key) => key.id === id)) return { state };
  const check = chosenCheck(state) ?? '';
  switch (id) {
    case 'enter':
      return { state: { ...state, selected: check, over: { kind: 'detail', check }, scroll: 0, isTouched: true } };
    case 'help':
      return { state: { ...state, over: { kind: 'help' }, scroll: 0 } };
    case 'problems':
    case 'all':
      return { state: { ...state, view: 'checks', onlyProblems: id === 'problems', scroll: 0, isTouched: true } };
    case 'find':
      return {
        state: {
          ...state,
          view: 'checks',
          scroll: 0,
          prompt: { kind: 'find', field: fieldOf(state.find) },
          isTouched: true,
        },
      };
    case 'save':
      return { state: { ...state, prompt: { kind: 'save', field: fieldOf(situation.fileName) } } };
    case 'rerun':
      // Busy from this moment on: a second key must not request the same again.
      return { state: { ...withoutOver(state), work: 'busy', isTouched: true }, request: { type: 'rerun', check } };
    case 'rerun-all':
    case 'undo':
      return { state: { ...state, work: 'busy', isTouched: true }, request: { type: id } };
    case 'watch':
      return {
        state: { ...state, watch: { checks: [], round: 1, isPolling: true, waitSeconds: 0 }, isTouched: true },
        request: { type: id },
      };
    case 'stop-watch':
      return { state: { ...state, isTouched: true }, request: { type: id } };
    case 'fix':
      return {
        state: { ...state, work: 'busy', isTouched: true },
        request: { type: id, check: fixable(state, situation.can) ?? check },
      };
    case 'open':
      return { state: { ...state, isTouched: true }, request: { type: id, check } };
    case 'copy':
    case 'copy-send':
      return { state, request: { type: 'copy', check } };
    case 'yes':
    case 'no':
      return answered(state, id === 'yes');
    case 'quit':
      return leave(state, 'interrupt');
    case 'interrupt':
      return { state: { ...state, leaving: true }, request: { type: 'interrupt' } };
    default:
      return { state };
  }
}

function answered(state: ScreenState, yes: boolean): Pressed {
  if (state.over?.kind !== 'dialog') return { state };
  return { state: { ...state, over: without(state.over, 'question') }, request: { type: 'answer', yes } };
}

function escaped(state: ScreenState, situation: Situation): Pressed {
  if (state.over?.kind === 'dialog' && state.over.question !== undefined) return answered(state, false);
  if (state.over?.kind === 'page' && state.over.from !== undefined)
    return { state: { ...state, over: { kind: 'detail', check: state.over.from }, scroll: 0 } };
  if (state.over)
    return keysOf(state, situation.can, situation.visible).some(({ id }) => id === 'back')
      ? { state: withoutOver(state) }
      : { state };
  if (state.watch) return { state, request: { type: 'stop-watch' } };
  if (state.find !== '' || state.onlyProblems) return { state: { ...state, find: '', onlyProblems: false, scroll: 0 } };
  return { state };
}

function withoutOver(state: ScreenState): ScreenState {
  return { ...without(state, 'over'), scroll: 0 };
}

/** In a list the selection moves, in a text the text scrolls. */
function moved(state: ScreenState, by: number, { visible, lastScroll }: Situation): ScreenState {
  if (state.over || state.view !== 'checks')
    return { ...state, scroll: clamp(Math.min(state.scroll, lastScroll) + by, lastScroll), isTouched: true };
  const at = state.selected === undefined ? -1 : visible.indexOf(state.selected);
  const next = visible[clamp(at + by, visible.length - 1)];
  return { ...state, isTouched: true, ...(next === undefined ? {} : { selected: next }) };
}

const clamp = (value: number, last: number): number => Math.max(0, Math.min(last, value));

function turned(state: ScreenState, by: 1 | -1): Pressed {
  if (state.over) return { state };
  const view = views[(views.indexOf(state.view) + by + views.length) % views.length]!;
  return { state: { ...state, view, scroll: 0, isTouched: true } };
}

function inPrompt(state: ScreenState, key: KeyPress): Pressed {
  const { prompt } = state;
  // A secret is typed into a field outside this state.
  if (!prompt || prompt.kind === 'password') return passwordKey(state, key);
  if ('text' in key)
    return { state: following({ ...state, prompt: { ...prompt, field: inserted(prompt.field, key.text) } }) };
  if (key.name === 'enter') return confirmed(state);
  if (key.name === 'escape') return cancelled(state);
  const editing = editingOf(key.name);
  return {
    state:
      editing === undefined
        ? state
        : following({ ...state, prompt: { ...prompt, field: edited(prompt.field, editing) } }),
  };
}

/** The list follows what is typed. */
const following = (state: ScreenState): ScreenState =>
  state.prompt?.kind === 'find' ? { ...state, find: state.prompt.field.text } : state;

function passwordKey(state: ScreenState, key: KeyPress): Pressed {
  const rest = without(state, 'prompt');
  if ('name' in key && key.name === 'enter') return { state: rest, request: { type: 'password', given: true } };
  if ('name' in key && key.name === 'escape') return { state: rest, request: { type: 'password', given: false } };
  return { state };
}

function confirmed({ prompt, ...state }: ScreenState): Pressed {
  if (prompt?.kind !== 'save') return { state };
  if (prompt.field.text.trim() === '') return { state: { ...state, prompt } };
  return { state, request: { type: 'save', path: prompt.field.text.trim() } };
}

function cancelled({ prompt, ...state }: ScreenState): Pressed {
  if (prompt?.kind === 'password') return { state, request: { type: 'password', given: false } };
  return { state: prompt?.kind === 'find' ? { ...state, find: '' } : state };
}
