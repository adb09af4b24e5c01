import type { IBuffer, IBufferCell, IBufferLine } from '@xterm/headless';

const [charWidth, lineHeight, margin] = [8.4, 18, 14];
const colours = ['#7f8490', '#ff6b68', '#8fce6b', '#e8c15a', '#6fb3ff', '#d08cff', '#58c9c9', '#d8dee9'];
const [ground, ink] = ['#1f2430', '#d8dee9'];

/** What a terminal shows, as a picture: pieces of text with their colours, each in its own place, so that no font moves a column. */
export function svgOf(buffer: IBuffer, { columns, rows }: { readonly columns: number; readonly rows: number }): string {
  const lines = Array.from({ length: rows }, (_, row) => piecesOf(buffer.getLine(buffer.baseY + row), columns));
  while (lines.length > 0 && lines.at(-1)!.length === 0) lines.pop();
  const [width, height] = [
    Math.ceil(columns * charWidth + 2 * margin),
    Math.ceil(lines.length * lineHeight + 2 * margin),
  ];
  const body = lines.flatMap((pieces, row) => [
    ...pieces.filter(({ isInverse }) => isInverse).map((piece) => barOf(piece, row)),
    `<text y="${(margin + (row + 0.75) * lineHeight).toFixed(1)}">${pieces.map(drawn).join('')}</text>`,
  ]);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="${ink}">\n<rect width="100%" height="100%" rx="8" fill="${ground}"/>\n${body.join('\n')}\n</svg>\n`;
}

/** The text of such a picture. */
export const textOfSvg = (svg: string): string =>
  [...svg.matchAll(/<text [^>]*>(.*?)<\/text>/gu)]
    .map(([, line = '']) =>
      [...line.matchAll(/<tspan x="([\d.]+)"[^>]*>(.*?)<\/tspan>/gu)].reduce(
        (text, [, x, piece = '']) => text.padEnd(Math.round((Number(x) - margin) / charWidth)) + unescaped(piece),
        '',
      ),
    )
    .join('\n');

/** Ports and ids differ from run to run; in a picture they never do. */
const settled = (text: string): string =>
  text
    .replaceAll(
      /(127\.0\.0\.1|localhost):(\d{4,5})/gu,
      (_all, host: string, port: string) => `${host}:${'50443'.slice(0, port.length)}`,
    )
    .replaceAll(/TCP \d{4,5} of/gu, 'TCP 50080 of')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, '00000000-0000-4000-8000-000000000000');

interface Piece {
  readonly column: number;
  readonly text: string;
  readonly style: string;
  readonly isInverse: boolean;
}

/** Cells of one style, up to the next gap. */
function piecesOf(line: IBufferLine | undefined, columns: number): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let column = 0; column < columns; column++) {
    const cell = line?.getCell(column);
    if (!cell || cell.getWidth() === 0) continue;
    const [text, style, isInverse] = [cell.getChars() || ' ', styleOf(cell), cell.isInverse() > 0];
    const last = pieces.at(-1);
    if (
      last?.style === style &&
      last.isInverse === isInverse &&
      (isInverse || !(text !== ' ' && last.text.endsWith('  ')))
    )
      pieces[pieces.length - 1] = { ...last, text: last.text + text };
    else pieces.push({ column, text, style, isInverse });
  }
  return pieces.map(withoutBlanks).filter(({ text }) => text !== '');
}

/** Blanks around a text are the picture itself. */
function withoutBlanks(piece: Piece): Piece {
  const text = piece.text.trimStart();
  return { ...piece, column: piece.column + piece.text.length - text.length, text: text.trimEnd() };
}

function styleOf(cell: IBufferCell): string {
  const fill = cell.isInverse()
    ? ` fill="${ground}"`
    : cell.isFgPalette()
      ? ` fill="${colours[cell.getFgColor() % 8]}"`
      : '';
  return `${fill}${cell.isBold() ? ' font-weight="bold"' : ''}${cell.isDim() ? ' fill-opacity="0.75"' : ''}`;
}

const xOf = (column: number): string => (margin + column * charWidth).toFixed(1);
const drawn = ({ column, text, style }: Piece): string =>
  `<tspan x="${xOf(column)}"${style}>${escaped(settled(text))}</tspan>`;
const barOf = ({ column, text }: Piece, row: number): string =>
  `<rect x="${xOf(column)}" y="${margin + row * lineHeight}" width="${(Array.from(text).length * charWidth).toFixed(1)}" height="${lineHeight}" fill="${ink}"/>`;

// Blanks that stay: SVG runs several of them together.
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');
const unescaped = (text: string): string =>
  text.replaceAll('\u00a0', ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
