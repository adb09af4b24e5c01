import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { TerminalStyle } from './style.js';
import { graphemesOf, windowsOf } from './graphemes.js';

/** A meaning, which a terminal may show as a colour. Words always say the same. */
export type Tone = 'good' | 'warning' | 'bad' | 'doubt' | 'aside';

export interface Style {
  readonly tone?: Tone | undefined;
  readonly bold?: boolean;
  readonly dim?: boolean;
  /** Where the person is; a mark beside it says the same. */
  readonly inverse?: boolean;
}

export interface Span extends Style {
  readonly text: string;
}

/** One line of the screen, not wider than it. */
export type Line = readonly Span[];

export const emptyLine: Line = [];
export const line = (text: string, style: Style = {}): Line => [{ text, ...style }];

/** Letters of ASCII and the characters this screen draws with: one column each. Anything else is measured. */
const plain = /^[\x20-\x7e·✔▲✘■–◷›↻❯█░─…•↑↓]*$/u;

/** In columns: characters of Chinese, Japanese and Korean, and most pictures, take two. */
export function widthOf(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const characters of windowsOf(text)) width += stringWidth(characters.join(''));
  return width;
}
export const lineWidth = (spans: Line): number => spans.reduce((sum, { text }) => sum + widthOf(text), 0);

/** As much of it as fits, with a mark that there is more. */
export function cut(text: string, columns: number, { characters }: Pick<TerminalStyle, 'characters'>): string {
  if (columns <= 0) return '';
  const more = characters === 'ascii' ? '...' : '…';
  const room = Math.max(0, columns - more.length);
  const end = endOf(text, columns, room);
  if (end === undefined) return text;
  return columns <= more.length ? more.slice(0, columns) : text.slice(0, end) + more;
}

/**
 * Where a text that is wider than the columns has to end to fit into the room; `undefined` where it is no wider. Nothing behind
 * the last column is looked at.
 */
function endOf(text: string, columns: number, room: number): number | undefined {
  if (plain.test(text)) return text.length <= columns ? undefined : room;
  let used = 0;
  let end = 0;
  for (const character of graphemesOf(text)) {
    used += widthOf(character);
    if (used <= room) end += character.length;
    if (used > columns) return end;
  }
  return undefined;
}

/** The line, cut where the screen ends. */
export function within(spans: Line, columns: number, style: Pick<TerminalStyle, 'characters'>): Line {
  if (lineWidth(spans) <= columns) return spans;
  let left = columns;
  return spans.flatMap((span) => {
    const text = cut(span.text, left, style);
    left -= widthOf(text);
    return text === '' ? [] : [{ ...span, text }];
  });
}

/** Filled with blanks to so many columns, or cut to them. */
export const fit = (text: string, columns: number, style: Pick<TerminalStyle, 'characters'>): string => {
  const shown = cut(text, columns, style);
  return shown + ' '.repeat(Math.max(0, columns - widthOf(shown)));
};

/** Broken between words; words that are longer than a line are broken inside. */
export function broken(text: string, columns: number): readonly string[] {
  if (text === '') return [''];
  const width = Math.max(1, columns);
  if (endOf(text, width, 0) === undefined) return [text];
  const lines: string[] = [];
  for (const piece of piecesOf(text.normalize())) {
    const open = lines.pop() ?? '';
    const wrapped = wrapAnsi(open + piece, width, { hard: true, trim: true }).split('\n');
    for (const one of wrapped) if (one !== '') lines.push(one);
  }
  return lines;
}

/** No word of a language is longer, in code points. To measure one costs `wrapAnsi` the square of its length. */
const longestWord = 1000;

/** The text, parted where a word goes on for longer than any word does. */
function* piecesOf(text: string): Generator<string, void, undefined> {
  let piece = '';
  let endsInWord = false;
  for (const [token] of text.matchAll(wordsAndBlanks)) {
    const isWord = !token.startsWith(' ') && !token.startsWith('\n');
    if (isWord && endsInWord) {
      yield piece;
      piece = '';
    }
    piece += token;
    endsInWord = isWord;
  }
  yield piece;
}
const wordsAndBlanks = new RegExp(`[^ \\n]{1,${longestWord}}|[ \\n]+`, 'gu');

/** A text with a name in front of it: the name stands on the first line only, and the text keeps to its own column. */
export function labelled(
  label: string,
  text: string,
  { columns, indent = 0, style = {} }: { readonly columns: number; readonly indent?: number; readonly style?: Style },
): readonly Line[] {
  const start = ' '.repeat(indent);
  // Beside a wide name on a narrow screen too little would be left: the text goes below it.
  if (indent > 0 && columns - indent < narrowest)
    return [
      ...(label === '' ? [] : [line(label, { dim: true })]),
      ...broken(text, columns - 2).map((one) => [{ text: '  ' }, { text: one, ...style }]),
    ];
  return broken(text, columns - indent).map((one, index) => [
    { text: index === 0 ? fit(label, indent, { characters: 'ascii' }) : start, dim: true },
    { text: one, ...style },
  ]);
}

/** Below this, text beside a name would be a column of single words. */
const narrowest = 24;
