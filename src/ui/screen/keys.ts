import type { CheckId } from '../../preflight/index.js';
import type { MessageId } from '../../locales/en/index.js';
import { needsAttention, shapeOf } from '../terminal/characters.js';
import type { ScreenState } from './screen-state.js';
import { without } from './without.js';

/** What the person at this screen can do. The screen itself knows no check and no file. */
export interface Abilities {
  /** Rows can be asked again. */
  readonly rerun: boolean;
  /** Finished reports can be written to a file. */
  readonly save: boolean;
  /** Whether there is a guided fix for the outcome of the row. */
  fixes(check: CheckId): boolean;
  /** Whether the row can be asked again and again without sending a credential. */
  watches(check: CheckId): boolean;
  /** Whether there is a page about it. */
  hasPage(check: CheckId): boolean;
  /** Whether there is a text to send to somebody else. */
  hasText(check: CheckId): boolean;
}

/** What the screen asks of whoever opened it. */
export type Request =
  | { readonly type: 'rerun'; readonly check: CheckId }
  | { readonly type: 'rerun-all' }
  | { readonly type: 'watch' }
  | { readonly type: 'stop-watch' }
  | { readonly type: 'fix'; readonly check: CheckId }
  | { readonly type: 'undo' }
  | { readonly type: 'copy'; readonly check: CheckId }
  | { readonly type: 'open'; readonly check: CheckId }
  | { readonly type: 'interrupt' }
  | { readonly type: 'quit' }
  | { readonly type: 'save'; readonly path: string }
  | { readonly type: 'answer'; readonly yes: boolean }
  /** What was typed is taken from the field itself, once. */
  | { readonly type: 'password'; readonly given: boolean };

export type KeyId =
  | 'move'
  | 'scroll'
  | 'enter'
  | 'back'
  | 'view'
  | 'fix'
  | 'rerun'
  | 'rerun-all'
  | 'watch'
  | 'stop-watch'
  | 'problems'
  | 'all'
  | 'find'
  | 'copy'
  | 'copy-send'
  | 'save'
  | 'open'
  | 'undo'
  | 'help'
  | 'quit'
  | 'interrupt'
  | 'yes'
  | 'no'
  | 'ok'
  | 'cancel';

export interface Key {
  readonly id: KeyId;
  /** As it is written on the keyboard. */
  readonly shown: string;
}

interface KeyRow extends Key {
  when(state: ScreenState, can: Abilities): boolean;
}

const isOver = ({ over }: ScreenState): boolean => over !== undefined;
const isAsking = ({ over }: ScreenState): boolean => over?.kind === 'dialog' && over.question !== undefined;
const isBusy = ({ work }: ScreenState): boolean => work !== 'idle';
const isFree = (state: ScreenState): boolean => !isBusy(state) && !state.watch && !state.leaving;
const isFinished = (state: ScreenState, check: CheckId): boolean =>
  state.run.rows.some((row) => row.check === check && row.phase === 'finished');
/** The row that a key about one row applies to: in a summary the first thing to fix. */
const chosen = ({ over, view, selected, run }: ScreenState): CheckId | undefined => {
  if (over) return over.kind === 'detail' ? over.check : undefined;
  if (view === 'checks') return selected;
  return view === 'summary' ? run.finished?.causes[0]?.check : undefined;
};
/** The row a fix would be for: in a summary the first that has one. */
export const fixable = (state: ScreenState, can: Abilities): CheckId | undefined => {
  const candidates =
    !state.over && state.view === 'summary'
      ? (state.run.finished?.causes.map(({ check }) => check) ?? [])
      : [chosen(state)];
  return candidates.find((check) => check !== undefined && isFinished(state, check) && can.fixes(check));
};
const about = (state: ScreenState, test: (check: CheckId) => boolean): boolean => {
  const check = chosen(state);
  return check !== undefined && test(check);
};

