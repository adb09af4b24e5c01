import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { cliPath } from './cli.js';

export interface Terminal {
  type(text: string): void;
  resize(columns: number, rows: number): void;
  /** Resolves once the whole text of the terminal, scrolled away lines included, matches. */
  shows(pattern: RegExp): Promise<string>;
  text(): string;
  /** Everything the program sent, escape sequences and all. */
  raw(): string;
  ended: Promise<number>;
}

/** The built tool in a real pseudo-terminal, its output read by a real terminal emulator. */
export function terminal(args: readonly string[], { columns = 100, rows = 30, env = {} }: { columns?: number; rows?: number; env?: Readonly<Record<string, string>> } = {}): Terminal {
  const { PATH = '', HOME = '/' } = process.env;
  const screen = new xterm.Terminal({ cols: columns, rows, scrollback: 2000, allowProposedApi: true });
  const pty = spawn(process.execPath, [cliPath, ...args], { cols: columns, rows, name: 'xterm-256color', env: { PATH, HOME, TERM: 'xterm-256color', ...env } });
  let raw = '';
  const waiting = new Set<() => void>();
  pty.onData((data) => {
    raw += data;
    screen.write(data, () => waiting.forEach((look) => look()));
  });
  const text = (): string => {
    const { active } = screen.buffer;
    return Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '').join('\n').trimEnd();
  };
  const ended = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => screen.write('', () => resolve(exitCode))));
  return {
    type: (keys) => pty.write(keys),
    resize: (cols, lines) => {
      pty.resize(cols, lines);
      screen.resize(cols, lines);
    },
    shows: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!pattern.test(text())) return;
          waiting.delete(look);
          resolve(text());
        };
        waiting.add(look);
        void ended.then(() => (pattern.test(text()) ? resolve(text()) : reject(new Error(`ended without showing ${String(pattern)}:\n${text()}`))));
        look();
      }),
    text,
    raw: () => raw,
    ended,
  };
}
