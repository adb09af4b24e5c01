import { detailLines } from './detail-lines.js';
import { helpLines } from './help-lines.js';
import type { Abilities } from './keys.js';
import { keysOf } from './keys.js';
import { keyLine, statusLine } from './last-lines.js';
import { stageLines } from './stage-lines.js';
import type { List } from './list-lines.js';
import { durationOf, listLines } from './list-lines.js';
import type { TerminalStyle } from '../terminal/style.js';
import type { DialogLine, Over, ScreenState } from './screen-state.js';
import { views } from './screen-state.js';
import type { Shown } from './shown.js';
import { conclusionOf, summaryLines } from './summary-lines.js';
import type { Line, Span, Tone } from '../terminal/text.js';
import { broken, cut, emptyLine, labelled, line, lineWidth, within } from '../terminal/text.js';

/** What is drawn, at least one line lower than the terminal and never wider than it; and what the keys need to know of it. */
export interface Frame {
  readonly lines: readonly Line[];
  readonly visible: List['visible'];
  readonly lastScroll: number;
  readonly pageLines: number;
  /** Where an answer is being typed, counted from the upper left corner. */
  readonly cursor?: { readonly x: number; readonly y: number };
}

/** Lines the view keeps, whatever else has to be said. */
const leastRoom = 5;
/** On a terminal this high, the first line may take two. */
const tallRows = 28;

export function frameOf(state: ScreenState, shown: Shown, style: TerminalStyle, can: Abilities): Frame {
  // One line is left free: a frame that fills the terminal makes it scroll.
  const rows = Math.max(1, state.size.rows - 1);
  const header = headerLines(state, shown, style);
  const free = Math.max(1, rows - header.length - 2);
  // The reason for a question goes above it.
  const why =
    state.prompt && state.note !== undefined
      ? labelled('', state.note, { columns: state.size.columns, style: { bold: true } }).slice(
          0,
          Math.max(0, free - leastRoom),
        )
      : [];
  const room = free - why.length;
  const body = bodyOf(state, shown, { style, can, room });
  const status = statusLine(state, shown, style, body.position);
  const keys = keyLine(state, shown, style, keysOf(state, can, body.visible));
  const lines = [...header, ...padded(body.lines, room), ...why, status.line, keys];
  // A very low terminal keeps the end: the row, the question and the keys.
  return {
    // Laid out for terminals of 40 columns and more; on a narrower one, what does not fit is cut.
    lines: lines.slice(-rows).map((one) => within(one, state.size.columns, style)),
    visible: body.visible,
    lastScroll: body.lastScroll,
    pageLines: Math.max(1, room - 1),
    ...(status.cursor === undefined
      ? {}
      : { cursor: { x: Math.min(status.cursor, state.size.columns - 1), y: Math.min(rows, lines.length) - 2 } }),
  };
}

const padded = (lines: readonly Line[], room: number): readonly Line[] => [
  ...lines.slice(0, room),
  ...Array.from({ length: Math.max(0, room - lines.length) }, () => emptyLine),
];

const tones: Readonly<Record<string, Tone>> = { ready: 'good', 'not-ready': 'bad', unclear: 'doubt' };

/** What is being checked, over which route, how far the run is or how it ended, and which view this is. */
function headerLines(state: ScreenState, shown: Shown, style: TerminalStyle): readonly Line[] {
  const { columns, rows } = state.size;
  const origin = rows >= tallRows ? inTwo(shown.origin, columns) : [shown.origin];
  const conclusion = conclusionOf(state, shown);
  // In a list, the end of a run must not move any row.
  const third = conclusion
    ? (state.view === 'summary' ? inTwo(conclusion.headline, columns) : [conclusion.headline]).map((text) =>
        line(cut(text, columns, style), { bold: true, tone: tones[conclusion.verdict] }),
      )
    : [progressLine(state, shown, style)];
  const alert =
    shown.alert === undefined
      ? []
      : broken(shown.alert, columns)
          .slice(0, 3)
          .map((text) => line(text, { bold: true, tone: 'bad' }));
  return [
    ...origin.map((text) => line(cut(text, columns, style), { bold: true })),
    ...alert,
    line(cut(shown.headline, columns, style), { dim: true }),
    ...third,
    tabs(state, shown, style),
  ];
}

/** Two lines at most; what is longer is cut at the end of the second. */
function inTwo(text: string, columns: number): readonly string[] {
  const [first = '', ...more] = broken(text, columns);
  return more.length === 0 ? [first] : [first, more.join(' ')];
}

const barWidth = 16;
/** With less room than this for words, there is no bar. */
const leastWords = 30;

function progressLine(state: ScreenState, { wording }: Shown, style: TerminalStyle): Line {
  const { rows, removal, isInterrupted = false } = state.run;
  const { columns } = state.size;
  if (removal === 'interrupting' || removal === 'closing')
    return line(cut(wording.own(isInterrupted ? 'interrupting' : 'closing'), columns, style), { bold: true });
  const done = rows.filter(({ phase }) => phase === 'finished').length;
  const running = rows.filter(({ phase }) => phase === 'running' || phase === 'slow').length;
  const words =
    [
      wording.own('progress.of', { done, all: rows.length }),
      ...(running > 0 ? [wording.own('progress.running', { running })] : []),
      ...(style.motion
        ? [
            durationOf(Math.floor(state.nowMs / 1000) * 1000)
              .replace('.0', '')
              .replace(/^0 ms$/u, '0 s'),
          ]
        : []),
    ].join(', ') + nowDone(state, wording);
  if (style.reader || columns < barWidth + leastWords) return line(cut(words, columns, style));
  const full = rows.length === 0 ? 0 : Math.round((done / rows.length) * barWidth);
  const [on, off] = style.characters === 'ascii' ? ['#', '-'] : ['█', '░'];
  return [
    { text: on.repeat(full), tone: 'good' },
    { text: off.repeat(barWidth - full), dim: true },
    { text: `  ${cut(words, columns - barWidth - 2, style)}` },
  ];
}

