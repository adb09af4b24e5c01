import type { MessageId } from '../../locales/en/index.js';
import { catalog } from '../../locales/en/index.js';
import type { Arg } from '../../vocabulary/index.js';
import { fill, showAll } from '../../locales/render.js';
import { fieldLine, secretLine } from '../terminal/field-line.js';
import type { TerminalStyle } from '../terminal/style.js';
import type { QuestionState } from './question-state.js';
import type { Line } from '../terminal/text.js';
import { broken, cut, emptyLine, fit, labelled, line, within } from '../terminal/text.js';

const own = (id: MessageId, args: Readonly<Record<string, Arg>> = {}): string =>
  fill(catalog[id], args, { catalogs: [catalog], language: 'en', show: showAll });

const markWidth = 2;

/** The questions as drawn: the answers so far, the question, and the keys. */
export function questionFrame(
  state: QuestionState,
  style: TerminalStyle,
): { readonly lines: readonly Line[]; readonly cursor?: { readonly x: number; readonly y: number } } {
  const {
    size: { columns, rows },
    answered,
    question,
    wrong,
  } = state;
  const room = Math.max(1, rows - 1);
  const head = [
    line(cut(own('start.title'), columns, style), { bold: true }),
    ...labelled('', [own('start.note'), ...(question.isRemembered ? [own('start.note.remembered')] : [])].join(' '), {
      columns,
      style: { dim: true },
    }),
    emptyLine,
    ...answered.map((one): Line => [
      { text: style.characters === 'ascii' ? '+ ' : '✔ ', tone: 'good' },
      {
        text: cut(
          `${one.question.title}: ${one.question.isSecret ? '' : one.answer || '-'}`,
          columns - markWidth,
          style,
        ),
      },
    ]),
  ];
  const asked = questionLines(state, style);
  const tail = [
    ...(wrong === undefined
      ? []
      : [emptyLine, ...labelled('', `! ${wrong}`, { columns, style: { tone: 'bad', bold: true } })]),
    emptyLine,
    ...labelled('', own('start.option', { option: { value: question.option, kind: 'public' } }), {
      columns,
      style: { dim: true },
    }),
    keysLine(state, style),
  ];
  // On a low terminal the question and the keys stay; earlier answers scroll away.
  const above = [...head, ...asked.lines, ...tail].length - room;
  const lines = [...head, ...asked.lines, ...tail].slice(Math.max(0, Math.min(above, head.length)));
  const y = head.length + asked.cursorLine - Math.max(0, Math.min(above, head.length));
  const shown = lines.length > room ? [...lines.slice(0, room - 1), lines.at(-1)!] : lines;
  return {
    lines: shown.map((one) => within(one, columns, style)),
    ...(asked.cursor === undefined || y >= room ? {} : { cursor: { x: Math.min(columns - 1, asked.cursor), y } }),
  };
}

interface Asked {
  readonly lines: readonly Line[];
  readonly cursor?: number;
  readonly cursorLine: number;
}

function questionLines(
  { question, field, secretLength, chosen, size: { columns } }: QuestionState,
  style: TerminalStyle,
): Asked {
  const hint = labelled('', [question.hint, ...(question.ifEmpty === undefined ? [] : [question.ifEmpty])].join(' '), {
    columns,
    style: { dim: true },
  });
  if (question.choices) {
    const mark = style.characters === 'ascii' ? '>' : '❯';
    const lines = question.choices.flatMap(({ value, truth }, index): readonly Line[] => [
      [
        { text: fit(index === chosen ? mark : '', markWidth, style), bold: true },
        { text: cut(value, columns - markWidth, style), bold: index === chosen, inverse: index === chosen },
      ],
      ...broken(truth, columns - markWidth - 2).map((text): Line => [
        { text: ' '.repeat(markWidth + 2) },
        { text, dim: index !== chosen },
      ]),
    ]);
    return {
      lines: [
        line(cut(question.title, columns, style), { bold: true }),
        ...(question.hint === '' ? [] : hint),
        ...lines,
      ],
      cursorLine: 0,
    };
  }
  const typing = question.isSecret
    ? secretLine(`${question.title}: `, secretLength, columns, style)
    : fieldLine(cut(`${question.title}: `, Math.max(8, Math.floor(columns / 2)), style), field, columns);
  return { lines: [...hint, typing.line], cursor: typing.cursor, cursorLine: hint.length };
}

function keysLine({ question, answered }: QuestionState, style: TerminalStyle): Line {
  const keys: readonly (readonly [string, MessageId])[] = [
    ...(question.choices ? [[style.characters === 'ascii' ? 'arrows' : '↑ ↓', 'key.choose'] as const] : []),
    ['Enter', 'key.ok'],
    ['Esc', answered.length > 0 ? 'key.back' : 'key.leave'],
  ];
  return keys.flatMap(([key, word], index) => [
    { text: `${index === 0 ? '' : '  '}${key}`, bold: true },
    { text: ` ${own(word)}` },
  ]);
}
