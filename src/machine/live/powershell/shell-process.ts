import type { ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { killTree, killTreeNow } from './kill-tree.js';

/** A started PowerShell and its pipes. */
export interface ShellProcess {
  write(line: string): void;
  /** Text as it comes; bytes that are not UTF-8 come as U+FFFD, which no envelope holds. */
  onText(take: (text: string) => void): void;
  /** Resolves once it is gone, however that came about; `code` is `null` after a signal. */
  readonly ended: Promise<{ readonly code: number | null; readonly systemCode?: string }>;
  /** Asks it to leave. */
  leave(): void;
  /** Ends it and everything it started. */
  kill(): Promise<void>;
}

/** No `-ExecutionPolicy`: it would set the Process scope, and Import-PSSession would work here where it fails in the user's window. */
const options = {
  '-NoProfile': true,
  '-NonInteractive': true,
  '-InputFormat': 'Text',
  '-OutputFormat': 'Text',
} as const;

/**
 * Starts a PowerShell through the library node-powershell (5.0.1; dormant since 2021). It starts the process and holds its
 * pipes; calls do not go through its `invoke`, which answers an ended process with success, keeps every command and its output
 * for ever, waits for a lost end mark without end, and searches its whole buffer again at every piece of output.
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
  // It rejects where nobody listens: a missing program would end ours.
  exitPromise.catch(() => undefined);
  return new HeldProcess(child, shell.streams);
}

/**
 * The library takes another program from NODE_POWERSHELL, whatever it was reported, and prints every command where DEBUG asks for
 * it: both are out of its sight while it is loaded and while it starts.
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

/** Whatever ends this process, a second Ctrl-C too, ends what it started: an interrupted PowerShell would work on for nobody. */
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
    // What the library unplugs it also stops: a full pipe would stop the program behind it.
    for (const stream of [stdout, stderr]) stream.on('pause', () => stream.resume());
    // Native programs, warnings and progress: nothing there is an answer, and it must not fill up.
    stderr.on('data', () => undefined);
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, systemCode?: string): void => {
        this.#isOver = true;
        if (child.pid !== undefined) held.delete(child.pid);
        resolve({ code, ...(systemCode === undefined ? {} : { systemCode }) });
      };
      child.once('error', (error: NodeJS.ErrnoException) => end(null, error.code ?? 'unknown'));
      // What it printed last may still be on its way; a program it left behind may hold the pipe for ever.
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

/** For what was printed before the end, in milliseconds. */
const lastWordsMs = 250;
/** For a process that was ended to be gone, in milliseconds. */
const goneMs = 2_000;