/** A running row may be scrolled out of sight: one of them is named here. */
function nowDone({ run }: ScreenState, wording: Shown['wording']): string {
  const row = run.rows.find(({ phase }) => phase === 'slow') ?? run.rows.find(({ phase }) => phase === 'running');
  return row ? `: ${wording.title(row.check)}` : '';
}

function tabs({ view, size: { columns }, over }: ScreenState, { wording }: Shown, style: TerminalStyle): Line {
  const names = views.map((one) => ({ name: wording.own(`view.${one}`), isHere: one === view }));
  const spans = names.map(({ name, isHere }): Span => ({
    text: isHere ? `[${name}]` : ` ${name} `,
    bold: isHere,
    dim: !isHere || over !== undefined,
  }));
  const used = lineWidth(spans);
  const dash = style.characters === 'ascii' ? '-' : '─';
  const ruler = style.reader ? '' : dash;
  return used + 1 > columns
    ? [{ text: cut(names.map(({ name, isHere }) => (isHere ? `[${name}]` : name)).join(' '), columns, style) }]
    : [...spans, { text: ` ${ruler.repeat(Math.max(0, columns - used - 1))}`, dim: true }];
}

interface Body {
  readonly lines: readonly Line[];
  readonly visible: List['visible'];
  readonly lastScroll: number;
  readonly position?: Line;
}

interface Drawing {
  readonly style: TerminalStyle;
  readonly can: Abilities;
  readonly room: number;
}

/** All lines of a text are laid out; those that do not fit are reached by scrolling. */
type Text = Pick<Drawing, 'style' | 'can'> & Pick<List, 'visible'>;

function bodyOf(state: ScreenState, shown: Shown, drawing: Drawing): Body {
  const { style, room } = drawing;
  const list = listLines(state, shown, style, room);
  if (!state.over && state.view === 'checks') {
    const { position } = list;
    return {
      lines: list.lines,
      visible: list.visible,
      lastScroll: 0,
      ...(position ? { position: line(shown.wording.own('scroll.rows', position), { dim: true }) } : {}),
    };
  }
  const all = textOf(state, shown, { style, can: drawing.can, visible: list.visible });
  const lastScroll = Math.max(0, all.length - room);
  const from = Math.min(state.scroll, lastScroll);
  const position =
    lastScroll === 0
      ? {}
      : {
          position: line(
            shown.wording.own('scroll.position', {
              from: from + 1,
              to: Math.min(all.length, from + room),
              all: all.length,
            }),
            { dim: true },
          ),
        };
  return { lines: all.slice(from, from + room), visible: list.visible, lastScroll, ...position };
}

function textOf(state: ScreenState, shown: Shown, text: Text): readonly Line[] {
  const { style } = text;
  if (state.over) return overLines(state.over, state, shown, text);
  return state.view === 'connection' ? stageLines(state, shown, style) : summaryLines(state, shown, style);
}

function overLines(over: Over, state: ScreenState, shown: Shown, { style, can, visible }: Text): readonly Line[] {
  const { columns } = state.size;
  switch (over.kind) {
    case 'detail':
      return detailLines(over.check, state, shown, style, { canFix: can.fixes(over.check) });
    case 'help':
      return helpLines(state, shown, style, { can, visible });
    case 'page':
      return [
        line(cut(over.title, columns, style), { bold: true }),
        emptyLine,
        ...over.lines.flatMap((one) => pageLine(one, columns)),
      ];
    case 'dialog':
      return [
        line(cut(over.title, columns, style), { bold: true }),
        ...over.lines.flatMap((one) => dialogLine(one, columns)),
        ...(over.question === undefined
          ? []
          : [emptyLine, ...labelled('', over.question, { columns, style: { bold: true } })]),
        ...(state.canUndo && over.question === undefined && state.work === 'idle'
          ? [emptyLine, ...labelled('', shown.wording.own('fix.screen.undo'), { columns })]
          : []),
      ];
  }
}

/** A heading is bold; everything else stands as it is written. */
const pageLine = (text: string, columns: number): readonly Line[] =>
  text.startsWith('#')
    ? [line(cut(text.replace(/^#+ */u, ''), columns, { characters: 'ascii' }), { bold: true })]
    : indented(text, columns);

const dialogLine = (one: DialogLine, columns: number): readonly Line[] =>
  typeof one === 'string'
    ? indented(one, columns)
    : indented(one.command, columns).map((spans) => spans.map((span) => ({ ...span, bold: true })));

/** Wrapped lines start below the first character of the text. */
function indented(text: string, columns: number): readonly Line[] {
  const [lead = ''] = /^ *(?:- |\d+\. )?/u.exec(text) ?? [];
  return labelled(lead, text.slice(lead.length), { columns, indent: Math.min(lead.length, Math.floor(columns / 3)) });
}
