import type { MessageId } from '../../locales/en/index.js';
import type { CheckId } from '../../preflight/index.js';
import type { TerminalStyle } from '../terminal/style.js';
import type { RowState, RunState } from './run-state.js';
import type { ScreenState } from './screen-state.js';
import type { Shown } from './shown.js';
import { needsAttention, shapeOf, marked, toneOf, wordOf } from '../terminal/characters.js';
import type { Line, Span } from '../terminal/text.js';
import { broken, cut, fit, line, widthOf } from '../terminal/text.js';

/** Character, blank, word. */
const statusWidth = 12;
const markWidth = 2;
const timeWidth = 8;
/** From this width on, title and finding are side by side. */
const wide = 110;
/** Below this, a title matters more than how long the answer took. */
const narrow = 40;
/** Where a list has no room for two lines a row, the finding of the chosen row is shown below the list. */
const paneLines = 2;

export interface List {
  readonly lines: readonly Line[];
  /** In the order in which they are shown. */
  readonly visible: readonly CheckId[];
  /** Which of all rows are in sight, where not all of them are. */
  readonly position?: { readonly from: number; readonly to: number; readonly all: number };
}

/** The rows in their groups, as many as fit, the chosen one among them. */
export function listLines(state: ScreenState, shown: Shown, style: TerminalStyle, room: number): List {
  const { columns } = state.size;
  const groups = groupsOf(state, shown);
  const visible = groups.flatMap(({ rows }) => rows.map(({ check }) => check));
  if (visible.length === 0) return { lines: [line(shown.wording.own(emptyWord(state)), { dim: true })], visible };
  const layout = layoutFor(columns, state.run.rows.length + groupCount(state.run), state.run.rows.length, room);
  const items = groups.flatMap(({ name, rows }) => [
    { lines: [line(cut(name, columns, style), { bold: true })] },
    ...rows.map((row) => ({ check: row.check, lines: rowLines(row, state, { shown, style, layout }) })),
  ]);
  // With room for only one of them, the row comes before its finding.
  const hasPane = layout === 'one-line' && room > paneLines;
  const place = hasPane ? room - paneLines : room;
  const { lines, from, to } = windowed(items, state.selected, place);
  const pane = hasPane ? paneOf(state, shown, columns, visible) : [];
  return {
    lines: [...lines, ...Array.from({ length: Math.max(0, place - lines.length) }, () => line(''))]
      .slice(0, place)
      .concat(pane),
    visible,
    ...(to - from + 1 < visible.length ? { position: { from: from + 1, to: to + 1, all: visible.length } } : {}),
  };
}

function emptyWord({ find, onlyProblems, run }: ScreenState): MessageId {
  if (run.rows.length === 0) return 'screen.starting';
  return find === '' && onlyProblems ? 'list.no-problems' : 'list.empty';
}
const groupCount = ({ rows }: RunState): number => new Set(rows.map(({ group }) => group)).size;

type Layout = 'side-by-side' | 'two-lines' | 'one-line';

/** Decided by the size of the screen and the number of rows, which a run does not change: no row moves while it runs. */
function layoutFor(columns: number, lines: number, rows: number, room: number): Layout {
  if (columns >= wide) return 'side-by-side';
  return lines + rows <= room ? 'two-lines' : 'one-line';
}

interface Group {
  readonly name: string;
  readonly rows: readonly RowState[];
}

function groupsOf(state: ScreenState, { wording }: Shown): readonly Group[] {
  const wanted = state.find.trim().toLowerCase();
  const fits = (row: RowState): boolean => {
    if (state.onlyProblems && !needsAttention(shapeOf(row))) return false;
    if (wanted === '') return true;
    const said = row.outcome ? wording.summary(row.check, row.outcome) : '';
    return `${row.check} ${wording.title(row.check)} ${said}`.toLowerCase().includes(wanted);
  };
  const names = [...new Set(state.run.rows.map(({ group }) => group))];
  return names.flatMap((name) => {
    const rows = state.run.rows.filter((row) => row.group === name && fits(row));
    return rows.length === 0 ? [] : [{ name: wording.group(name), rows }];
  });
}

interface Drawing {
  readonly shown: Shown;
  readonly style: TerminalStyle;
  readonly layout: Layout;
}

function rowLines(row: RowState, state: ScreenState, { shown, style, layout }: Drawing): readonly Line[] {
  const { columns } = state.size;
  const shape = shapeOf(row);
  const isChosen = row.check === state.selected;
  const mark: Span = {
    text: isChosen
      ? fit(style.characters === 'ascii' || style.reader ? '>' : '❯', markWidth, style)
      : ' '.repeat(markWidth),
    bold: true,
  };
  const status: Span = {
    text: fit(marked(shape, shown.wording.own(wordOf(shape)), style), statusWidth, style),
    tone: toneOf(shape),
    bold: shape === 'fail',
  };
  const time = columns < narrow ? '' : fit(timeOf(row), timeWidth, style);
  const title = shown.wording.title(row.check);
  const finding = findingOf(row, state.run, shown);
  const rest = columns - markWidth - statusWidth - time.length;
  const words: Span = { text: '', inverse: isChosen };
  if (layout === 'side-by-side') {
    const titleWidth = Math.min(54, Math.floor(rest * 0.45));
    return [
      [
        mark,
        status,
        { ...words, text: fit(title, titleWidth, style) },
        { text: ' ' },
        { text: fit(finding, rest - titleWidth - 1, style), dim: !needsAttention(shape) },
        { text: time, dim: true },
      ],
    ];
  }
  if (layout === 'two-lines') {
    return [
      [mark, status, { ...words, text: fit(title, rest, style) }, { text: time, dim: true }],
      [
        { text: ' '.repeat(markWidth + statusWidth) },
        { text: cut(finding, columns - markWidth - statusWidth, style), dim: true },
      ],
    ];
  }
  // Without room for both, the title; the rest shows the beginning of the finding.
  const shownTitle = cut(title, rest, style);
  const left = rest - widthOf(shownTitle);
  return [
    [
      mark,
      status,
      { ...words, text: shownTitle },
      { text: fit(left > 16 && finding !== '' ? `: ${cut(finding, left - 2, style)}` : '', left, style), dim: true },
      { text: time, dim: true },
    ],
  ];
}

