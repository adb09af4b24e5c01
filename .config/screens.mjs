// npm run screens: runs the built tool in a pseudo-terminal and draws what a terminal emulator shows, as SVG, into docs/screens.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { build, root } from './prepare.mjs';

async function draw(name, args, { columns, rows }) {
  const screen = new xterm.Terminal({ cols: columns, rows, scrollback: 1000, allowProposedApi: true });
  const pty = spawn(process.execPath, [join(root, 'dist/cli.js'), ...args], { cols: columns, rows, cwd: root, name: 'xterm-256color', env: { PATH: process.env.PATH, TERM: 'xterm-256color' } });
  pty.onData((data) => screen.write(data));
  await new Promise((resolve) => pty.onExit(() => screen.write('', resolve)));
  writeFileSync(join(folder, `${name}.svg`), svgOf(screen.buffer.active, columns));
}

/** Lines of text with their colours; ports differ from run to run and are drawn as 50443. */
function svgOf(buffer, columns) {
  const [charWidth, lineHeight, margin] = [8.4, 18, 14];
  const lines = Array.from({ length: buffer.length }, (_, row) => buffer.getLine(row)).map((line) => spansOf(line, columns));
  while (lines.length > 0 && lines.at(-1).every(({ text }) => text.trim() === '')) lines.pop();
  const [width, height] = [Math.ceil(columns * charWidth + 2 * margin), Math.ceil(lines.length * lineHeight + 2 * margin)];
  const body = lines.map((spans, row) => `<text x="${margin}" y="${margin + (row + 0.8) * lineHeight}">${spans.map(span).join('')}</text>`).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="#d8dee9">\n<rect width="100%" height="100%" rx="8" fill="#1f2430"/>\n${body}\n</svg>\n`;
}

const colours = ['#7f8490', '#ff6b68', '#8fce6b', '#e8c15a', '#6fb3ff', '#d08cff', '#58c9c9', '#d8dee9'];

function spansOf(line, columns) {
  const spans = [];
  for (let column = 0; column < columns; column++) {
    const cell = line?.getCell(column);
    if (!cell || cell.getWidth() === 0) continue;
    const style = `${cell.isFgPalette() ? ` fill="${colours[cell.getFgColor() % 8]}"` : ''}${cell.isBold() ? ' font-weight="bold"' : ''}${cell.isDim() ? ' opacity="0.75"' : ''}`;
    const text = cell.getChars() || ' ';
    if (spans.at(-1)?.style === style) spans.at(-1).text += text;
    else spans.push({ style, text });
  }
  const text = spans.map((one) => one.text).join('');
  return text.trim() === '' ? [] : spans;
}

// Spaces that stay: SVG in a browser runs the others together.
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');
const span = ({ style, text }) => `<tspan${style}>${escape(text.replaceAll(/(127\.0\.0\.1|localhost):\d{4,5}/g, '$1:50443').replaceAll(/TCP \d{4,5} of/g, 'TCP 50080 of').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '00000000-0000-4000-8000-000000000000'))}</tspan>`;

build();
const folder = join(root, 'docs', 'screens');
mkdirSync(folder, { recursive: true });
await draw('lab-session-limit', ['lab', '--scenario', 'session-limit'], { columns: 96, rows: 70 });
await draw('recorded-windows-7', ['--route', 'exchange-server', '--endpoint', 'https://mail.contoso.example/PowerShell/', '--machine', 'test/machines/windows-7-as-shipped.json', '--only', 'windows-version,dotnet-framework,wmf,execution-policy'], { columns: 96, rows: 70 });
