import type { MessageId } from '../../locales/en/index.js';
import type { TerminalStyle } from './style.js';
import type { RowState, StageState } from '../screen/run-state.js';
import type { Tone } from './text.js';

/** What a row shows: its outcome, or what is happening to it right now. */
export type Shape = NonNullable<RowState['outcome']>['status'] | 'waiting' | 'running' | 'slow' | 'outdated';

export const characters: Readonly<Record<Shape, readonly [unicode: string, ascii: string]>> = {
  pass: ['✔', '+'],
  warn: ['▲', '!'],
  fail: ['✘', 'x'],
  blocked: ['■', '#'],
  'not-applicable': ['–', '-'],
  'timed-out': ['◷', '?'],
  unknown: ['?', '?'],
  running: ['›', '>'],
  slow: ['›', '>'],
  waiting: ['·', '.'],
  outdated: ['↻', '~'],
};

const tones: Readonly<Partial<Record<Shape, Tone>>> = {
  pass: 'good',
  warn: 'warning',
  fail: 'bad',
  unknown: 'doubt',
  'timed-out': 'doubt',
  blocked: 'aside',
  outdated: 'aside',
  slow: 'warning',
};
const stageShapes: Readonly<Record<StageState['state'], Shape>> = {
  running: 'running',
  passed: 'pass',
  'not-needed': 'not-applicable',
  undetermined: 'unknown',
  broken: 'fail',
  'timed-out': 'timed-out',
  interrupted: 'unknown',
};

/** Empty for a screen reader: the word beside it says the same. */
export const characterOf = (shape: Shape, { characters: kind, reader }: TerminalStyle): string =>
  reader ? '' : characters[shape][kind === 'ascii' ? 1 : 0];
/** Character and word. */
export const marked = (shape: Shape, word: string, style: TerminalStyle): string =>
  `${characterOf(shape, style)} ${word}`.trimStart();
export const toneOf = (shape: Shape): Tone | undefined => tones[shape];
export const wordOf = (shape: Shape): MessageId => `status.${shape}`;
export const shapeOfStage = ({ state }: StageState): Shape => stageShapes[state];

export function shapeOf(row: RowState): Shape {
  if (row.phase !== 'finished') return row.phase;
  const { outcome } = row;
  if (!outcome) return 'waiting';
  return 'outdated' in outcome ? 'outdated' : outcome.status;
}

/** Whether somebody has to attend to the row. */
export const needsAttention = (shape: Shape): boolean => shape !== 'pass' && shape !== 'not-applicable';
