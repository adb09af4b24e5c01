import { spawn } from '@lydell/node-pty';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/report/document/schema.js';

const wine = process.env['EXO_PREFLIGHT_WINE'];
const node = process.env['EXO_PREFLIGHT_WINDOWS_NODE'];
const root = join(import.meta.dirname, '../..');
export const here = wine !== undefined && node !== undefined;

/** Runs a command under Wine with its output in a file, which is what Wine's programs need. */
function underWine(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { status: number | null; stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'wine-'));
  const quoted = args.map((arg) => `'${arg.replaceAll("'", `'\\''`)}'`).join(' ');
  try {
    const { status } = spawnSync('sh', ['-c', `exec ${wine} ${quoted} > ${folder}/out 2> ${folder}/err < /dev/null`], {
      cwd: root,
      env: { ...process.env, ...env },
    });
    return {
      status,
      stdout: readFileSync(join(folder, 'out'), 'latin1'),
      stderr: readFileSync(join(folder, 'err'), 'utf8'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const reg = (...args: readonly string[]): number | null => underWine(['reg', ...args]).status;

/** Wine's own registry editor for what the test sets, gone again afterwards. */
export function set(
  key: string,
  name: string,
  type: 'REG_DWORD' | 'REG_SZ' | 'REG_EXPAND_SZ' | 'REG_BINARY',
  data: string,
  view: 64 | 32 = 64,
): void {
  const add = (): boolean => reg('add', key, '/v', name, '/t', type, '/d', data, '/f', `/reg:${view}`) === 0;
  // Now and then Wine's server is just going down when the next program comes.
  if (![add, add, add].some((attempt) => attempt())) throw new Error(`reg add ${key} ${name} failed`);
}
export const clear = (key: string, view: 64 | 32 = 64): void => void reg('delete', key, '/f', `/reg:${view}`);

/** The built tool on the Windows build of Node.js. */
export const cli = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  underWine([node!, 'dist/cli.js', ...args], env);

const pcRows = 'windows-version,dotnet-framework,wmf,execution-policy,winrm-client,tls-client';

/** A folder of Wine's drive C:, as this system sees it. */
export const onDriveC = (path: string): string => join(process.env['WINEPREFIX'] ?? '', 'drive_c', path);

/** What the rows of the PC say, by check. */
export function judge(env?: Readonly<Record<string, string>>): { report: Report; rows: Record<string, string> } {
  const { stdout, stderr } = cli(
    [
      '--route',
      'partner-basic',
      '--endpoint',
      'https://mail.contoso.example/PowerShell/',
      '--only',
      pcRows,
      '--format',
      'json',
    ],
    env,
  );
  if (!stdout.startsWith('{')) throw new Error(`no report: ${stderr}`);
  const report = JSON.parse(Buffer.from(stdout, 'latin1').toString('utf8')) as Report;
  return {
    report,
    rows: Object.fromEntries(report.outcomes.map(({ check, status, symptom }) => [check, symptom ?? status])),
  };
}

export interface Console {
  press(keys: string): void;
  /** Resolves once everything that was drawn so far matches, with blanks and line ends taken out: Wine's console breaks lines where it likes. */
  shows(pattern: RegExp): Promise<void>;
  readonly ended: Promise<number>;
}

/** The built tool on the Windows build of Node.js, in Wine's console, which draws on a pseudo-terminal. */
export function onConsole(args: readonly string[]): Console {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !/^(?:CI|NO_COLOR|CONTINUOUS_INTEGRATION)$/u.test(entry[0]),
    ),
  );
  const pty = spawn(wine!, [node!, 'dist/cli.js', ...args], {
    cols: 120,
    rows: 40,
    name: 'xterm-256color',
    cwd: root,
    env: environment,
  });
  let drawn = '';
  const waiting = new Set<() => void>();
  pty.onData((data) => {
    drawn += data.replaceAll(/\u001b(?:\[[0-9;?]*[A-Za-z]|\][^\u0007]*\u0007|.)|\s/gu, '');
    waiting.forEach((look) => look());
  });
  const ended = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  return {
    press: (keys) => pty.write(keys),
    shows: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!pattern.test(drawn)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        void ended.then(() => reject(new Error(`ended without showing ${String(pattern)}: ${drawn.slice(-2000)}`)));
        look();
      }),
    ended,
  };
}
