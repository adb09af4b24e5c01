import { Chalk } from 'chalk';
import type { TerminalStyle } from './style.js';
import type { Line, Span, Tone } from './text.js';

/** The sixteen colours every terminal has: its owner chose them to be seen on its background, dark or light. */
const colours: Readonly<Record<Tone, 'green' | 'yellow' | 'red' | 'magenta' | 'blue'>> = {
  good: 'green',
  warning: 'yellow',
  bad: 'red',
  doubt: 'magenta',
  aside: 'blue',
};

/** Sixteen are enough for us, so a terminal is never asked whether it has more. */
const chalk = new Chalk({ level: 1 });

/** One line as it is sent to the terminal. A screen reader gets the text alone. */
export const painted = (spans: Line, style: TerminalStyle): string =>
  style.reader ? spans.map(({ text }) => text).join('') : spans.map((span) => paintedSpan(span, style)).join('');

function paintedSpan(
  { text, tone, bold = false, dim = false, inverse = false }: Span,
  { color }: TerminalStyle,
): string {
  let style = chalk.reset;
  if (bold) style = style.bold;
  if (inverse) style = style.inverse;
  if (color && dim) style = style.dim;
  if (color && tone) style = style[colours[tone]];
  return style === chalk.reset || text === '' ? text : style(text);
}
