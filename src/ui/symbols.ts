import type { RowState } from './screen-state.js';

/** The old Windows console has fonts without these signs. */
const plainSigns = process.platform === 'win32' && process.env['WT_SESSION'] === undefined;

const signs: Readonly<Record<string, readonly [string, string]>> = {
  pass: ['✔', '+'],
  warn: ['▲', '!'],
  fail: ['✘', 'x'],
  blocked: ['■', '#'],
  'not-applicable': ['–', '-'],
  'timed-out': ['◷', '?'],
  unknown: ['?', '?'],
  running: ['›', '>'],
  waiting: ['·', '.'],
};

/** A sign of one column beside the word; never a colour alone. */
export function symbolOf({ outcome, phase }: RowState): string {
  const pair = signs[outcome?.status ?? (phase === 'waiting' ? 'waiting' : 'running')] ?? ['?', '?'];
  return pair[plainSigns ? 1 : 0];
}

const tones: Readonly<Record<string, string>> = { pass: 'green', warn: 'yellow', fail: 'red', unknown: 'magenta', 'timed-out': 'magenta', blocked: 'blue' };

export const toneOf = ({ outcome }: RowState): string | undefined => (outcome ? tones[outcome.status] : undefined);