/**
 * Every key and when it would do something, the most wanted first: what does not fit on a narrow screen is left out, and help
 * and leaving never are.
 */
const keyRows: readonly KeyRow[] = [
  { id: 'yes', shown: 'y', when: isAsking },
  { id: 'no', shown: 'n', when: isAsking },
  { id: 'enter', shown: 'Enter', when: (state) => !isOver(state) && about(state, () => true) },
  {
    id: 'back',
    shown: 'Esc',
    when: (state) => isOver(state) && !isAsking(state) && !(state.over?.kind === 'dialog' && isBusy(state)),
  },
  { id: 'fix', shown: 'f', when: (state, can) => isFree(state) && fixable(state, can) !== undefined },
  {
    id: 'undo',
    shown: 'u',
    when: (state) => isFree(state) && state.canUndo === true && (!isOver(state) || state.over?.kind === 'dialog'),
  },
  { id: 'view', shown: 'Tab', when: (state) => !isOver(state) },
  { id: 'stop-watch', shown: 'w', when: ({ watch, over }) => watch !== undefined && over === undefined },
  {
    id: 'watch',
    shown: 'w',
    when: (state, can) => !isOver(state) && isFree(state) && state.run.rows.some((row) => can.watches(row.check)),
  },
  { id: 'rerun', shown: 'r', when: (state, can) => can.rerun && isFree(state) && about(state, () => true) },
  { id: 'rerun-all', shown: 'R', when: (state, can) => can.rerun && isFree(state) && !isOver(state) },
  {
    id: 'copy-send',
    shown: 'c',
    when: (state, can) => about(state, (check) => isFinished(state, check) && can.hasText(check)),
  },
  {
    id: 'copy',
    shown: 'c',
    when: (state, can) => about(state, (check) => isFinished(state, check) && !can.hasText(check)),
  },
  {
    id: 'save',
    shown: 's',
    when: (state, can) => can.save && !isOver(state) && !isBusy(state) && state.run.finished !== undefined,
  },
  { id: 'open', shown: 'o', when: (state, can) => about(state, (check) => can.hasPage(check)) },
  {
    id: 'problems',
    shown: 'a',
    when: (state) =>
      !isOver(state) &&
      !(state.view === 'checks' && state.onlyProblems) &&
      state.run.rows.some((row) => !needsAttention(shapeOf(row))),
  },
  { id: 'all', shown: 'a', when: (state) => !isOver(state) && state.view === 'checks' && state.onlyProblems },
  { id: 'find', shown: '/', when: (state) => !isOver(state) && state.run.rows.length > 1 },
  // Help never covers a dialog: a question that nobody sees would be waited for without end.
  { id: 'help', shown: '?', when: ({ over }) => over?.kind !== 'help' && over?.kind !== 'dialog' },
  { id: 'interrupt', shown: 'q', when: (state) => isBusy(state) && !state.leaving },
  { id: 'quit', shown: 'q', when: (state) => !isBusy(state) && !isAsking(state) },
];

/** Kept on a narrow screen, whatever else is left out. */
export const lastKeys: readonly KeyId[] = ['help', 'quit', 'interrupt'];

/** The keys that would do something in this state, with these rows in the list. */
export const keysOf = (state: ScreenState, can: Abilities, visible: readonly CheckId[]): readonly Key[] =>
  state.prompt ? promptKeys : keyRows.filter((row) => row.when(inSight(state, visible), can));

/** A row that a search or a filter hides does not count as chosen. */
const inSight = (state: ScreenState, visible: readonly CheckId[]): ScreenState =>
  state.view !== 'checks' || state.selected === undefined || visible.includes(state.selected)
    ? state
    : without(state, 'selected');

const promptKeys: readonly Key[] = [
  { id: 'ok', shown: 'Enter' },
  { id: 'cancel', shown: 'Esc' },
];

export const keyWord = (id: KeyId): MessageId => `key.${id}`;
export const chosenCheck = chosen;
