import wrapAnsi from 'wrap-ansi';

/** The start of a line that wrapped text is indented past: blanks, a dash, the status of a row. */
const lead = /^ *(?:- |\S+(?: \S+)? {2,})?/u;

/** Wraps a line between words to fit `columns`, with a hanging indent. Words longer than that stay whole. */
export function wrapLine(line: string, columns: number): string {
  const [start = ''] = lead.exec(line) ?? [];
  const indent = ' '.repeat(start.length);
  // A column of single words would be no easier to read.
  if (columns - start.length < 16) return line;
  return wrapAnsi(line.slice(start.length), columns - start.length)
    .split('\n')
    .map((part, index) => (index === 0 ? start : indent) + part)
    .join('\n');
}
