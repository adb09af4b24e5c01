import wrapAnsi from 'wrap-ansi';

/** Signs at the beginning of a line under which what follows does not go: blanks, a dash, the status of a row. */
const lead = /^ *(?:- |\S+(?: \S+)? {2,})?/u;

/** A line broken between words to fit so many columns; what follows goes on under where it began. Words longer than that stay whole. */
export function wrapLine(line: string, columns: number): string {
  const [start = ''] = lead.exec(line) ?? [];
  const indent = ' '.repeat(start.length);
  // Nothing is gained by a column of single words.
  if (columns - start.length < 16) return line;
  return wrapAnsi(line.slice(start.length), columns - start.length)
    .split('\n')
    .map((part, index) => (index === 0 ? start : indent) + part)
    .join('\n');
}
