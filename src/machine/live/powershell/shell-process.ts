import type { ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { killTree, killTreeNow } from './kill-tree.js';

/** A started PowerShell and its pipes. */
export interface ShellProcess {
  write(line: string): void;
  /** Text as it arrives; bytes that are not UTF-8 become U+FFFD, which no envelope contains. */
  onText(take: (text: string) => void): void;
  /** Resolves once the process has ended for any reason; `code` is `null` after a signal. */
  readonly ended: Promise<{ readonly code: number | null; readonly systemCode?: string }>;
  /** Asks it to exit. */
  leave(): void;
  /** Ends it and its descendants. */
  kill(): Promise<void>;
}

/**
 * No `-ExecutionPolicy`: it would set the Process scope, and Import-PSSession would work here where it fails in the
 * user's window.
 */
const options = {
  '-NoProfile': true,
  '-NonInteractive': true,
  '-InputFormat': 'Text',
  '-OutputFormat': 'Text',
} as const;

/**
 * Starts a PowerShell through the library node-powershell (5.0.1; dormant since 2021). The library starts the process
 * and holds its pipes. Calls do not use its `invoke`, which reports success when the process ends, keeps every command
 * and its output forever, waits forever for a lost end mark, and searches its whole buffer again at every chunk.
 */
export async function startShell(
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<ShellProcess> {
  const shell = await withoutTraps(async () => {
    const { PowerShell } = await import('./library.js');
    return () =>
      new PowerShell({
        executable: program,
        executableOptions: options,
        spawnOptions: { env: environment, cwd: dirname(program), windowsHide: true },
        throwOnInvocationError: false,
      });
  });
  const { process: child, exitPromise } = shell as unknown as {
    readonly process: ChildProcess;
    readonly exitPromise: Promise<void>;
  };
  // Otherwise an unhandled rejection for a missing program would end this process.
  exitPromise.catch(() => undefined);
  return new HeldProcess(child, shell.streams);
}

/**
 * NODE_POWERSHELL overrides the program passed to the library, and DEBUG makes it print every command: both are hidden
 * while it is loaded and while it starts.
 */
async function withoutTraps<T>(load: () => Promise<() => T>): Promise<T> {
  const { NODE_POWERSHELL, DEBUG } = process.env;
  const hide = (): void => {
    delete process.env['NODE_POWERSHELL'];
    delete process.env['DEBUG'];
  };
  hide();
  try {
    const start = await load();
    hide();
    return start();
  } finally {
    if (NODE_POWERSHELL !== undefined) process.env['NODE_POWERSHELL'] = NODE_POWERSHELL;
    if (DEBUG !== undefined) process.env['DEBUG'] = DEBUG;
  }
}

/** However this process ends, even by a second Ctrl-C, its PowerShells end too instead of working on. */
const held = new Set<number>();
process.once('exit', () => held.forEach(killTreeNow));

class HeldProcess implements ShellProcess {
  readonly ended: ShellProcess['ended'];
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #stdout: Readable;
  #isOver = false;

  constructor(child: ChildProcess, { stdin, stdout, stderr }: { stdin: Writable; stdout: Readable; stderr: Readable }) {
    this.#child = child;
    this.#stdin = stdin;
    this.#stdout = stdout;
    if (child.pid !== undefined) held.add(child.pid);
    for (const stream of [stdin, stdout, stderr]) stream.on('error', () => undefined);
    // When the library unpipes a stream it also pauses it: a full pipe would block the program.
    for (const stream of [stdout, stderr]) stream.on('pause', () => stream.resume());
    // Native programs, warnings and progress: no answers, but the pipe must be drained.
    stderr.on('data', () => undefined);
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, systemCode?: string): void => {
        this.#isOver = true;
        if (child.pid !== undefined) held.delete(child.pid);
        resolve({ code, ...(systemCode === undefined ? {} : { systemCode }) });
      };
      child.once('error', (error: NodeJS.ErrnoException) => end(null, error.code ?? 'unknown'));
      // Its last output may still arrive; a program it left behind may hold the pipe forever.
      child.once('exit', (code) => {
        const late = setTimeout(() => end(code), lastWordsMs);
        child.once('close', () => {
          clearTimeout(late);
          end(code);
        });
      });
    });
  }

  write(line: string): void {
    if (!this.#isOver && this.#stdin.writable) this.#stdin.write(`${line}\n`);
  }

  onText(take: (text: string) => void): void {
    this.#stdout.on('data', (text: string | Buffer) => take(String(text)));
  }

  leave(): void {
    this.write('exit');
    this.#stdin.end();
  }

  async kill(): Promise<void> {
    if (!this.#isOver && this.#child.pid !== undefined) {
      await killTree(this.#child.pid);
      await Promise.race([this.ended, new Promise((resolve) => setTimeout(resolve, goneMs).unref())]);
    }
    this.#stdin.destroy();
  }
}

/** Time for output from before the end to arrive, in milliseconds. */
const lastWordsMs = 250;
/** Time for a killed process to be gone, in milliseconds. */
const goneMs = 2_000;
