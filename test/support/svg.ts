import type { IBuffer, IBufferLine } from '@xterm/headless';

const [charWidth, lineHeight, margin] = [8.4, 18, 14];
const colours = ['#7f8490', '#ff6b68', '#8fce6b', '#e8c15a', '#6fb3ff', '#d08cff', '#58c9c9', '#d8dee9'];
const [ground, ink] = ['#1f2430', '#d8dee9'];

/** What a terminal shows, as a picture: lines of text with their colours. */
export function svgOf(buffer: IBuffer, { columns, rows }: { readonly columns: number; readonly rows: number }): string {
  const lines = Array.from({ length: rows }, (_, row) => spansOf(buffer.getLine(buffer.baseY + row), columns));
  while (lines.length > 0 && lines.at(-1)!.every(({ text }) => text.trim() === '')) lines.pop();
  const [width, height] = [Math.ceil(columns * charWidth + 2 * margin), Math.ceil(lines.length * lineHeight + 2 * margin)];
  const body = lines.map((spans, row) => `<text x="${margin}" y="${(margin + (row + 0.8) * lineHeight).toFixed(1)}">${spans.map(({ style, text }) => `<tspan${style}>${escaped(settled(text))}</tspan>`).join('')}</text>`).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="${ink}">\n<rect width="100%" height="100%" rx="8" fill="${ground}"/>\n${body}\n</svg>\n`;
}

/** The text of such a picture. */
export const textOfSvg = (svg: string): string =>
  [...svg.matchAll(/<text [^>]*>(.*?)<\/text>/gu)].map(([, line = '']) => line.replaceAll(/<[^>]*>/gu, '').replaceAll('\u00a0', ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').trimEnd()).join('\n');

/** Ports and ids differ from run to run; here they never do. */
const settled = (text: string): string => text.replaceAll(/(127\.0\.0\.1|localhost):\d{4,5}/gu, '$1:50443').replaceAll(/TCP \d{4,5} of/gu, 'TCP 50080 of').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, '00000000-0000-4000-8000-000000000000');

interface Drawn {
  readonly style: string;
  readonly text: string;
}

/** Pieces of one look each. A chosen row is light on dark the other way round, which a picture of text shows by a line under it. */
function spansOf(line: IBufferLine | undefined, columns: number): readonly Drawn[] {
  const spans: Drawn[] = [];
  for (let column = 0; column < columns; column++) {
    const cell = line?.getCell(column);
    if (!cell || cell.getWidth() === 0) continue;
    const style = [
      ...(cell.isFgPalette() ? [` fill="${colours[cell.getFgColor() % 8]}"`] : []),
      ...(cell.isBold() ? [' font-weight="bold"'] : []),
      ...(cell.isDim() ? [' opacity="0.75"'] : []),
      ...(cell.isInverse() ? [' text-decoration="underline"'] : []),
    ].join('');
    const text = cell.getChars() || ' ';
    const last = spans.at(-1);
    if (last?.style === style) spans[spans.length - 1] = { style, text: last.text + text };
    else spans.push({ style, text });
  }
  return spans.every(({ text }) => text.trim() === '') ? [] : spans;
}

// Blanks that stay: SVG in a browser runs the others together.
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');
