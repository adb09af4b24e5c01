import type { CheckId, PreflightEvent, Row } from '../../preflight/index.js';
import { emptyRun, expecting, reduceRun } from './run-state.js';
import type { RunState } from './run-state.js';
import type { TextField } from '../terminal/text-field.js';
import { without } from './without.js';

export const views = ['checks', 'connection', 'summary'] as const;
type View = (typeof views)[number];

/** Something that lies over the view until it is left. */
export type Over =
  | { readonly kind: 'detail'; readonly check: CheckId }
  | { readonly kind: 'help' }
  /** A page of the documentation, as it is written. */
  | { readonly kind: 'page'; readonly title: string; readonly lines: readonly string[]; readonly from?: CheckId }
  /** Lines that are added one after the other, and maybe a question to answer with yes or no. */
  | {
      readonly kind: 'dialog';
      readonly title: string;
      readonly lines: readonly DialogLine[];
      readonly question?: string;
    };

/** A command is never broken: it stays one that can be copied. */
export type DialogLine = string | { readonly command: string };

type Prompt =
  | { readonly kind: 'find' | 'save'; readonly field: TextField }
  /** Of what is typed only the length is known here. */
  | { readonly kind: 'password'; readonly title: string; readonly length: number };

export interface Watch {
  readonly checks: readonly CheckId[];
  readonly round: number;
  readonly isPolling: boolean;
  readonly waitSeconds: number;
}

/** One row that changed while it was watched; the newest last. */
export interface Change {
  readonly check: CheckId;
  readonly before: string;
  readonly after: string;
  readonly at: string;
}

/** Everything that is on the screen, as one value: the same events and keys give the same screen. */
export interface ScreenState {
  readonly run: RunState;
  readonly size: { readonly columns: number; readonly rows: number };
  /** Since the run began, in milliseconds, as far as the screen knows. */
  readonly nowMs: number;
  readonly work: 'running' | 'busy' | 'idle';
  readonly view: View;
  readonly selected?: CheckId;
  /** Whether the person has moved yet: until then the screen goes to what matters by itself. */
  readonly isTouched: boolean;
  readonly scroll: number;
  readonly onlyProblems: boolean;
  readonly find: string;
  readonly over?: Over;
  readonly prompt?: Prompt;
  readonly note?: string;
  readonly watch?: Watch;
  readonly changes: readonly Change[];
  /** A change made from here can be taken back. */
  readonly canUndo?: boolean;
  /** The person wants to leave; what is open is being closed. */
  readonly leaving: boolean;
}

export const firstState = (size: ScreenState['size']): ScreenState => ({
  run: emptyRun,
  size,
  nowMs: 0,
  work: 'running',
  view: 'checks',
  isTouched: false,
  scroll: 0,
  onlyProblems: false,
  find: '',
  changes: [],
  leaving: false,
});

export type Action =
  | { readonly type: 'event'; readonly event: PreflightEvent }
  /** What is going to be asked, before the run begins. */
  | { readonly type: 'rows'; readonly rows: readonly Row[] }
  | { readonly type: 'tick'; readonly nowMs: number }
  | { readonly type: 'size'; readonly size: ScreenState['size'] }
  | { readonly type: 'work'; readonly work: ScreenState['work'] }
  | { readonly type: 'note'; readonly note: string }
  | { readonly type: 'over'; readonly over: Over }
  | { readonly type: 'say'; readonly lines: readonly DialogLine[] }
  | { readonly type: 'ask'; readonly question: string }
  | { readonly type: 'offer-undo'; readonly can: boolean }
  | { readonly type: 'prompt'; readonly prompt: Prompt }
  | { readonly type: 'typed'; readonly length: number }
  | { readonly type: 'watch'; readonly watch: Watch | undefined }
  | { readonly type: 'change'; readonly change: Change }
  | { readonly type: 'leaving' };

/** Nobody reads more changes than this, and a watch may go on for days. */
const mostChanges = 50;
/** Of a longer dialog, the end is kept. */
const mostLines = 2000;

export function reduce(state: ScreenState, action: Action): ScreenState {
  switch (action.type) {
    case 'event':
      return takeEvent(state, action.event);
    case 'rows':
      return withSelected({ ...state, run: expecting(state.run, action.rows) });
    case 'tick':
      return { ...state, nowMs: Math.max(state.nowMs, action.nowMs) };
    case 'size':
      return { ...state, size: action.size };
    case 'work':
      return { ...state, work: action.work };
    case 'note':
      return { ...state, note: action.note };
    case 'over':
      return {
        ...state,
        over:
          action.over.kind === 'page' && state.over?.kind === 'detail'
            ? { ...action.over, from: state.over.check }
            : action.over,
        scroll: 0,
      };
    case 'say':
      return said(state, action.lines);
    case 'ask':
      return state.over?.kind === 'dialog'
        ? { ...state, over: { ...state.over, question: action.question }, scroll: Infinity }
        : state;
    case 'offer-undo':
      return { ...state, canUndo: action.can };
    case 'prompt':
      return { ...state, prompt: action.prompt };
    case 'typed':
      return state.prompt?.kind === 'password'
        ? { ...state, prompt: { ...state.prompt, length: action.length } }
        : state;
    case 'watch':
      return action.watch ? { ...state, watch: action.watch } : without(state, 'watch');
    case 'change':
      return { ...state, changes: [...state.changes, action.change].slice(-mostChanges) };
    case 'leaving':
      return { ...state, leaving: true };
  }
}

function said(state: ScreenState, lines: readonly DialogLine[]): ScreenState {
  if (state.over?.kind !== 'dialog') return state;
  return {
    ...state,
    over: { ...state.over, lines: [...state.over.lines, ...lines].slice(-mostLines) },
    scroll: Infinity,
  };
}

function takeEvent(state: ScreenState, event: PreflightEvent): ScreenState {
  const run = reduceRun(state.run, event);
  // A new run has a clock of its own.
  const nowMs = event.type === 'run-started' ? event.atMs : Math.max(state.nowMs, event.atMs);
  const next = withSelected({ ...state, run, nowMs });
  return event.type === 'run-finished' && !state.isTouched ? atWhatMatters(next, event) : next;
}

const withSelected = (state: ScreenState): ScreenState =>
  state.selected === undefined && state.run.rows[0] ? { ...state, selected: state.run.rows[0].check } : state;

/** At the end of a run in which the person has not moved: the summary, with the row to fix first selected. */
function atWhatMatters(
  state: ScreenState,
  { causes: [first] }: Extract<PreflightEvent, { type: 'run-finished' }>,
): ScreenState {
  return { ...state, view: 'summary', scroll: 0, ...(first ? { selected: first.check } : {}) };
}
