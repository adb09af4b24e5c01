import type { Streams } from './streams.js';

/** Writes results line by line: broken between words on a terminal, whole into a pipe, where a program may read them. */
export async function lineWriter(streams: Streams): Promise<(line: string) => void> {
  const { columns, isTTY } = process.stdout;
  if (!isTTY || !(columns > 0)) return (line) => streams.result(line);
  const { wrapLine } = await import('../report/text/wrap-lines.js');
  return (line) => streams.result(wrapLine(line, columns));
}
