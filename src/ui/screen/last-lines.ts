import { fieldLine, secretLine } from '../terminal/field-line.js';
import type { TerminalStyle } from '../terminal/style.js';
import type { Line, Span } from '../terminal/text.js';
import { cut, emptyLine, line, lineWidth } from '../terminal/text.js';
import type { Key } from './keys.js';
import { keyWord, lastKeys } from './keys.js';
import type { ScreenState } from './screen-state.js';
import type { Shown } from './shown.js';

interface Status {
  readonly line: Line;
  /** Column of the cursor, where something is typed. */
  readonly cursor?: number;
}

/** The line above the keys: what is being typed, what was just done, what is watched, or the position in a long text. */
export function statusLine(state: ScreenState, shown: Shown, style: TerminalStyle, position: Line = emptyLine): Status {
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
  return { line: position };
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

/** The keys that would do something, as many as fit. */
export function keyLine(
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