function paneOf(state: ScreenState, shown: Shown, columns: number, visible: readonly CheckId[]): readonly Line[] {
  const row = state.run.rows.find(({ check }) => check === state.selected);
  const text =
    row && visible.includes(row.check) ? broken(findingOf(row, state.run, shown), columns - 2).slice(0, paneLines) : [];
  return Array.from({ length: paneLines }, (_, index) => line(text[index] === undefined ? '' : `  ${text[index]}`));
}

/** One line: what was found, or what is waited for. */
export function findingOf(row: RowState, run: RunState, { wording }: Shown): string {
  if (row.phase === 'finished') return row.outcome ? wording.summary(row.check, row.outcome) : '';
  if (row.phase === 'waiting') return waitingLine(row, run, wording);
  const current = row.uses.length > 0 ? run.stages.findLast(({ state }) => state === 'running') : undefined;
  if (!current) return wording.own(row.phase === 'slow' ? 'row.slow' : 'row.asking');
  const stage = { value: wording.stage(current.stage), kind: 'public' } as const;
  if (current.percent !== undefined) return wording.own('row.connecting.percent', { stage, percent: current.percent });
  return wording.own(row.phase === 'slow' ? 'row.slow.on' : 'row.connecting', { stage });
}

/** Of the rows that are waited for, at most this many are named. */
const mostNamed = 2;

function waitingLine({ waitsFor }: RowState, { rows }: RunState, wording: Shown['wording']): string {
  const open = waitsFor.filter((check) => rows.some((row) => row.check === check && row.phase !== 'finished'));
  if (open.length === 0) return '';
  const titles = {
    value: open
      .slice(0, mostNamed)
      .map((check) => wording.title(check))
      .join('; '),
    kind: 'public',
  } as const;
  return open.length > mostNamed
    ? wording.own('row.waits.more', { titles, count: open.length - mostNamed })
    : wording.own('row.waits', { titles });
}

/** At the end of the row. One that was not asked took no time. */
function timeOf({ phase, ranMs, outcome }: RowState): string {
  if (
    phase !== 'finished' ||
    ranMs === undefined ||
    outcome?.status === 'blocked' ||
    outcome?.status === 'not-applicable'
  )
    return '';
  return durationOf(ranMs).padStart(timeWidth);
}

export const durationOf = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

interface Item {
  readonly check?: CheckId;
  readonly lines: readonly Line[];
}

/** As many whole items as fit. The list does not scroll as long as the chosen row is in sight. */
function windowed(
  items: readonly Item[],
  selected: CheckId | undefined,
  room: number,
): { readonly lines: readonly Line[]; readonly from: number; readonly to: number } {
  const heights = items.map(({ lines }) => lines.length);
  const total = heights.reduce((sum, height) => sum + height, 0);
  const at = Math.max(
    0,
    items.findIndex(({ check }) => check !== undefined && check === selected),
  );
  const first = total <= room ? 0 : firstInSight(heights, at, room);
  let used = 0;
  const shown: Item[] = [];
  for (const item of items.slice(first)) {
    if (used + item.lines.length > room && shown.length > 0) break;
    used += item.lines.length;
    shown.push(item);
  }
  const rows = items.filter(({ check }) => check !== undefined);
  const inSight = shown.filter(({ check }) => check !== undefined);
  return {
    lines: shown.flatMap(({ lines }) => lines),
    from: inSight[0] ? rows.indexOf(inSight[0]) : 0,
    to: inSight.length > 0 ? rows.indexOf(inSight.at(-1)!) : 0,
  };
}

/** The list scrolls by half a page when the chosen row leaves it, so most moves do not scroll at all. */
function firstInSight(heights: readonly number[], at: number, room: number): number {
  const step = Math.max(1, Math.floor(room / 2));
  const starts = [0];
  for (const height of heights) starts.push(starts.at(-1)! + height);
  const total = starts.at(-1)!;
  const top = starts[at]!;
  const page = Math.max(0, Math.floor((top + heights[at]! - room + step) / step)) * step;
  const wanted = Math.min(top, Math.min(page, Math.max(0, total - room)));
  let first = 0;
  while (starts[first]! < wanted) first++;
  // Whole items only: rounding up must not push the chosen one out at the top, nor rounding down at the end.
  while (first < at && starts[at + 1]! - starts[first]! > room) first++;
  return Math.min(first, at);
}
