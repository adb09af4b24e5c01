import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { cliPath } from './cli.js';
import { svgOf } from './svg.js';

/** The keys of a keyboard that are no letters, as a terminal sends them. */
export const keys = {
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  pageUp: '\u001b[5~',
  pageDown: '\u001b[6~',
  home: '\u001b[H',
  end: '\u001b[F',
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  backTab: '\u001b[Z',
  clear: '\u0015',
  interrupt: '\u0003',
  endOfInput: '\u0004',
} as const;

const [frameBegins, frameEnds] = ['\u001b[?2026h', '\u001b[?2026l'];

export interface Terminal {
  readonly pid: number;
  /** Keys, as a keyboard sends them. */
  press(pressed: string): void;
  resize(columns: number, rows: number): void;
  /** From outside, as `kill` does it. */
  signal(name: NodeJS.Signals): void;
  /** Resolves once the whole text of the terminal, scrolled away lines included, matches. */
  shows(pattern: RegExp): Promise<string>;
  /** Resolves to what is in sight, once it is as it is wanted. */
  sees(wanted: RegExp | ((text: string) => boolean)): Promise<string>;
  /** Presses the keys, and resolves once what is in sight is as it is wanted. */
  after(pressed: string, wanted: RegExp | ((text: string) => boolean)): Promise<string>;
  text(): string;
  /** What is in sight: the screen that a program has to itself, or the ordinary one. */
  visible(): string;
  /** Which of the two screens of a terminal is shown. */
  buffer(): 'alternate' | 'normal';
  /** Lines in sight that were too long for the terminal and go on in the next one. */
  wrapped(): number;
  isCursorShown(): boolean;
  /** Everything the program sent, escape sequences and all. */
  raw(): string;
  /** What is in sight, as a picture. */
  svg(): string;
  readonly ended: Promise<number>;
}

interface Options {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Instead of Node.js with the built tool. */
  readonly program?: string;
}

/** The built tool in a real pseudo-terminal, its output read by a real terminal emulator. */
export function terminal(
  args: readonly string[],
  { columns = 100, rows = 30, env = {}, cwd, program }: Options = {},
): Terminal {
  const { PATH = '', HOME = '/' } = process.env;
  const screen = new xterm.Terminal({ cols: columns, rows, scrollback: 2000, allowProposedApi: true });
  const pty = spawn(program ?? process.execPath, program === undefined ? [cliPath, ...args] : [...args], {
    cols: columns,
    rows,
    name: env['TERM'] ?? 'xterm-256color',
    env: { PATH, HOME, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  let [raw, drawn] = ['', ''];
  const waiting = new Set<() => void>();
  pty.onData((data) => {
    raw += data;
    screen.write(data, () => {
      drawn += data;
      waiting.forEach((check) => check());
    });
  });
  /** Not in the middle of a picture, of which the beginning came in another piece than the end. */
  const isWhole = (): boolean => drawn.lastIndexOf(frameBegins) <= drawn.lastIndexOf(frameEnds);
  const linesFrom = (first: number, count: number): string => {
    const { active } = screen.buffer;
    return Array.from({ length: count }, (_, row) => active.getLine(first + row)?.translateToString(true) ?? '')
      .join('\n')
      .trimEnd();
  };
  const text = (): string => linesFrom(0, screen.buffer.active.length);
  const visible = (): string => linesFrom(screen.buffer.active.baseY, screen.rows);
  const ended = new Promise<number>((resolve) =>
    pty.onExit(({ exitCode }) => screen.write('', () => resolve(exitCode))),
  );
  /** Once the text is as it is wanted. If it never is, the error says what there was instead. */
  const until = (read: () => string, wanted: RegExp | ((text: string) => boolean)): Promise<string> =>
    new Promise((resolve, reject) => {
      const fits = (): boolean => (typeof wanted === 'function' ? wanted(read()) : wanted.test(read()));
      const check = (): void => {
        if (isWhole() && fits()) end(() => resolve(read()));
      };
      const missed = (how: string) => (): void =>
        reject(new Error(`${how} without showing ${String(wanted)}:\n${read()}`));
      const tooLate = setTimeout(() => end(missed('waited long')), 50_000);
      const end = (tell: () => void): void => {
        clearTimeout(tooLate);
        waiting.delete(check);
        tell();
      };
      waiting.add(check);
      void ended.then(() => end(fits() ? () => resolve(read()) : missed('ended')));
      check();
    });
  const sees: Terminal['sees'] = (wanted) => until(visible, wanted);
  return {
    pid: pty.pid,
    press: (pressed) => pty.write(pressed),
    resize: (cols, lines) => {
      // In this order: what the program then sends meets a screen of the new size.
      screen.resize(cols, lines);
      pty.resize(cols, lines);
    },
    signal: (name) => process.kill(pty.pid, name),
    shows: (pattern) => until(text, pattern),
    sees,
    after: (pressed, wanted) => {
      pty.write(pressed);
      return sees(wanted);
    },
    text,
    visible,
    buffer: () => screen.buffer.active.type,
    wrapped: () =>
      Array.from({ length: screen.rows }, (_, row) =>
        screen.buffer.active.getLine(screen.buffer.active.baseY + row),
      ).filter((line) => line?.isWrapped).length,
    isCursorShown: () => raw.lastIndexOf('\u001b[?25h') >= raw.lastIndexOf('\u001b[?25l'),
    raw: () => raw,
    svg: () => svgOf(screen.buffer.active, { columns: screen.cols, rows: screen.rows }),
    ended,
  };
}

/** Words as they stand, wherever a line broke between them. */
export const joined = (text: string): string => text.replaceAll(/\s+/gu, ' ');
