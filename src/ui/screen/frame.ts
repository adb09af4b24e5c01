import { detailLines } from './detail-lines.js';
import { fieldLine, secretLine } from '../terminal/field-line.js';
import { helpLines } from './help-lines.js';
import type { Abilities, Key } from './keys.js';
import { keysOf, keyWord, lastKeys } from './keys.js';
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

/** What is drawn: never taller than the terminal less one line, never wider than it. And what keys need to know of it. */
export interface Frame {
  readonly lines: readonly Line[];
  readonly visible: List['visible'];
  readonly lastScroll: number;
  readonly pageLines: number;
  /** Where an answer is being typed, counted from the upper left corner. */
  readonly cursor?: { readonly x: number; readonly y: number };
}

/** What the view keeps, whatever else has to be said. */
const leastRoom = 5;
/** From here on the first line may take two. */
const tallRows = 28;

export function frameOf(state: ScreenState, shown: Shown, style: TerminalStyle, can: Abilities): Frame {
  // One line is left free: a frame that fills the terminal makes it scroll.
  const rows = Math.max(1, state.size.rows - 1);
  const header = headerLines(state, shown, style);
  const free = Math.max(1, rows - header.length - 2);
  // Why something is asked stands above the question.
  const why =
    state.prompt && state.note !== undefined
      ? labelled('', state.note, { columns: state.size.columns, style: { bold: true } }).slice(
          0,
          Math.max(0, free - leastRoom),
        )
      : [];
  const room = free - why.length;
  const body = bodyOf(state, shown, { style, can, room });
  const status = statusLine(state, shown, style, body);
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

/** What is looked at, by which way, how far it is or what came of it, and where in the screen one is. */
function headerLines(state: ScreenState, shown: Shown, style: TerminalStyle): readonly Line[] {
  const { columns, rows } = state.size;
  const origin = rows >= tallRows ? inTwo(shown.origin, columns) : [shown.origin];
  const conclusion = conclusionOf(state, shown);
  // In a list the end of a run must not move a row.
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
/** With less room than this for words, they stand without a bar. */
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

/** A row that runs may be out of sight: one of them is named here. */
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
  const ruler = style.reader ? '' : style.characters === 'ascii' ? '-' : '─';
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

/** Of a text all lines are made, and those that do not fit are scrolled to. */
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

/** Broken under where it began. */
function indented(text: string, columns: number): readonly Line[] {
  const [lead = ''] = /^ *(?:- |\d+\. )?/u.exec(text) ?? [];
  return labelled(lead, text.slice(lead.length), { columns, indent: Math.min(lead.length, Math.floor(columns / 3)) });
}

interface Status {
  readonly line: Line;
  /** Column of the cursor, where something is typed. */
  readonly cursor?: number;
}

/** The line above the keys: what is typed, what was just done, what is watched, where in a long text one is. */
function statusLine(state: ScreenState, shown: Shown, style: TerminalStyle, body: Body): Status {
  const { columns } = state.size;
  const { wording } = shown;
  if (state.prompt) return promptLine(state.prompt, shown, style, columns);
  if (state.note !== undefined) return { line: line(cut(state.note, columns, style), { bold: true }) };
  if (state.watch) {
    const { checks, round, isPolling, waitSeconds } = state.watch;
    const text =
      isPolling || !style.motion
        ? wording.own('watch.looking', { count: checks.length, round })
        : wording.own('watch.on', { count: checks.length, round, seconds: waitSeconds });
    return { line: line(cut(text, columns, style)) };
  }
  if (!state.over && state.view === 'checks' && (state.find !== '' || state.onlyProblems)) {
    const text =
      state.find === ''
        ? wording.own('list.problems')
        : wording.own('list.find', { text: { value: state.find, kind: 'public' } });
    return { line: line(cut(text, columns, style), { dim: true }) };
  }
  return { line: body.position ?? emptyLine };
}

function promptLine(
  prompt: NonNullable<ScreenState['prompt']>,
  { wording }: Shown,
  style: TerminalStyle,
  columns: number,
): Status {
  if (prompt.kind === 'password') return secretLine(`${prompt.title}: `, prompt.length, columns, style);
  const title = cut(`${wording.own(`prompt.${prompt.kind}`)}: `, Math.max(8, Math.floor(columns / 2)), style);
  return fieldLine(title, prompt.field, columns);
}

/** The keys that would do something, as many as there is room for. */
function keyLine(
  { size: { columns } }: ScreenState,
  { wording }: Shown,
  style: TerminalStyle,
  keys: readonly Key[],
): Line {
  const shown = ({ id, shown: key }: Key): readonly Span[] => [
    { text: key, bold: true },
    { text: ` ${wording.own(keyWord(id))}` },
  ];
  const gap: Span = { text: '  ' };
  const kept = keys.filter(({ id }) => lastKeys.includes(id));
  const spansOf = (some: readonly Key[]): readonly Span[] =>
    [...some, ...kept].flatMap((key, index) => (index === 0 ? shown(key) : [gap, ...shown(key)]));
  const chosen: Key[] = [];
  for (const key of keys.filter(({ id }) => !lastKeys.includes(id)))
    if (lineWidth(spansOf([...chosen, key])) <= columns) chosen.push(key);
  const spans = spansOf(chosen);
  return lineWidth(spans) <= columns
    ? spans
    : [{ text: cut(kept.map((key) => `${key.shown} ${wording.own(keyWord(key.id))}`).join(' '), columns, style) }];
}
