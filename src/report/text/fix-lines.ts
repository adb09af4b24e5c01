import { clean } from '../../locales/render.js';
import type { Applied } from '../../fixes/execution-policy/apply.js';
import type { Decision } from '../../fixes/execution-policy/plan.js';
import type { Step } from '../../fixes/execution-policy/policy-commands.js';
import { commandOf } from '../../fixes/execution-policy/policy-commands.js';
import type { Undone, UndoDecision } from '../../fixes/execution-policy/undo.js';
import type { ScopeSeen, WindowSeen, PolicySnapshot } from '../../fixes/execution-policy/policy-snapshot.js';
import type { Edition } from '../../machine/live/powershell/session.js';
import { pub } from '../../vocabulary/index.js';
import type { FixState, ReportedRow } from './fix-words.js';
import {
  inForceName,
  linksFor,
  madeLine,
  outcomeLine,
  own,
  ownerName,
  policyName,
  say,
  sendText,
  stepLine,
  windowName,
} from './fix-words.js';

/** A line of text, or one that is never broken: a command stays one that can be copied. */
export type Line = string | { readonly command: string };

const nameWidth = 20;
const cellWidth = 24;
/** Where one PowerShell comes after the other. */
const narrowNameWidth = 16;
const editions: readonly Edition[] = ['windows-64', 'windows-32', 'powershell-7'];

/** The table of scopes, and where what is set was read: one column a PowerShell where there is room for it, else one after the other. */
export function snapshotLines({ windows }: PolicySnapshot, room = Infinity): readonly string[] {
  const columns = editions.map((edition) => windows[edition]);
  const row = (name: string, cells: readonly string[]): string =>
    `  ${name.padEnd(nameWidth)}${cells.map((cell) => cell.padEnd(cellWidth)).join('')}`.trimEnd();
  const names = windows['windows-64'].scopes.map(({ scope }) => scope);
  const table = [
    row('', editions.map(windowName)),
    ...names.map((name, index) =>
      row(
        name,
        columns.map((column) => (column.presence === 'absent' ? '' : cellOf(column.scopes[index]!))),
      ),
    ),
    row(own('fix.snapshot.new-window'), columns.map(inNewWindow)),
  ];
  const isStarred = columns.some(
    ({ presence, scopes }) => presence !== 'absent' && scopes.some(({ decides }) => decides),
  );
  return [
    own('fix.snapshot'),
    ...(table.every((line) => line.length <= room) ? table : columns.flatMap(oneWindow)),
    [...(isStarred ? [own('fix.snapshot.legend.star')] : []), own('fix.snapshot.legend')].join(' '),
    ...columns
      .flatMap((column) => (column.presence === 'absent' ? [] : whereLines(column)))
      .filter((line, index, all) => all.indexOf(line) === index)
      .map((line) => `  ${line}`),
  ];
}

const inNewWindow = ({ presence, inForce }: WindowSeen): string =>
  presence === 'absent' ? own('fix.snapshot.not-there') : inForceName(inForce);

function oneWindow(seen: WindowSeen): readonly string[] {
  const row = (name: string, cell: string): string => `    ${name.padEnd(narrowNameWidth)}${cell}`;
  return [
    `  ${windowName(seen.edition)}`,
    ...(seen.presence === 'absent' ? [] : seen.scopes.map((one) => row(one.scope, cellOf(one)))),
    row(own('fix.snapshot.new-window'), inNewWindow(seen)),
  ];
}

function cellOf({ reading, decides }: ScopeSeen): string {
  if (reading.state === 'unreadable') return own('fix.snapshot.unreadable');
  return `${policyName(reading.state === 'set' ? reading.policy : 'Undefined')}${decides ? ' *' : ''}`;
}

function whereLines({ scopes }: WindowSeen): readonly string[] {
  return scopes.flatMap(({ scope, reading, source }) => {
    const args = { scope: pub(scope), source: pub(clean(source)) };
    if (reading.state === 'undefined') return [];
    if (reading.state === 'unreadable')
      return [own('fix.snapshot.where.unreadable', { ...args, why: pub(say(reading.why)) })];
    return [
      reading.written === undefined
        ? own('fix.snapshot.where', args)
        : own('fix.snapshot.where.written', { ...args, written: pub(reading.written), policy: pub(reading.policy) }),
    ];
  });
}

/** What would be changed and by which command, or why nothing is. */
export function decisionLines(decision: Decision): readonly Line[] {
  switch (decision.state) {
    case 'not-applicable':
      return ['', own('fix.not-applicable')];
    case 'cannot-tell':
      return ['', say(decision.why)];
    case 'refused':
      return ['', say(decision.why), ...refusalLines(decision)];
    case 'already-allowed':
      return ['', say(decision.why), ...moreLines(decision)];
    case 'planned':
      return [
        '',
        own('fix.plan'),
        ...indented([say(decision.plan.why)]),
        ...stepLines(decision.plan.steps),
        ...moreLines(decision),
      ];
  }
}

function refusalLines(decision: Extract<Decision, { state: 'refused' }>): readonly string[] {
  const send = sendText(decision);
  return indented([
    `${own('cause.owner')}: ${ownerName(decision)}`,
    ...(send === undefined ? [] : [`${own('cause.send')}: "${send}"`]),
    ...linksFor(decision).map((link) => `${own('cause.read')}: ${link}`),
  ]);
}

function moreLines({ more: { alternative, also32Bit, notes } }: Extract<Decision, { more: unknown }>): readonly Line[] {
  return [
    ...(alternative ? [own(`fix.plan.alternative.${alternative.scope}`), ...stepLines(alternative.steps)] : []),
    ...(also32Bit ? [own('fix.plan.32-bit'), ...stepLines([also32Bit])] : []),
    ...notes.map((note) => `- ${say(note)}`),
  ];
}

/** Of an undo. */
export function undoLines(decision: UndoDecision): readonly Line[] {
  switch (decision.state) {
    case 'not-applicable':
      return ['', own('fix.not-applicable')];
    case 'nothing-to-undo':
    case 'already-undone':
      return ['', say(decision.why)];
    case 'refused':
      return ['', say(decision.why), ...indented([`${own('cause.owner')}: ${ownerName(decision)}`])];
    case 'planned': {
      const { entry, steps, why } = decision.plan;
      return ['', own('fix.undo.plan', { at: pub(entry.at) }), ...indented([say(why)]), ...stepLines(steps)];
    }
  }
}

/** What came of it: each change, what is so now, and the rows asked again. */
export function resultLines(
  state: FixState,
  goal: Edition,
  done: Applied | Undone,
  { rows, wayBack }: { readonly rows: readonly ReportedRow[]; readonly wayBack?: string },
): readonly string[] {
  return [
    '',
    ...done.steps.map((made) => `- ${madeLine(made)}`),
    outcomeLine(state, goal, done),
    ...(wayBack === undefined ? [] : [wayBack]),
    ...(rows.length === 0
      ? []
      : [
          '',
          own('fix.rerun'),
          ...rows.map(({ status, title, summary }) => `${status.padEnd(11)} ${title}: ${summary}`),
        ]),
  ];
}

const stepLines = (steps: readonly Step[]): readonly Line[] =>
  steps.flatMap((step) => [...indented([stepLine(step)]), { command: `    ${commandOf(step)}` }]);
const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
